/**
 * The groups that are active and every process there is: how they are made, changed, forgotten, and
 * handed over to another program.
 *
 *   suspend()   nothing is heard, sent or waited for any more; what is open stays open
 *   snapshot()  all of it as data
 *   restore()   makes it of that data; nothing happens before resume()
 *
 * A process that could not be signalled outlives its group: nobody can name it any more, but it is
 * heard until it ends.
 */
import type { Timer } from '../base/clock.ts';
import { InternalError } from '../base/errors.ts';
import { NONE } from '../base/none.ts';
import type { GroupConfig, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import { sharedGroup } from '../config/shared-config.ts';
import type { EventPoolSnapshot } from '../events/pool.ts';
import type { Ending } from '../os/wait-status.ts';
import { Announcer } from './announcer.ts';
import { Children } from './children.ts';
import { describeEnding } from './ending.ts';
import { Families } from './families.ts';
import { FcgiSocket, type SocketSnapshot } from './fcgi-socket.ts';
import { Group } from './group.ts';
import type { ListenerSnapshot } from './listener.ts';
import { Process } from './process.ts';
import type { ProcessContext, ProcessSnapshot } from './process-context.ts';
import type { SupervisorContext } from './supervisor-context.ts';

/** A process among the others. */
export interface MemberSnapshot extends ProcessSnapshot {
  /** Its socket, as a place in `sockets`. */
  readonly socket?: number | undefined;
  /** Of a process of a pool of event listeners. */
  readonly listener?: ListenerSnapshot | undefined;
}

export interface GroupSnapshot {
  /** Those of the processes stand with them. */
  readonly config: Omit<GroupConfig, 'processes'>;
  /** In its order. */
  readonly processes: readonly MemberSnapshot[];
  /** Its sockets, as places in `sockets`. */
  readonly sockets: readonly number[];
  readonly pool?: EventPoolSnapshot | undefined;
}

export interface ActiveGroupsSnapshot {
  readonly sockets: readonly SocketSnapshot[];
  /** In the order in which they became active. */
  readonly groups: readonly GroupSnapshot[];
  /** The processes that outlive their group. */
  readonly others: readonly MemberSnapshot[];
}

export interface GroupsOwner {
  /** The options last read. */
  options(): SupervisordOptions;
  /** A process has changed its state, and everybody has been told. */
  processChanged(): void;
}

/** How long processes are left unheard for which there is no memory, or no descriptor. */
const DEAF_MS = 1000;

export class ActiveGroups {
  readonly announcer: Announcer;
  readonly #context: SupervisorContext;
  readonly #owner: GroupsOwner;
  readonly #processContext: ProcessContext;
  readonly #families: Families;
  readonly #groups = new Map<string, Group>();
  /** Those that have a pid, also such as are in no group any more. */
  readonly children = new Children<Process>();
  /** Those that have ended before what they had started. */
  readonly #survived = new Set<Process>();
  /** Those that hold themselves until `resume`. */
  #restored: readonly FcgiSocket[] = NONE;
  /** Tries again to hear some processes. */
  #again: Timer | undefined;

  constructor(context: SupervisorContext, owner: GroupsOwner) {
    this.#context = context;
    this.#owner = owner;
    this.#families = new Families(context, (pid) => this.children.has(pid));
    this.#processContext = {
      ...context,
      byPid: this.children,
      family: (process, gone) =>
        this.#families.make(process, () => {
          gone();
          for (const each of this.#survived) if (each.isGone) this.#survived.delete(each);
          owner.processChanged();
        }),
      announce: (process, change) => {
        this.announcer.changed(process, change);
        owner.processChanged();
      },
    };
    this.announcer = new Announcer({
      ...context,
      identifier: () => owner.options().identifier,
      processesOf: (group) => this.#groups.get(group)?.processes ?? [],
    });
  }

  get byName(): ReadonlyMap<string, Group> {
    return this.#groups;
  }

  /** Makes a group; nothing is started yet. */
  make(config: GroupConfig, sockets: ReadonlyMap<string, FcgiSocket>): Group {
    this.announcer.groupBegins(config);
    const processes = config.processes.map((process) =>
      this.makeProcess(process, sockets.get(process.program)),
    );
    const group = new Group(config, processes, [...sockets.values()]);
    this.#groups.set(config.name, group);
    this.announcer.groupAdded(config.name);
    return group;
  }

  /** Forgets a group none of whose processes runs. */
  remove(name: string): void {
    const group = this.#groups.get(name);
    if (group?.isStopped === false) throw new InternalError(`group ${name} is still running`);
    if (this.#groups.delete(name)) this.announcer.groupRemoved(name);
  }

  /** Adds processes to an active group, and starts those that start by themselves. */
  addProcesses(name: string, configs: readonly ProcessConfig[]): void {
    const group = this.#groups.get(name);
    if (group === undefined) throw new InternalError(`no group ${name}`);
    const added = configs.map((config) => this.makeProcess(config));
    const processes = [...group.processes, ...added];
    processes.sort((one, other) => one.config.priority - other.config.priority);
    group.adopt(group.config, processes);
    for (const process of added) if (process.config.autostart) process.start();
    this.announcer.groupUpdated(name);
  }

  /** Forgets a process that does not run. */
  removeProcess(name: string, processName: string): void {
    const group = this.#groups.get(name);
    const process = group?.processes.find((one) => one.name === processName);
    if (process?.isStopped === false) throw new InternalError(`${processName} is still running`);
    group?.adopt(
      group.config,
      group.processes.filter((one) => one !== process),
    );
    this.announcer.groupUpdated(name);
  }

  /** Makes a process; nothing is started yet. @param socket Of an fcgi-program. */
  makeProcess(config: ProcessConfig, socket?: FcgiSocket): Process {
    const outputs = this.#context.outputs(config, this.#owner.options());
    const process = new Process(config, outputs, this.#processContext, socket);
    this.announcer.attend(process);
    return process;
  }

  /** The reaper's word: a child has ended, ours or one we were given as its heir. */
  exited(pid: number, ending: Ending): void {
    const process = this.children.get(pid);
    if (process === undefined) {
      this.#context.log.info(`reaped unknown pid ${pid} (${describeEnding(ending)})`);
    } else {
      process.exited(ending);
      if (!process.isGone) this.#survived.add(process);
    }
  }

  /** Nothing is waited for any more: what cannot be signalled is left behind, leftovers are killed. */
  close(): void {
    this.announcer.close();
    for (const process of [...this.children.values()]) process.forget();
    for (const process of this.#survived) process.finishRest();
  }

  /** One of those whose leftovers are being ended, in a group or not. */
  get leaving(): Process | undefined {
    const [process] = this.#survived;
    return process;
  }

  suspend(): void {
    const processes = this.#everybody;
    for (const process of processes) process.detach();
    for (const process of processes) process.suspend();
    this.announcer.suspend();
    this.#families.suspend();
    this.#again?.cancel();
    this.#again = undefined;
  }

  snapshot(): ActiveGroupsSnapshot {
    const sockets = new Map<FcgiSocket, number>();
    const place = (socket: FcgiSocket): number => {
      const known = sockets.get(socket) ?? sockets.size;
      sockets.set(socket, known);
      return known;
    };
    const member = (process: Process): MemberSnapshot => ({
      ...process.snapshot(),
      socket: process.socket && place(process.socket),
      listener: this.announcer.snapshotOfListener(process),
    });
    const groups = [...this.#groups.values()].map((group): GroupSnapshot => {
      const { processes: _, ...config } = group.config;
      const pool = this.announcer.snapshotOfPool(group.name);
      const own = group.sockets.map(place);
      return { config, processes: group.processes.map(member), sockets: own, pool };
    });
    const others = this.#others.map(member);
    return { sockets: [...sockets.keys()].map((socket) => socket.snapshot()), groups, others };
  }

  /**
   * Makes what there was when a snapshot was taken. Nothing happens before `resume`.
   *
   * @param read The groups of the configuration.
   */
  restore({ sockets, groups, others }: ActiveGroupsSnapshot, read: readonly GroupConfig[]): void {
    const open = sockets.map((socket) => new FcgiSocket(socket.config, this.#context, socket));
    const fresh = new Map(read.map((group) => [group.name, group]));
    for (const { config, processes, pool, ...group } of groups) {
      const kept = { ...config, processes: processes.map((process) => process.config) };
      const shared = sharedGroup(kept, fresh.get(config.name));
      this.announcer.groupBegins(shared, pool);
      const members = processes.map((process, index) =>
        this.#remake(process, shared.processes[index] ?? process.config, open),
      );
      const own = group.sockets.flatMap((place) => open[place] ?? []);
      this.#groups.set(config.name, new Group(shared, members, own));
    }
    for (const process of others) this.#remake(process, process.config, open);
    this.#restored = open;
  }

  /** Goes on, after `suspend` or `restore`. */
  resume(): void {
    const processes = this.#everybody;
    for (const process of processes) process.resume();
    this.#hear(processes);
    this.announcer.resume();
    for (const socket of this.#restored) socket.resume();
    this.#restored = NONE;
    const queued = processes.filter(({ keptPlace }) => keptPlace !== undefined);
    queued.sort((one, other) => (one.keptPlace ?? 0) - (other.keptPlace ?? 0));
    for (const process of queued) process.enterQueue();
  }

  /** What a process says that cannot be heard now waits in its pipes. */
  #hear(processes: readonly Process[]): void {
    let reason: string | undefined;
    const unheard = processes.filter((process) => {
      const why = process.hear();
      reason ??= why;
      return why !== undefined;
    });
    if (reason === undefined) {
      this.#again = undefined;
      return;
    }
    const { log, clock } = this.#context;
    if (this.#again === undefined) {
      log.warn(`cannot hear ${unheard.length} processes, trying again: ${reason}`);
    }
    this.#again?.cancel();
    this.#again = clock.at(clock.monotonic() + DEAF_MS, () => this.#hear(unheard));
  }

  get #everybody(): Process[] {
    const inGroups = [...this.#groups.values()].flatMap((group) => group.processes);
    return [...inGroups, ...this.#others];
  }

  /** Those that outlive their group. */
  get #others(): Process[] {
    return [...this.children.values()].filter(
      (process) => !this.#groups.get(process.group)?.processes.includes(process),
    );
  }

  #remake(before: MemberSnapshot, config: ProcessConfig, sockets: readonly FcgiSocket[]): Process {
    const socket = before.socket === undefined ? undefined : sockets[before.socket];
    const outputs = this.#context.outputs(config, this.#owner.options(), before);
    const process = new Process(config, outputs, this.#processContext, socket, before);
    this.announcer.attendAgain(process, before.listener);
    return process;
  }
}
