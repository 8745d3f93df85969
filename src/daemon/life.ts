/**
 * The daemon from its first breath to its last: log, groups, servers, pidfile, and all of them
 * anew at a restart. What can be refused is refused before anything has been started.
 *
 * How each of them is made is handed in by `bin/supervisord.ts`; this is the order.
 */
import { UserError } from '../base/errors.ts';
import type { Config, Note, ServerConfig } from '../config/config.ts';
import { EventBus } from '../events/bus.ts';
import { clearAutoLogs } from '../logs/auto-file.ts';
import type { Logger } from '../logs/logger.ts';
import { Syslog } from '../logs/syslog.ts';
import { requireOwnAddress } from '../os/own-address.ts';
import type { Os } from '../os/port.ts';
import { LaunchQueue } from './launch-queue.ts';
import { makeOutputs } from './outputs.ts';
import { removePidfile, writePidfile } from './pidfile.ts';
import { dropPrivileges, type Privileges, raiseLimits } from './privileges.ts';
import { type DaemonSignal, SIGNALS } from './signals.ts';
import { Supervisor } from './supervisor.ts';
import type { MainLogFile, SupervisorContext } from './supervisor-context.ts';

export interface MainLog extends Logger, MainLogFile {
  close(): void;
}

/** The listening sockets of one life. */
export interface Servers {
  /** Resolves when the answers that were under way have gone out. */
  close(): Promise<void>;
}

export interface LifeContext
  extends Pick<
    SupervisorContext,
    'clock' | 'environment' | 'pid' | 'readConfig' | 'resultHandler'
  > {
  readonly os: Os;
  readonly privileges: Privileges;
  /** The name of the machine. */
  readonly hostname: string;
  /** The soft limit of descriptors that the user had; Infinity for unlimited. */
  readonly openFiles: number;
  openMainLog(config: Config): MainLog;
  /** All of them or none. @throws {UserError} if an address cannot be had. */
  openServers(
    servers: readonly ServerConfig[],
    supervisor: Supervisor,
    log: Logger,
  ): Promise<Servers>;
  /** Leaves the terminal behind, if that is asked for; called once, when nothing can fail any more. */
  settle(config: Config, log: Logger): void;
  /** Called once everything is closed. */
  ended(): void;
}

export class Life {
  readonly #context: LifeContext;
  readonly #bus: EventBus;
  #openFiles = Number.POSITIVE_INFINITY;
  #log: MainLog | undefined;
  /** Where the output of programs goes that log to syslog. */
  #syslog: Syslog | undefined;
  #supervisor: Supervisor | undefined;
  #servers: Servers | undefined;
  #config: Config | undefined;
  /** Signals that came while one supervisor had gone and the next was not there. */
  #waiting: DaemonSignal[] = [];

  constructor(context: LifeContext) {
    this.#context = context;
    this.#bus = new EventBus(context.clock);
    context.os.onExit((pid, ending) => this.#supervisor?.exited(pid, ending));
  }

  /** The main log, once there is one. */
  get log(): Logger | undefined {
    return this.#log;
  }

  /** @throws {UserError} if the daemon cannot be started like this. */
  async begin(config: Config): Promise<void> {
    const { os, privileges, openFiles, hostname } = this.#context;
    const user = dropPrivileges(config.supervisord.user, (who) => os.groupsOf(who), privileges);
    const limits = raiseLimits(config.supervisord, openFiles, privileges);
    this.#openFiles = limits.openFiles;
    const supervisor = this.#makeSupervisor(config, [...config.notes, ...user, ...limits.notes]);
    const [error] = await supervisor.tryOutSockets();
    if (error !== undefined) throw error;
    await requireOwnAddress(config.servers, hostname, os);
    this.#servers = await this.#openServers(config, supervisor);
    this.#context.settle(config, this.#mainLog);
    this.#start(config, supervisor);
  }

  /** Takes a signal that the daemon was sent. One that is waiting already is not taken twice. */
  signal(signal: DaemonSignal): void {
    if (this.#supervisor !== undefined) {
      SIGNALS[signal](this.#supervisor, this.#mainLog, signal);
    } else if (!this.#waiting.includes(signal)) {
      this.#waiting.push(signal);
    }
  }

  get #mainLog(): MainLog {
    if (this.#log === undefined) throw new Error('there is no main log yet');
    return this.#log;
  }

  #makeSupervisor(config: Config, notes: readonly Note[]): Supervisor {
    const { os, clock } = this.#context;
    const log = this.#context.openMainLog(config);
    this.#log = log;
    for (const level of ['critical', 'warn', 'info'] as const) {
      for (const note of notes) if (note.level === level) log.log(level, note.text);
    }
    const { childlogdir, identifier, nocleanup, syslog_socket } = config.supervisord;
    if (!nocleanup) clearAutoLogs({ directory: childlogdir, identifier }, { files: os, log });
    const syslog = new Syslog(syslog_socket, os, clock, (level, text) => log.log(level, text));
    this.#syslog = syslog;
    return new Supervisor(config, {
      ...this.#context,
      bus: this.#bus,
      log,
      mainLog: log,
      launches: new LaunchQueue(clock),
      uid: this.#context.privileges.uid(),
      openFiles: this.#openFiles === Number.POSITIVE_INFINITY ? undefined : this.#openFiles,
      credentials: ({ uid, gid, ...user }) => ({
        uid,
        gid,
        groups: os.groupsOf({ uid, gid, ...user }),
      }),
      outputs: (process, options, before) =>
        makeOutputs(process, options, { files: os, clock, log, syslog }, before),
      ended: (next) => void this.#ended(next),
    });
  }

  #openServers(config: Config, supervisor: Supervisor): Promise<Servers> {
    return this.#context.openServers(config.servers, supervisor, this.#mainLog);
  }

  #start(config: Config, supervisor: Supervisor): void {
    const { os, pid } = this.#context;
    this.#config = config;
    const { pidfileOrigin: origin } = config;
    writePidfile(config.supervisord.pidfile, pid, { files: os, log: this.#mainLog, origin });
    this.#supervisor = supervisor;
    supervisor.start();
    for (const signal of this.#waiting.splice(0)) this.signal(signal);
  }

  /** Nothing runs any more: the end, or a new beginning. */
  async #ended(next: Config | undefined): Promise<void> {
    const last = this.#config;
    if (next !== undefined) this.#supervisor = undefined;
    await this.#closeServers();
    if (last !== undefined) removePidfile(last.supervisord.pidfile, this.#context.os);
    this.#syslog?.close();
    this.#log?.close();
    if (next === undefined) {
      this.#context.ended();
      return;
    }
    const supervisor = this.#makeSupervisor(next, [...next.notes, ...this.#keepUser(next)]);
    for (const { message } of await supervisor.tryOutSockets()) this.#mainLog.critical(message);
    await this.#reopenServers(next, last ?? next, supervisor);
    this.#start(next, supervisor);
  }

  /** What cannot be closed must keep nobody from the end, or from the new beginning. */
  async #closeServers(): Promise<void> {
    try {
      await this.#servers?.close();
    } catch (error) {
      const why = error instanceof Error ? error.stack : String(error);
      this.#mainLog.critical(`cannot close the HTTP servers: ${why}`);
    }
  }

  /** A user we cannot become any more must not end the daemon: it goes on as the one it is. */
  #keepUser(config: Config): Note[] {
    const { os, privileges } = this.#context;
    try {
      return dropPrivileges(config.supervisord.user, (who) => os.groupsOf(who), privileges);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return [{ level: 'critical', text: error.message }];
    }
  }

  /** New addresses that cannot be had must not end the daemon: it goes on at the old ones. */
  async #reopenServers(next: Config, last: Config, supervisor: Supervisor): Promise<void> {
    for (const config of [next, last]) {
      try {
        this.#servers = await this.#openServers(config, supervisor);
        return;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        this.#mainLog.critical(error.message);
      }
    }
    this.#servers = undefined;
  }
}
