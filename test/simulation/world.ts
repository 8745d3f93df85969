/**
 * A world for one simulated life: the real supervisor, groups, processes and logs on a system in
 * memory, and what a strict observer remembers of them.
 */

import { UserError } from '../../src/base/errors.ts';
import type { Config } from '../../src/config/config.ts';
import { LaunchQueue } from '../../src/daemon/launch-queue.ts';
import { makeOutputs } from '../../src/daemon/outputs.ts';
import { Supervisor } from '../../src/daemon/supervisor.ts';
import { EventBus } from '../../src/events/bus.ts';
import { defaultHandler } from '../../src/events/result-handler.ts';
import { LevelLogger, type LogLevel } from '../../src/logs/logger.ts';
import type { ChannelName } from '../../src/logs/output.ts';
import { RpcFault } from '../../src/wire/faults.ts';
import { FakeClock } from '../rig/fake-clock.ts';
import type { FakeChild } from '../rig/fake-os.ts';
import { NONSENSE, randomConfig } from './configs.ts';
import { EventWatch } from './event-watch.ts';
import { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import { SyslogWatch } from './syslog-watch.ts';
import { slotOf, WatchedOs } from './watched-os.ts';

/** Collects the lines of the main log, and tells the observer. */
class LogLines extends LevelLogger {
  readonly lines: string[] = [];
  readonly #observe: (line: string) => void;

  constructor(observe: (line: string) => void) {
    super('debug');
    this.#observe = observe;
  }

  protected override write(_level: LogLevel, message: string): void {
    this.lines.push(message);
    if (this.lines.length > 50) this.lines.shift();
    this.#observe(message);
  }
}

export class World {
  readonly clock = new FakeClock();
  readonly os = new WatchedOs(this.clock, '/var/log', '/tmp');
  readonly bus = new EventBus(this.clock);
  readonly ledger = new Ledger(this.os.written);
  readonly events: EventWatch;
  readonly syslog: SyslogWatch;
  /** Of this life; a restart makes another. */
  supervisor: Supervisor;
  readonly log: LogLines;
  /** Children that a failed signal made us lose sight of; they may live on. */
  readonly lost = new Set<FakeChild>();
  /** Failures of the original's rules, as they were seen. */
  readonly violations: string[] = [];
  /** What `readConfig` answers next. */
  config: Config;
  ended: { readonly next: Config | undefined } | undefined;
  /** Updates and additions that have not come to an end yet. */
  updating = 0;
  #halted = false;
  /** How many launches may be under way at a time. */
  readonly #launches: number;
  /** How often a group was twiddled with. */
  readonly #twiddled = new Map<string, number>();
  /** Processes of which an earlier start hung, so that a later one was refused. */
  readonly #hung = new Set<string>();
  /** URLs that some start could not have: their programs' failures are not counted. */
  readonly #missedSockets = new Set<string>();

  constructor(random: Random) {
    this.config = randomConfig(random);
    this.#launches = random.pick([1, 2, 32]) ?? 1;
    this.log = new LogLines((line) => this.#observe(line));
    this.events = new EventWatch(this.bus, this.clock, (event) => this.ledger.hear(event));
    this.syslog = new SyslogWatch(this.os, this.clock, (level, text) => this.log.log(level, text));
    this.supervisor = this.#makeSupervisor();
    this.os.onExit((pid, ending) => this.supervisor.exited(pid, ending));
  }

  /** After a restart has stopped everything: a new beginning. */
  goOn(): void {
    const next = this.ended?.next;
    if (next === undefined) return;
    this.config = next;
    this.ended = undefined;
    this.#halted = false;
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

  #makeSupervisor(): Supervisor {
    const { clock, os, log, bus } = this;
    const { syslog } = this.syslog;
    return new Supervisor(this.config, {
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
      outputs: (process, options) => {
        const outputs = makeOutputs(process, options, { files: os, clock, log, syslog });
        for (const name of ['stdout', 'stderr'] as const) {
          this.ledger.watch(outputs[name], process, name, options.strip_ansi);
        }
        return outputs;
      },
      ended: (next) => {
        if (this.ended !== undefined) this.violations.push('the end was announced twice');
        this.ended = { next };
      },
    });
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
    this.#halted = true;
    this.os.attempts.clear();
  }

  get startedWhileHalted(): boolean {
    return this.#halted && this.os.attempts.size > 0;
  }

  /** Somebody asked for this slot: its failed starts count from here. */
  forgive(slot: string): void {
    this.os.attempts.delete(slot);
    this.os.refusals.delete(slot.replace(/^.*:/, ''));
  }

  #observe(line: string): void {
    const success = /^success: (\S+) entered RUNNING/.exec(line)?.[1];
    const missed = /^spawnerr: Could not create FastCGI socket (\S+): /.exec(line)?.[1];
    if (missed !== undefined) this.#missedSockets.add(missed);
    const hung = /^spawnerr: an earlier start of '(.+)' still hangs/.exec(line)?.[1];
    if (hung !== undefined) this.#hung.add(hung);
    const survivor = /^unknown problem killing \S+ \((\d+)\)/.exec(line)?.[1];
    for (const child of this.os.living) if (String(child.pid) === survivor) this.lost.add(child);
    const fatal = /^gave up: (\S+) entered FATAL/.exec(line)?.[1];
    for (const group of this.supervisor?.groups.values() ?? []) {
      for (const process of group.processes) {
        const slot = `${group.name}:${process.name}`;
        if (process.name === success) this.forgive(slot);
        if (process.name !== fatal || this.#halted) continue;
        if (process.config.command === NONSENSE) continue; // fails before the system is asked
        if (this.#hung.has(process.name)) continue; // likewise
        if (this.#missedSockets.has(process.config.socket?.url ?? '')) continue; // likewise
        const { attempts: spawns, refusals } = this.os;
        const attempts = (spawns.get(slot) ?? 0) + (refusals.get(process.name) ?? 0);
        const needed = process.config.startretries + 1;
        if (attempts < needed) this.violations.push(`${slot} FATAL after ${attempts} of ${needed}`);
        this.forgive(slot);
      }
    }
  }
}
