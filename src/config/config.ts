/**
 * What a configuration is, once it has been read: plain, deeply frozen data.
 *
 * `read.ts` makes it from files; the daemon, the RPC methods and the HTTP servers take what they
 * need from it and keep no way back to the files. Options have the names they have in the file
 * (`stdout_logfile_maxbytes` is `stdout.maxbytes`), their values the types of their codecs;
 * paths are absolute where the original makes them so, and `user` is a looked-up account.
 *
 * To add an option: add it to its section in `sections/`; its field follows by type.
 */

import type { User } from '../os/port.ts';
import type { KillMode } from './codec-words.ts';
import type { Factory } from './factories.ts';
import type { ValuesOf } from './schema.ts';
import type { supervisordOptions } from './sections/supervisord.ts';
import type { userOptions } from './sections/user.ts';
import type { SocketAddress } from './socket-address.ts';
import type { SyslogFacility, SyslogPriority } from './syslog-names.ts';

/** Where a value was written. */
export interface Origin {
  readonly file: string;
  /** Counted from 1; of a value of several lines, the first. */
  readonly line: number;
  readonly section: string;
}

export interface Config {
  /** The main file, as an absolute path. */
  readonly file: string;
  /** The files that `[include]` brought in, in the order in which they were read. */
  readonly includes: readonly string[];
  readonly supervisord: SupervisordOptions;
  /** Where the file names the pidfile, unless it is the command line or the default. */
  readonly pidfileOrigin?: Origin | undefined;
  readonly servers: readonly ServerConfig[];
  /** Those whose factory is Supervisor's own; there are no others here. */
  /** The namespaces of methods that are to be offered. */
  readonly rpcinterfaces: readonly PluginConfig[];
  /** In start order: by priority, then by name, both of the group and of its processes. */
  readonly groups: readonly GroupConfig[];
  /** To be logged once the log is open: criticals first, then warnings, then the rest. */
  readonly notes: readonly Note[];
  /** To be written to standard error before anything else, a line each. */
  readonly warnings: readonly string[];
}

export interface Note {
  readonly level: 'critical' | 'warn' | 'info';
  readonly text: string;
}

type SupervisordValues = ValuesOf<typeof supervisordOptions>;

/** `[supervisord]`, with the flags of the command line laid over it. */
export interface SupervisordOptions extends Omit<SupervisordValues, 'environment' | 'childlogdir'> {
  /** Absolute, or `syslog`. */
  readonly logfile: string;
  /** Absolute. */
  readonly pidfile: string;
  readonly childlogdir: string;
  readonly environment: Readonly<Record<string, string>>;
}

export type LogLevel = 'critical' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'blather';

export type ServerConfig = UnixServerConfig | InetServerConfig;

interface AnyServerConfig {
  /** The name of its section, such as `inet_http_server:a`. */
  readonly section: string;
  readonly username: string | undefined;
  /** As `os/password-hash.ts` reads it. */
  readonly password: string | undefined;
  /** Who else may use it: all users of the configuration. */
  readonly users: readonly UserConfig[];
  /** The longest body of a request. */
  readonly request_maxbytes: number;
  /** Whether everybody may ask how it is. */
  readonly health_without_auth: boolean;
  /** Names, or patterns of names, that a browser may ask for us by. */
  readonly allowed_hosts: readonly string[];
  readonly origin: Origin;
}

/** `[user:NAME]` */
export interface UserConfig extends ValuesOf<typeof userOptions> {
  readonly name: string;
  readonly origin: Origin;
}

export interface UnixServerConfig extends AnyServerConfig {
  readonly family: 'unix';
  /** Absolute. */
  readonly file: string;
  readonly chmod: number;
  /** -1 leaves it as it is. */
  readonly uid: number;
  readonly gid: number;
}

export interface InetServerConfig extends AnyServerConfig {
  readonly family: 'inet';
  /** Empty for all addresses. */
  readonly host: string;
  readonly port: number;
  /** All addresses are those of IPv6 as well, and a name may stand for one. */
  readonly ipv6: boolean;
  /** Undefined: it speaks HTTP in clear. */
  readonly tls: TlsFiles | undefined;
}

/** Paths of PEM files, all absolute. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
  /** Whose certificates clients must have; undefined: they need none. */
  readonly clientCa: string | undefined;
}

/** `[rpcinterface:NAME]` or `[ctlplugin:NAME]`. */
export interface PluginConfig {
  readonly name: string;
  readonly factory: Factory;
  readonly options: Readonly<Record<string, string>>;
  readonly origin: Origin;
}

export interface GroupConfig {
  /** `program`: the group that a program has to itself. */
  readonly kind: 'program' | 'group' | 'eventlistener' | 'fcgi-program';
  readonly name: string;
  readonly priority: number;
  readonly processes: readonly ProcessConfig[];
  /** Of an event listener. */
  readonly pool?: PoolConfig;
  readonly origin: Origin;
}

export interface PoolConfig {
  readonly buffer_size: number;
  /** Upper case, in the order given. */
  readonly events: readonly string[];
  readonly result_handler: string;
  /** Whether a listener that has broken the protocol is restarted. */
  readonly listener_restart: boolean;
}

/** The listening socket that the processes of an fcgi-program share. */
export interface SocketConfig {
  /** `unix:///path` or `tcp://host:port`. */
  readonly url: string;
  readonly address: SocketAddress;
  readonly backlog: number | undefined;
  /** Of a unix socket. */
  readonly mode: number | undefined;
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
}

export interface ProcessConfig {
  /** `process_name`, expanded. */
  readonly name: string;
  readonly group: string;
  /** The name of the section it comes from, without its kind. */
  readonly program: string;
  readonly command: string;
  /** As written: relative to our own directory, checked when the process starts. */
  readonly directory: string | undefined;
  /** Undefined: inherited. */
  readonly umask: number | undefined;
  readonly user: User | undefined;
  /** That of `[supervisord]`, overlaid by the program's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly autostart: boolean;
  /** Seconds. */
  readonly startsecs: number;
  readonly startretries: number;
  readonly autorestart: boolean | 'unexpected';
  readonly exitcodes: readonly number[];
  /** The number of the signal. */
  readonly stopsignal: number;
  /** Seconds. */
  readonly stopwaitsecs: number;
  readonly stopasgroup: boolean;
  readonly killasgroup: boolean;
  /** What is not to outlive it; undefined: `stopasgroup` and `killasgroup` say whom signals reach. */
  readonly kill_mode: KillMode | undefined;
  readonly redirect_stderr: boolean;
  readonly stdout: LogTarget;
  readonly stderr: LogTarget;
  readonly syslog_facility: SyslogFacility;
  readonly syslog_tag: string | undefined;
  /** What `SUPERVISOR_SERVER_URL` is to be; undefined when there is no server. */
  readonly serverurl: string | undefined;
  /** Set if it was not given: `reread` does not look at it then. */
  readonly serverurl_auto?: boolean;
  /**
   * Of an fcgi-program: what it has as standard input, shared with the other processes of its
   * program in its group.
   */
  readonly socket?: SocketConfig;
  /** The header of its section. */
  readonly origin: Origin;
}

/** Where one of the two outputs of a process goes. */
export interface LogTarget {
  readonly file: LogFile;
  /** Bytes; 0 means no rotation. */
  readonly maxbytes: number;
  readonly backups: number;
  /** Bytes; 0 means no capture. */
  readonly capture_maxbytes: number;
  readonly events_enabled: boolean;
  readonly syslog: boolean;
  readonly syslog_priority: SyslogPriority;
}

export type LogFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'auto' }
  | { readonly kind: 'file'; readonly path: string };
