/** Configurations as data, for tests that need no file: what is not said is as by default. */
import type {
  Config,
  GroupConfig,
  LogTarget,
  Origin,
  ProcessConfig,
  SocketConfig,
} from '../../src/config/config.ts';

const ORIGIN: Origin = { file: '/etc/supervisord.conf', line: 1, section: 'program:test' };

const NO_LOG: LogTarget = {
  file: { kind: 'none' },
  maxbytes: 50 * 1024 * 1024,
  backups: 10,
  capture_maxbytes: 0,
  events_enabled: false,
  syslog: false,
  syslog_priority: 'info',
};

export function logTo(path: string, changes: Partial<LogTarget> = {}): LogTarget {
  return { ...NO_LOG, file: { kind: 'file', path }, ...changes };
}

export function processConfig(name: string, changes: Partial<ProcessConfig> = {}): ProcessConfig {
  return {
    name,
    group: name,
    program: name,
    command: `/bin/${name}`,
    directory: undefined,
    umask: undefined,
    user: undefined,
    environment: {},
    priority: 999,
    autostart: true,
    startsecs: 1,
    startretries: 3,
    autorestart: 'unexpected',
    exitcodes: [0],
    stopsignal: 15,
    stopwaitsecs: 10,
    stopasgroup: false,
    killasgroup: false,
    kill_mode: undefined,
    redirect_stderr: false,
    stdout: NO_LOG,
    stderr: NO_LOG,
    syslog_facility: 'user',
    syslog_tag: undefined,
    serverurl: undefined,
    origin: ORIGIN,
    ...changes,
  };
}

/** What an fcgi-program listens on, by its URL. */
export function socketConfig(url: string, changes: Partial<SocketConfig> = {}): SocketConfig {
  const [, host, port] = /^tcp:\/\/(.*):(.*)$/.exec(url) ?? [];
  const address =
    host === undefined ? { path: url.slice('unix://'.length) } : { host, port: Number(port) };
  const mode = host === undefined ? 0o700 : undefined;
  return { url, address, backlog: undefined, mode, owner: undefined, ...changes };
}

/** A group of the given processes; without any, of one that is called like the group. */
export function groupConfig(
  name: string,
  changes: Partial<GroupConfig> = {},
  processes: readonly ProcessConfig[] = [processConfig(name)],
): GroupConfig {
  return {
    kind: processes.length === 1 ? 'program' : 'group',
    name,
    priority: 999,
    processes: processes.map((process) => ({ ...process, group: name })),
    origin: ORIGIN,
    ...changes,
  };
}

export function configOf(...groups: readonly GroupConfig[]): Config {
  return {
    file: '/etc/supervisord.conf',
    includes: [],
    supervisord: {
      logfile: '/var/log/supervisord.log',
      logfile_maxbytes: 50 * 1024 * 1024,
      logfile_backups: 10,
      loglevel: 'info',
      pidfile: '/run/supervisord.pid',
      umask: 0o022,
      nodaemon: true,
      silent: false,
      minfds: 1024,
      minprocs: 200,
      nocleanup: false,
      childlogdir: '/tmp',
      user: undefined,
      directory: undefined,
      strip_ansi: false,
      environment: {},
      identifier: 'supervisor',
      syslog_socket: '/dev/log',
      syslog_facility: 'user',
      syslog_priority: 'info',
      syslog_tag: 'supervisord',
      audit: undefined,
      shutdown_timeout: 0,
      subreaper: false,
      orphans: 'report',
    },
    servers: [],
    rpcinterfaces: [],
    groups,
    notes: [],
    warnings: [],
  };
}
