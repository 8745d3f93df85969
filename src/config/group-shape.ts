/**
 * Configurations of groups and processes, as another version of us has written them down.
 *
 * An option that it did not know has the value here that it has in the tables when it is left out;
 * one that only it knows is left out.
 *
 * To add an option: the compiler asks for its line.
 */
import {
  boolean,
  having,
  integer,
  keyOf,
  list,
  map,
  number,
  object,
  oneOf,
  optional,
  or,
  type Shape,
  text,
} from '../base/shape.ts';
import type { User } from '../os/port.ts';
import type {
  GroupConfig,
  LogFile,
  LogTarget,
  Origin,
  PoolConfig,
  ProcessConfig,
  SocketConfig,
} from './config.ts';
import type { Option } from './schema.ts';
import { listenerOptions } from './sections/eventlistener.ts';
import { programOptions as own } from './sections/program.ts';
import type { SocketAddress } from './socket-address.ts';
import { SYSLOG_FACILITIES, SYSLOG_PRIORITIES } from './syslog-names.ts';

const whole = integer(Number.MIN_SAFE_INTEGER);
const id = integer(-1, 2 ** 32);

const origin = object<Origin>({ file: text, line: whole, section: text });

const user = object<User>({ name: text, uid: id, gid: id, home: text });

const logFile: Shape<LogFile> = having(
  'path',
  object({ kind: oneOf('file'), path: text }),
  object({ kind: oneOf('none', 'auto') }),
) as Shape<LogFile>;

const target = object<LogTarget>({
  file: logFile,
  maxbytes: whole,
  backups: whole,
  capture_maxbytes: whole,
  events_enabled: boolean,
  syslog: boolean,
  syslog_priority: as(own.stdout_syslog_priority, keyOf(SYSLOG_PRIORITIES)),
});

const address: Shape<SocketAddress> = having(
  'path',
  object({ path: text }),
  object({ host: text, port: integer(0, 65_535) }),
);

export const socketShape = object<SocketConfig>({
  url: text,
  address,
  backlog: optional(whole),
  mode: optional(whole),
  owner: optional(object({ uid: id, gid: id })),
});

export const processShape = object<ProcessConfig>({
  name: text,
  group: text,
  program: text,
  command: text,
  directory: optional(text),
  umask: optional(whole),
  user: optional(user),
  environment: map(text),
  priority: as(own.priority, whole),
  autostart: as(own.autostart, boolean),
  startsecs: as(own.startsecs, number),
  startretries: as(own.startretries, whole),
  autorestart: as(own.autorestart, oneOf<boolean | 'unexpected'>(true, false, 'unexpected')),
  exitcodes: as(own.exitcodes, list(whole)),
  stopsignal: as(own.stopsignal, whole),
  stopwaitsecs: as(own.stopwaitsecs, number),
  stopasgroup: as(own.stopasgroup, boolean),
  killasgroup: or(boolean, false),
  kill_mode: optional(oneOf('group', 'tree', 'cgroup')),
  redirect_stderr: as(own.redirect_stderr, boolean),
  stdout: target,
  stderr: target,
  syslog_facility: as(own.syslog_facility, keyOf(SYSLOG_FACILITIES)),
  syslog_tag: optional(text),
  serverurl: optional(text),
  serverurl_auto: optional(boolean),
  socket: optional(socketShape),
  origin,
});

const pool = object<PoolConfig>({
  buffer_size: as(listenerOptions.buffer_size, integer(1)),
  events: list(text),
  result_handler: as(listenerOptions.result_handler, text),
  listener_restart: as(listenerOptions.listener_restart, boolean),
});

/** Without its processes. */
export const groupShape = object<Omit<GroupConfig, 'processes'>>({
  kind: oneOf('program', 'group', 'eventlistener', 'fcgi-program'),
  name: text,
  priority: whole,
  pool: optional(pool),
  origin,
});

/** As the table of the option has it when it is left out. */
function as<T>(option: Option<T>, shape: Shape<T>): Shape<T> {
  return 'default' in option ? or(shape, option.default) : shape;
}
