/**
 * The daemon from its first breath to its last: log, groups, servers, pidfile, and all of them
 * anew at a restart. What can be refused is refused before anything has been started.
 *
 * How each of them is made is handed in by `bin/supervisord.ts`; this is the order.
 */
import { InternalError, UserError } from '../base/errors.ts';
import type { Config, Note } from '../config/config.ts';
import { EventBus } from '../events/bus.ts';
import { clearAutoLogs } from '../logs/auto-file.ts';
import type { Logger } from '../logs/logger.ts';
import { Syslog } from '../logs/syslog.ts';
import { requireOwnAddress } from '../os/own-address.ts';
import { type ChildrenRecord, openRecord } from './children-record.ts';
import type { HandedSocket } from './handover.ts';
import { LaunchQueue } from './launch-queue.ts';
import type { Inheritance, LifeContext, MainLog, Servers } from './life-context.ts';
import { makeOutputs } from './outputs.ts';
import { removePidfile, writePidfile } from './pidfile.ts';
import { dropPrivileges, raiseLimits } from './privileges.ts';
import { type DaemonSignal, SignalQueue } from './signals.ts';
import {
  type DaemonParts,
  type DaemonState,
  describeDaemon,
  resumeDaemon,
  suspendDaemon,
} from './snapshot.ts';
import { becomeSubreaper } from './subreaper.ts';
import { Supervisor } from './supervisor.ts';
import type { SupervisorContext } from './supervisor-context.ts';
import { type Estate, Upgrades } from './upgrades.ts';

export class Life {
  readonly #context: LifeContext;
  readonly #upgrades: Upgrades;
  #bus: EventBus;
  #openFiles = Number.POSITIVE_INFINITY;
  #log: MainLog | undefined;
  /** Where the output of programs goes that log to syslog. */
  #syslog: Syslog | undefined;
  #supervisor: Supervisor | undefined;
  #servers: Servers | undefined;
  #config: Config | undefined;
  /** Of the children, for whoever comes after us; undefined where there cannot be one. */
  readonly #record: ChildrenRecord | undefined;
  #pidfile = '';
  readonly #signals = new SignalQueue();

  constructor(context: LifeContext) {
    this.#context = context;
    this.#bus = new EventBus(context.clock);
    this.#record = openRecord({ ...context, uid: () => context.privileges.uid() });
    this.#upgrades = new Upgrades(context.programs, this.#estate(), () => ({
      ...context.origin,
      openFiles: Number.isFinite(this.#openFiles) ? this.#openFiles : null,
      pidfile: this.#pidfile,
    }));
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
    this.#hearOfEnds();
    if (config.supervisord.subreaper) becomeSubreaper(this.#context.os, this.#mainLog);
    await this.#record?.settleLeftovers(config, this.#mainLog);
    this.#start(config, supervisor);
  }

  /**
   * Makes everything that an earlier program has left, and touches nothing of it.
   *
   * @throws {UserError} if it cannot be understood
   */
  inherit(config: Config, { handover, state }: Inheritance): void {
    this.#openFiles = handover.openFiles ?? Number.POSITIVE_INFINITY;
    this.#pidfile = handover.pidfile;
    this.#config = config;
    this.#bus = new EventBus(this.#context.clock, state.bus);
    this.#supervisor = this.#makeSupervisor(config, [], state);
  }

  /** Goes on where that program has suspended everything, after `inherit`. */
  async takeOver({ handover, failure }: Inheritance): Promise<void> {
    const { clock, programs } = this.#context;
    resumeDaemon(this.#parts);
    this.#context.tookOver();
    this.#hearOfEnds();
    await this.#serve(handover.sockets);
    const { supervisor } = this.#parts;
    this.#announce(supervisor);
    this.#upgrades.note({
      number: handover.number,
      outcome: failure === undefined ? 'upgraded' : 'fell back',
      reason: failure ?? '',
      from: handover.from,
      to: failure === undefined ? programs.current : handover.to,
      tookMs: clock.monotonic() - handover.leftAt,
    });
    this.#signals.open(supervisor, this.#mainLog);
  }

  /** Takes a signal that the daemon was sent, as soon as it can. */
  signal(signal: DaemonSignal): void {
    this.#signals.add(signal);
  }

  get #mainLog(): MainLog {
    if (this.#log === undefined) throw new Error('there is no main log yet');
    return this.#log;
  }

  /** Also of those that ended before we listened. */
  #hearOfEnds(): void {
    const { os, programs } = this.#context;
    os.onExit((pid, ending) => {
      if (!programs.exited(pid, ending)) this.#supervisor?.exited(pid, ending);
    });
  }

  /** The servers of the configuration, at the sockets that are there already. */
  async #serve(sockets: readonly HandedSocket[]): Promise<void> {
    const { supervisor } = this.#parts;
    const { servers } = this.#config ?? supervisor.config;
    const log = this.#mainLog;
    this.#servers = await this.#context.openServers(servers, supervisor, log, sockets);
  }

  /** What is suspended and resumed. */
  get #parts(): DaemonParts & { readonly supervisor: Supervisor } {
    const [supervisor, syslog] = [this.#supervisor, this.#syslog];
    if (supervisor === undefined || syslog === undefined)
      throw new InternalError('there is no life yet');
    return { supervisor, bus: this.#bus, syslog, mainLog: this.#mainLog };
  }

  /** What an upgrade hands over. */
  #estate(): Estate {
    const supervisor = () => this.#parts.supervisor;
    const log = () => this.#mainLog;
    const { clock } = this.#context;
    return {
      clock,
      get state() {
        return supervisor().state;
      },
      get handOverObjection() {
        return supervisor().handOverObjection;
      },
      get log() {
        return log();
      },
      describe: () => describeDaemon(this.#parts),
      quieten: (patienceMs) => supervisor().quieten(patienceMs),
      handOverSockets: async () => (await this.#servers?.handOver()) ?? [],
      suspend: () => suspendDaemon(this.#parts),
      resume: async (sockets) => {
        resumeDaemon(this.#parts);
        await this.#serve(sockets);
      },
    };
  }

  #makeSupervisor(config: Config, notes: readonly Note[], before?: DaemonState): Supervisor {
    const { os, clock } = this.#context;
    const log = this.#context.openMainLog(config, before?.mainLog);
    this.#log = log;
    for (const level of ['critical', 'warn', 'info'] as const) {
      for (const note of notes) if (note.level === level) log.log(level, note.text);
    }
    const { childlogdir, identifier, nocleanup, syslog_socket } = config.supervisord;
    if (!nocleanup && before === undefined)
      clearAutoLogs({ directory: childlogdir, identifier }, { files: os, log });
    const report: Logger['log'] = (level, text) => log.log(level, text);
    const syslog = new Syslog(syslog_socket, os, clock, report, before?.syslog);
    this.#syslog = syslog;
    const context: SupervisorContext = {
      ...this.#context,
      bus: this.#bus,
      upgrades: this.#upgrades,
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
      outputs: (process, options, snapshots) =>
        makeOutputs(process, options, { files: os, clock, log, syslog }, snapshots),
      ended: (next) => void this.#ended(next),
    };
    return new Supervisor(config, context, before?.supervisor);
  }

  #openServers(config: Config, supervisor: Supervisor): Promise<Servers> {
    return this.#context.openServers(config.servers, supervisor, this.#mainLog);
  }

  #start(config: Config, supervisor: Supervisor): void {
    const { os, pid } = this.#context;
    this.#config = config;
    this.#pidfile = config.supervisord.pidfile;
    const { pidfileOrigin: origin } = config;
    writePidfile(this.#pidfile, pid, { files: os, log: this.#mainLog, origin });
    this.#supervisor = supervisor;
    this.#announce(supervisor);
    supervisor.start();
    this.#signals.open(supervisor, this.#mainLog);
  }

  /** Tells whoever comes after us, and the service manager, of what runs. */
  #announce(supervisor: Supervisor): void {
    const { orphans } = supervisor.config.supervisord;
    const place = { orphans, pidfile: this.#pidfile };
    this.#record?.begin(place, supervisor.children, this.#mainLog);
    this.#context.beginning(supervisor);
  }

  /** Nothing runs any more: the end, or a new beginning. */
  async #ended(next: Config | undefined): Promise<void> {
    const last = this.#config;
    this.#record?.end();
    if (next !== undefined) this.#signals.close();
    await this.#upgrades.settled;
    if (next !== undefined) this.#supervisor = undefined;
    await this.#closeServers();
    if (last !== undefined) removePidfile(this.#pidfile, this.#context.os);
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
