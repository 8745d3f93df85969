/**
 * A world for one simulated life: the real supervisor, groups, processes and logs on a system in
 * memory, and what a strict observer remembers of them.
 */

import { basename } from 'node:path';
import { UserError } from '../../src/base/errors.ts';
import type { Config, GroupConfig, ProcessConfig, SocketConfig } from '../../src/config/config.ts';
import { Supervisor } from '../../src/daemon/supervisor.ts';
import { EventBus } from '../../src/events/bus.ts';
import { defaultHandler } from '../../src/events/result-handler.ts';
import { LevelLogger, type LogLevel } from '../../src/logs/logger.ts';
import { Output } from '../../src/logs/output.ts';
import type { PendingSpawn, SpawnRequest, SpawnResult } from '../../src/os/port.ts';
import { RpcFault } from '../../src/wire/faults.ts';
import { configOf, groupConfig, logTo, processConfig, socketConfig } from '../rig/configs.ts';
import { FakeClock } from '../rig/fake-clock.ts';
import { poolGroup } from '../rig/fake-listener.ts';
import { type FakeChild, FakeOs } from '../rig/fake-os.ts';
import type { Random } from './random.ts';

/** The name of the group of listeners. */
export const POOL = 'pool';

/** What processes that are added to a group are called, behind its name: one is in files, too. */
export const ADDED_NAMES = ['2', 'x', 'y'];

/** A command that cannot be split into words. */
const NONSENSE = 'bad "quote';

/** Counts what the daemon asks for, by the name of the process. */
class WatchedOs extends FakeOs {
  readonly attempts = new Map<string, number>();
  /** Commands that could not be used when there were no pipes: as good as an attempt. */
  readonly refusals = new Map<string, number>();

  override findCommand(paths: readonly string[], done: Parameters<FakeOs['findCommand']>[1]): void {
    const name = basename(paths[0] ?? '');
    super.findCommand(paths, (refusal) => {
      if (refusal !== undefined) this.refusals.set(name, (this.refusals.get(name) ?? 0) + 1);
      done(refusal);
    });
  }

  override spawn(request: SpawnRequest, done: (result: SpawnResult) => void): PendingSpawn {
    const name = slotOf(request);
    this.attempts.set(name, (this.attempts.get(name) ?? 0) + 1);
    return super.spawn(request, done);
  }
}

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

/** `group:process` of a child, by what its environment says. */
export function slotOf(request: SpawnRequest): string {
  const value = (name: string): string =>
    request.env.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
  return `${value('SUPERVISOR_GROUP_NAME')}:${value('SUPERVISOR_PROCESS_NAME')}`;
}

export class World {
  readonly clock = new FakeClock();
  readonly os = new WatchedOs(this.clock, '/var/log', '/tmp');
  readonly supervisor: Supervisor;
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
  /** How often a group was twiddled with. */
  readonly #twiddled = new Map<string, number>();
  /** Processes of which an earlier start hung, so that a later one was refused. */
  readonly #hung = new Set<string>();
  /** URLs that some start could not have: their programs' failures are not counted. */
  readonly #missedSockets = new Set<string>();

  constructor(random: Random) {
    this.config = randomConfig(random);
    this.log = new LogLines((line) => this.#observe(line));
    const { clock, os, log } = this;
    this.supervisor = new Supervisor(this.config, {
      os,
      clock,
      log,
      mainLog: { path: undefined, clear() {}, reopen() {}, subscribe: () => () => {} },
      bus: new EventBus(clock),
      resultHandler: () => defaultHandler,
      pid: 1,
      uid: 0,
      openFiles: 1024,
      environment: { PATH: '/bin' },
      credentials: (user) => ({ ...user, groups: [user.gid] }),
      readConfig: () => this.config,
      outputs: (process) => ({
        stdout: output(process, 'stdout', { files: os, clock, log }),
        stderr: output(process, 'stderr', { files: os, clock, log }),
      }),
      ended: (next) => {
        if (this.ended !== undefined) this.violations.push('the end was announced twice');
        this.ended = { next };
      },
    });
    os.onExit((pid, ending) => this.supervisor.exited(pid, ending));
  }

  /** Begins an update of a group, which must be complete at its end; it goes on between the inputs. */
  update(name: string): void {
    const { config } = this.supervisor;
    const before = this.#twiddled.get(name);
    this.updating++;
    this.supervisor
      .updateGroup(name)
      .then(({ processes }) => {
        if (this.supervisor.config !== config) return; // read anew meanwhile
        if (this.#twiddled.get(name) !== before) return; // somebody else has changed it, too
        const isLeft = this.supervisor.pendingChanges().some((change) => change.name === name);
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

function output(
  process: ProcessConfig,
  channel: 'stdout' | 'stderr',
  tools: ConstructorParameters<typeof Output>[1],
): Output {
  const target = process[channel];
  const file =
    target.file.kind === 'file'
      ? { path: target.file.path, maxBytes: target.maxbytes, backups: target.backups }
      : undefined;
  return new Output({ process: process.name, channel, file }, tools);
}

/** A handful of groups whose options differ in all that the machine looks at. */
export function randomConfig(random: Random): Config {
  const groups: GroupConfig[] = [];
  for (const name of ['alpha', 'beta', 'gamma', 'delta']) {
    if (random.chance(0.2)) continue;
    const sockets = randomSockets(random, name);
    const processes = Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      ...randomProcess(random, `${name}_${index}`),
      ...random.pick(sockets),
    }));
    groups.push(groupConfig(name, { priority: random.pick([1, 999]) ?? 1 }, processes));
  }
  if (random.chance(0.5)) groups.unshift(randomPool(random));
  return configOf(...groups);
}

/** Listeners to all that happens, which have little room and are restarted or not. */
function randomPool(random: Random): GroupConfig {
  const processes = Array.from({ length: 1 + random.below(2) }, (_, index) => ({
    ...randomProcess(random, `${POOL}_${index}`),
    redirect_stderr: false,
  }));
  const pool = { events: ['EVENT'] as const, buffer_size: 1 + random.below(20) };
  return poolGroup(POOL, { ...pool, listener_restart: random.chance(0.5) }, processes);
}

type Member = { readonly program: string; readonly socket?: SocketConfig };

/** The programs of a group: ordinary ones, fcgi-programs, or both kinds. */
function randomSockets(random: Random, name: string): Member[] {
  const tcp = {
    program: 'tcp',
    socket: socketConfig(`tcp://127.0.0.1:${9000 + name.charCodeAt(0)}`),
  };
  const unix = { program: 'unix', socket: socketConfig(`unix:///tmp/${name}.sock`) };
  const choices: Member[][] = [[{ program: name }], [tcp], [unix], [{ program: name }, tcp, unix]];
  return random.pick(choices) ?? [];
}

export function randomProcess(random: Random, name: string): ProcessConfig {
  return processConfig(name, {
    command: random.chance(0.03) ? NONSENSE : `/bin/${name}`,
    priority: random.below(3),
    autostart: random.chance(0.8),
    startsecs: random.pick([0, 1, 1, 5]) ?? 1,
    startretries: random.below(4),
    autorestart: random.pick([true, false, 'unexpected'] as const) ?? true,
    exitcodes: random.pick([[0], [0, 3], []]) ?? [0],
    stopwaitsecs: random.below(4),
    stopasgroup: random.chance(0.3),
    killasgroup: random.chance(0.3),
    redirect_stderr: random.chance(0.3),
    stdout: logTo(`/var/log/${name}.out`, {
      maxbytes: random.pick([0, 200]) ?? 0,
      backups: 2,
      events_enabled: random.chance(0.3),
    }),
    stderr: random.chance(0.5) ? logTo(`/var/log/${name}.err`) : logTo('/gone/nowhere.err'),
  });
}
