/**
 * Makes active groups what the configuration says, and disturbs no process that can run on.
 *
 *   update(name)  ->  what became of the group, and of each of its processes that differed
 *
 * What has to be done is found by `config/changes.ts`; this does it. What needs no restart is
 * adopted at once. Processes that go, and those that must be made anew, are asked to stop together;
 * each is waited for by itself, so that one that does not stop holds back only those that are
 * added: they start when the ones that go are gone, since they may need the same port.
 *
 * A process is made anew only in the place of one that has stopped. It is started if the one before
 * ran, or if that had ended by itself and it has `autostart`; what somebody stopped stays stopped.
 */
import { UserError } from '../base/errors.ts';
import {
  type ChangedGroup,
  type GroupChange,
  groupChange,
  type ProcessChange,
} from '../config/changes.ts';
import type { GroupConfig, ProcessConfig } from '../config/config.ts';
import { stopOrder } from '../core/order.ts';
import { RpcFault } from '../wire/faults.ts';
import { type ProcessState, RUNNING_STATES, type SupervisorState } from '../wire/states.ts';
import type { Group } from './group.ts';
import type { Process } from './process.ts';

/** The daemon, as far as an update handles it. */
interface Supervisor {
  readonly state: SupervisorState;
  readonly config: { readonly groups: readonly GroupConfig[] };
  readonly groups: ReadonlyMap<string, Group>;
  makeProcess(config: ProcessConfig): Process;
  addGroup(name: string): Promise<boolean>;
  removeGroup(name: string): void;
}

export interface GroupUpdate {
  /** `replaced`: all its processes were stopped and made anew. */
  readonly kind: 'added' | 'removed' | 'replaced' | 'changed' | 'unchanged';
  /** Of a changed group, in the order in which they became known. */
  readonly processes: readonly ProcessUpdate[];
}

export interface ProcessUpdate {
  readonly name: string;
  /** `adopted`: runs on with other options. `replaced`: made anew, but not started. */
  readonly kind: 'added' | 'removed' | 'restarted' | 'replaced' | 'adopted' | 'failed';
  /** Why it failed; empty if it did not. */
  readonly reason: string;
}

type Tell = (name: string, kind: ProcessUpdate['kind'], reason?: string) => void;

/** Ended by themselves, for good. */
const ENDED_STATES: ReadonlySet<ProcessState> = new Set<ProcessState>(['EXITED', 'FATAL']);

export class GroupUpdates {
  readonly #supervisor: Supervisor;
  /** The groups that an update is at work on. */
  readonly #busy = new Set<string>();

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor;
  }

  /** The groups that an update is at work on. */
  get busy(): ReadonlySet<string> {
    return this.#busy;
  }

  /** @throws {RpcFault} BAD_NAME, FAILED, SHUTDOWN_STATE */
  async update(name: string): Promise<GroupUpdate> {
    const { groups, config, state } = this.#supervisor;
    if (state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
    const active = groups.get(name);
    const next = config.groups.find((group) => group.name === name);
    if (active === undefined && next === undefined) throw new RpcFault('BAD_NAME', name);
    if (this.#busy.has(name)) throw new RpcFault('FAILED', `${name} is being updated already`);
    this.#busy.add(name);
    try {
      return await this.#perform(active, groupChange(active?.config, next));
    } finally {
      this.#busy.delete(name);
    }
  }

  async #perform(group: Group | undefined, change: GroupChange | undefined): Promise<GroupUpdate> {
    const outcome = (kind: GroupUpdate['kind']): GroupUpdate => ({ kind, processes: [] });
    if (change === undefined) return outcome('unchanged');
    if (group === undefined) {
      await this.#add(change.name);
      return outcome('added');
    }
    if (change.kind === 'changed' && !change.replaced) {
      return { kind: 'changed', processes: await this.#change(group, change) };
    }
    await this.#empty(group);
    this.#supervisor.removeGroup(group.name);
    if (change.kind === 'removed') return outcome('removed');
    await this.#add(change.name);
    return outcome('replaced');
  }

  async #add(name: string): Promise<void> {
    let added = false;
    let why = `${name} cannot be added`;
    try {
      added = await this.#supervisor.addGroup(name);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      why = error.message;
    }
    if (!added) throw new RpcFault('FAILED', why);
  }

  async #empty(group: Group): Promise<void> {
    group.stop();
    await Promise.all(group.processes.map((process) => process.stopped()));
    // Some may have been added meanwhile.
    for (const process of group.processes) {
      const objection = this.#objection(group, process);
      if (objection !== undefined) throw new RpcFault('FAILED', `${process.name}: ${objection}`);
    }
  }

  async #change(group: Group, { next, processes }: ChangedGroup): Promise<ProcessUpdate[]> {
    const updates: ProcessUpdate[] = [];
    const tell: Tell = (name, kind, reason = '') => void updates.push({ name, kind, reason });
    const { comes, goes, anew } = this.#prepare(group, processes, tell);
    const named = new Map([...group.processes, ...comes].map((one) => [one.name, one]));
    const stay = next.processes.flatMap(({ name }) => named.get(name) ?? []);
    group.adopt(next, [...stay, ...goes]);
    const removing = goes.map((process) => this.#remove(group, process, tell));
    const renewing = stopOrder(anew.keys()).map((process) => {
      const config = anew.get(process) ?? process.config;
      return this.#renew(group, process, config, tell);
    });
    const adding = Promise.all(removing).then(() => {
      for (const process of comes) this.#begin(group, process, tell);
    });
    await Promise.all([adding, ...renewing]);
    return updates;
  }

  /** Has those adopt their options that can, and makes new ones; nothing is stopped or started. */
  #prepare(group: Group, changes: readonly ProcessChange[], tell: Tell) {
    const comes: Process[] = [];
    const goes: Process[] = [];
    const anew = new Map<Process, ProcessConfig>();
    for (const change of changes) {
      const process = group.processes.find(({ name }) => name === change.name);
      if (change.kind === 'added') comes.push(this.#supervisor.makeProcess(change.next));
      if (process === undefined) continue;
      if (change.kind === 'removed') goes.push(process);
      if (change.kind !== 'changed') continue;
      if (change.restart) anew.set(process, change.next);
      else {
        process.adopt(change.next);
        tell(change.name, 'adopted');
      }
    }
    return { comes, goes, anew };
  }

  async #remove(group: Group, process: Process, tell: Tell): Promise<void> {
    if (!(await this.#stop(group, process, tell))) return;
    group.adopt(
      group.config,
      group.processes.filter((one) => one !== process),
    );
    tell(process.name, 'removed');
  }

  async #renew(group: Group, process: Process, config: ProcessConfig, tell: Tell): Promise<void> {
    const { state } = process;
    if (!(await this.#stop(group, process, tell))) return;
    const successor = this.#supervisor.makeProcess(config);
    group.adopt(
      group.config,
      group.processes.map((one) => (one === process ? successor : one)),
    );
    const starts = RUNNING_STATES.has(state) || (ENDED_STATES.has(state) && config.autostart);
    if (starts) successor.start();
    tell(process.name, starts ? 'restarted' : 'replaced');
  }

  #begin(group: Group, process: Process, tell: Tell): void {
    const objection = this.#loss(group, process);
    const starts = process.config.autostart && process.isStopped; // somebody may have been quicker
    if (objection === undefined && starts) process.start();
    tell(process.name, objection === undefined ? 'added' : 'failed', objection);
  }

  async #stop(group: Group, process: Process, tell: Tell): Promise<boolean> {
    process.stop();
    await process.stopped();
    const objection = this.#objection(group, process);
    if (objection !== undefined) tell(process.name, 'failed', objection);
    return objection === undefined;
  }

  /** Why a process that should be stopped must be left alone; undefined: it need not. */
  #objection(group: Group, process: Process): string | undefined {
    const loss = this.#loss(group, process);
    if (loss !== undefined) return loss;
    if (process.state === 'UNKNOWN') return 'it could not be signalled';
    return process.isStopped ? undefined : 'it was started again meanwhile';
  }

  /** Why a process is not the update's any more; undefined: it is. */
  #loss(group: Group, process: Process): string | undefined {
    if (this.#supervisor.state !== 'RUNNING') return 'supervisord is about to end';
    const isActive = this.#supervisor.groups.get(group.name) === group;
    return isActive && group.processes.includes(process) ? undefined : 'it was removed meanwhile';
  }
}
