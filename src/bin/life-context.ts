/** How the parts of a life are made, from what the system is and what the command line says. */
import type { Socket } from 'node:net';
import os from 'node:os';
import { isSystemError, type UserError } from '../base/errors.ts';
import type { Config } from '../config/config.ts';
import type { ConfigRequest } from '../config/read.ts';
import type { LifeContext } from '../daemon/life-context.ts';
import { Live } from '../http/live.ts';
import { descriptorOf } from '../http/peer.ts';
import { openServers } from '../http/server.ts';
import { MainLog, type MainLogOptions } from '../logs/main-log.ts';
import { detachOutput } from '../os/daemonize.ts';
import { errorText } from '../os/error-text.ts';
import { exitAtOnce } from '../os/exit.ts';
import { identity } from '../os/identity.ts';
import { readLimit, setLimit } from '../os/limits.ts';
import { loadModule } from '../os/modules.ts';
import { withoutNotifyAddress } from '../os/notify-address.ts';
import type { Os } from '../os/port.ts';
import { peerOf as peerAt } from '../os/sockets.ts';
import { systemClock } from '../os/system-clock.ts';
import type { Audit } from '../rpc/audit.ts';
import { makeInterfaces } from '../rpc/interfaces.ts';
import { METHODS } from '../rpc/methods.ts';
import { Registry } from '../rpc/registry.ts';
import type { Inherited } from './inheritance.ts';
import type { Launch } from './launch.ts';
import { openOwnProgram } from './own-program.ts';
import { makePrograms } from './programs.ts';
import type { ResultHandlers } from './result-handlers.ts';

/** How the configuration is read anew, and what has been loaded for it. */
export interface ConfigReading {
  readonly request: ConfigRequest;
  readonly read: () => Config;
  readonly handlers: ResultHandlers;
}

/** What a life is made of. */
export interface LifeParts {
  readonly launch: Launch;
  readonly system: Os;
  readonly reading: ConfigReading;
  /** What an earlier program of this process has left. */
  readonly inherited: Inherited | undefined;
  tookOver(): void;
}

/** Whether it has left the terminal behind. */
export function isDetached(launch: Launch, inherited: Inherited | undefined): boolean {
  return inherited?.handover.isDetached ?? launch.role.kind === 'daemon';
}

export function lifeContext({
  launch,
  system,
  reading: { request, read, handlers },
  inherited,
  tookOver,
}: LifeParts): Omit<LifeContext, 'beginning'> {
  let isFirstLife = inherited === undefined;
  const hasLeft = isDetached(launch, inherited);
  const folder = request.cwd;
  const own = openOwnProgram(inherited?.files);
  const env = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  return {
    os: system,
    clock: systemClock,
    environment: withoutNotifyAddress(process.env),
    origin: { package: own.folder, folder, isDetached: hasLeft },
    programs: makePrograms({ os: system, launch, own, folder, env }),
    tookOver,
    pid: process.pid,
    hostname: os.hostname(),
    openFiles: launch.openFiles,
    privileges: { ...identity, readLimit, setLimit },
    readConfig: read,
    resultHandler: (name, pool) => handlers.get(name, pool),
    openMainLog: ({ supervisord }, before) =>
      new MainLog(
        before?.options ?? {
          level: supervisord.loglevel,
          ...mainLogTarget(supervisord),
          echo: !hasLeft && !supervisord.silent,
        },
        { files: system, clock: systemClock },
        before,
      ),
    openServers: async (servers, supervisor, log, sockets) => {
      const world = { daemon: supervisor, files: system, log, clock: systemClock, os: system };
      const failed = (error: UserError): void => {
        if (!isFirstLife) log.critical(`${error.message}; it is left out`);
        else throw error;
      };
      const plugins = await makeInterfaces(
        supervisor.config.rpcinterfaces,
        {
          ...world,
          load: loadModule,
          methods: () => registry,
          readProgram: async (added) => {
            const { readAddedProgram } = await import('../config/added-program.ts');
            return readAddedProgram(request, supervisor.config, added);
          },
        },
        failed,
      );
      isFirstLife = false;
      const audit: Audit = (line) => {
        const { supervisord, servers } = supervisor.config;
        if (supervisord.audit ?? servers.some(({ users }) => users.length > 0)) log.info(line());
      };
      const registry: Registry = new Registry(METHODS, plugins.main, { ...world, audit, plugins });
      const peerOf = (socket: Socket) => peerAt(descriptorOf(socket));
      const stderr = (text: string): void => void process.stderr.write(text);
      const openFiles = readLimit('openFiles').soft;
      const live = new Live(supervisor, systemClock, system);
      return openServers(
        servers,
        { ...world, audit, registry, live, peerOf, stderr, openFiles },
        sockets && { sockets, failed },
      );
    },
    settle: ({ supervisord: { directory, umask } }, log) => {
      if (!hasLeft) return;
      log.info('daemonizing the supervisord process');
      if (directory !== undefined) changeDirectory(directory, log);
      process.umask(umask);
      detachOutput();
    },
    ended: () => exitAtOnce(0),
  };
}

function mainLogTarget(options: Config['supervisord']): Pick<MainLogOptions, 'file' | 'syslog'> {
  if (options.logfile !== 'syslog') {
    const { logfile: path, logfile_maxbytes: maxBytes, logfile_backups: backups } = options;
    return { file: { path, maxBytes, backups } };
  }
  const { syslog_facility: facility, syslog_priority: priority, syslog_tag: tag } = options;
  const syslog = { path: options.syslog_socket, heading: { facility, priority, tag } };
  return { file: undefined, syslog };
}

function changeDirectory(directory: string, log: Pick<MainLog, 'critical' | 'info'>): void {
  try {
    process.chdir(directory);
    log.info(`set current directory: '${directory}'`);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why = errorText(Object.assign(error, { path: directory }));
    log.critical(`can't chdir into '${directory}': ${why}`);
  }
}
