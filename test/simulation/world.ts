/**
 * A world for one simulated life: the real supervisor, groups, processes and logs on a system in
 * memory, and what a strict observer remembers of them.
 */

import assert from 'node:assert/strict';
import { UserError } from '../../src/base/errors.ts';
import type { Config } from '../../src/config/config.ts';
import type { Outputs } from '../../src/daemon/child-context.ts';
import { LaunchQueue } from '../../src/daemon/launch-queue.ts';
import { makeOutputs, type OutputsSnapshot } from '../../src/daemon/outputs.ts';
import { readState } from '../../src/daemon/read-state.ts';
import {
  type DaemonParts,
  describeDaemon,
  descriptorsOf,
  resumeDaemon,
  suspendDaemon,
} from '../../src/daemon/snapshot.ts';
import { Supervisor, type SupervisorSnapshot } from '../../src/daemon/supervisor.ts';
import type { SupervisorContext } from '../../src/daemon/supervisor-context.ts';
import { EventBus } from '../../src/events/bus.ts';
import { defaultHandler } from '../../src/events/result-handler.ts';
import type { LogLevel } from '../../src/logs/logger.ts';
import type { ChannelName } from '../../src/logs/output.ts';
import { RpcFault } from '../../src/wire/faults.ts';
import { FakeClock } from '../rig/fake-clock.ts';
import type { FakeChild } from '../rig/fake-os.ts';
import { randomConfig } from './configs.ts';
import { EventWatch } from './event-watch.ts';
import { Ledger } from './ledger.ts';
import { LogWatch } from './log-watch.ts';
import { ProgramClock } from './program-clock.ts';
import type { Random } from './random.ts';
import { SyslogWatch } from './syslog-watch.ts';
import { slotOf, WatchedOs } from './watched-os.ts';

/** How long an upgrade waits for launches. */
const UPGRADE_PATIENCE_MS = 2000;

export class World {
  readonly clock = new FakeClock();
  readonly os = new WatchedOs(this.clock, '/var/log', '/tmp');
  /** Of this program; an upgrade makes another. */
  bus: EventBus;
  readonly ledger = new Ledger(this.os.written);
  readonly events: EventWatch;
  readonly syslog: SyslogWatch;
  /** Of this life; a restart makes another. */
  supervisor: Supervisor;
  readonly log: LogWatch;
  /** Children that a failed signal made us lose sight of; they may live on. */
  readonly lost = new Set<FakeChild>();
  /** Failures of the original's rules, as they were seen. */
  readonly violations: string[] = [];
  /** What `readConfig` answers next. */
  config: Config;
  ended: { readonly next: Config | undefined } | undefined;
  /** Updates, additions and upgrades that have not come to an end yet. */
  updating = 0;
  /** The clock of this program. */
  #programClock = new ProgramClock(this.clock);
  /** No process is launched until another program goes on, or this one after all. */
  isUpgrading = false;
  /** How often another program has taken over. */
  upgrades = 0;
  /** From now on nothing may be started. */
  isHalted = false;
  /** How many launches may be under way at a time. */
  readonly #launches: number;
  /** The outputs of the last program, by what it has told of them. */
  readonly #lastOutputs = new Map<
    OutputsSnapshot,
    { readonly outputs: Outputs; readonly pid: number }
  >();
  /** How often a group was twiddled with. */
  readonly #twiddled = new Map<string, number>();

  constructor(random: Random) {
    this.config = randomConfig(random);
    this.#launches = random.pick([1, 2, 32]) ?? 1;
    this.log = new LogWatch(this);
    this.bus = new EventBus(this.#programClock);
    this.events = new EventWatch(this.bus, this.clock, (event) => this.ledger.hear(event));
    this.syslog = new SyslogWatch(this.os, this.#programClock, this.#report);
    this.supervisor = this.#makeSupervisor();
    this.#hearOfExits();
  }

  /** After a restart has stopped everything: a new beginning. */
  goOn(): void {
    const next = this.ended?.next;
    if (next === undefined) return;
    this.config = next;
    this.ended = undefined;
    this.isHalted = false;
    this.os.attempts.clear();
    this.os.refusals.clear();
    this.supervisor = this.#makeSupervisor();
    this.supervisor.start();
    this.clock.advance(0);
  }

  /** A child writes, if somebody reads it. */
  say(child: FakeChild, channel: ChannelName, ...pieces: readonly string[]): void {
    const slot = slotOf(child.request);
    const processes = [...this.supervisor.groups.values()].flatMap((group) => group.processes);
    const process = processes.find(({ pid }) => pid === child.pid);
    if (process === undefined) return;
    const name = process.config.redirect_stderr ? 'stdout' : channel;
    this.ledger.said(slot, name, pieces.join(''));
    for (const piece of pieces) this.os.say(child, channel, piece);
  }

  readonly #report = (level: LogLevel, text: string): void => this.log.log(level, text);

  #makeSupervisor(before?: SupervisorSnapshot): Supervisor {
    const { os, log, bus } = this;
    const clock = this.#programClock;
    const { syslog } = this.syslog;
    const context: SupervisorContext = {
      os,
      clock,
      log,
      mainLog: { path: undefined, clear() {}, reopen() {}, subscribe: () => () => {} },
      launches: new LaunchQueue(clock, this.#launches),
      bus,
      resultHandler: () => defaultHandler,
      pid: 1,
      uid: 0,
      openFiles: 1024,
      environment: { PATH: '/bin' },
      credentials: (user) => ({ ...user, groups: [user.gid] }),
      upgrades: { last: undefined, begin: () => Promise.reject(new Error('there are none')) },
      readConfig: () => this.config,
      outputs: (process, options, before) => {
        const outputs = makeOutputs(process, options, { files: os, clock, log, syslog }, before);
        const last = before && this.#lastOutputs.get(before);
        for (const name of ['stdout', 'stderr'] as const) {
          this.ledger.watch(outputs[name], process, name, options.strip_ansi);
          if (last !== undefined) this.ledger.handOver(last.outputs[name], outputs[name]);
        }
        if (last !== undefined) this.log.spawned.set(last.pid, outputs);
        return outputs;
      },
      ended: (next) => {
        if (this.ended !== undefined) this.violations.push('the end was announced twice');
        this.ended = { next };
      },
    };
    return new Supervisor(this.config, context, before);
  }

  /**
   * Begins to hand everything over to another program, or to itself if that one cannot be had.
   *
   * @param meanwhile What happens while no program runs.
   */
  upgrade(isInVain: boolean, meanwhile: () => void): string {
    if (this.isUpgrading) return 'already';
    const { supervisor } = this;
    this.isUpgrading = true;
    this.updating++;
    supervisor
      .quieten(UPGRADE_PATIENCE_MS)
      .then(() => {
        if (this.supervisor !== supervisor || this.ended !== undefined) return;
        this.os.watchError = undefined; // who ends while it cannot be heard has no last words
        if (supervisor.handOverObjection !== undefined || this.updating > 1) supervisor.resume();
        else if (isInVain) this.#suspend(() => resumeDaemon(this.#parts));
        else this.#suspend((text) => this.#handOver(text, meanwhile));
      })
      .catch((error: unknown) => this.violations.push(`upgrade: ${describe(error)}`))
      .finally(() => {
        this.isUpgrading = false;
        this.updating--;
      });
    return isInVain ? 'in vain' : '';
  }

  #suspend(goOn: (text: string) => void): void {
    const state = suspendDaemon(this.#parts);
    assert.equal(this.#programClock.pending, 0, 'a timer goes on while everything is suspended');
    goOn(JSON.stringify(state));
  }

  /** The program that was is thrown away, and another one goes on. */
  #handOver(text: string, meanwhile: () => void): void {
    const state = readState(text);
    this.#noteLastOutputs(state.supervisor);
    this.os.execve(descriptorsOf(state));
    this.#programClock = new ProgramClock(this.clock);
    meanwhile();
    this.bus = new EventBus(this.#programClock, state.bus);
    this.events.watch(this.bus);
    this.syslog.handOver(this.#programClock, this.#report, state.syslog);
    this.supervisor = this.#makeSupervisor(state.supervisor);
    const remade = JSON.stringify(describeDaemon(this.#parts));
    assert.deepEqual(
      readState(remade),
      state,
      'what is made of a state is not what it was made of',
    );
    resumeDaemon(this.#parts);
    this.#hearOfExits();
    this.upgrades++;
  }

  /** What a snapshot tells of an output belongs to the same process as that. */
  #noteLastOutputs({ groups, others }: SupervisorSnapshot): void {
    this.#lastOutputs.clear();
    for (const { config, processes } of groups) {
      const last = this.supervisor.groups.get(config.name)?.processes ?? [];
      for (const [index, process] of processes.entries()) {
        const outputs = last[index];
        const { pid } = process.machine;
        if (outputs !== undefined) this.#lastOutputs.set(process, { outputs, pid });
      }
    }
    for (const process of others) {
      const { pid } = process.machine;
      const outputs = this.log.spawned.get(pid);
      if (outputs !== undefined) this.#lastOutputs.set(process, { outputs, pid });
    }
  }

  get #parts(): DaemonParts {
    const { supervisor, bus } = this;
    const options = { level: 'debug', file: undefined, echo: false } as const;
    const mainLog = { suspend() {}, snapshot: () => ({ options }), resume() {} };
    return { supervisor, bus, syslog: this.syslog.syslog, mainLog };
  }

  #hearOfExits(): void {
    this.os.onExit((pid, ending) => this.supervisor.exited(pid, ending));
  }

  /** Begins an update of a group, which must be complete at its end; it goes on between the inputs. */
  update(name: string): void {
    const { supervisor } = this;
    const { config } = supervisor;
    const before = this.#twiddled.get(name);
    this.updating++;
    supervisor
      .updateGroup(name)
      .then(({ processes }) => {
        if (this.supervisor !== supervisor || supervisor.config !== config) return; // read anew meanwhile
        if (this.#twiddled.get(name) !== before) return; // somebody else has changed it, too
        const isLeft = supervisor.pendingChanges().some((change) => change.name === name);
        const hasFailed = processes.some(({ kind }) => kind === 'failed');
        if (isLeft !== hasFailed)
          this.violations.push(`update of ${name}: ${isLeft} ${JSON.stringify(processes)}`);
      })
      .catch((error: unknown) => {
        if (!(error instanceof RpcFault)) this.violations.push(`update: ${error}`);
      })
      .finally(() => this.updating--);
  }

  /** Somebody adds processes to a group, or takes some away, without a configuration. */
  twiddle(name: string): void {
    this.#twiddled.set(name, (this.#twiddled.get(name) ?? 0) + 1);
  }

  /** Begins to add a group. */
  add(name: string): void {
    this.updating++;
    this.supervisor
      .addGroup(name)
      .catch((error: unknown) => {
        if (!(error instanceof UserError)) this.violations.push(`addition: ${error}`);
      })
      .finally(() => this.updating--);
  }

  /** From now on nothing may be started. */
  halt(): void {
    this.isHalted = true;
    this.os.attempts.clear();
  }

  get startedWhileHalted(): boolean {
    return this.isHalted && this.os.attempts.size > 0;
  }

  /** Somebody asked for this slot: its failed starts count from here. */
  forgive(slot: string): void {
    this.os.attempts.delete(slot);
    this.os.refusals.delete(slot.replace(/^.*:/, ''));
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
