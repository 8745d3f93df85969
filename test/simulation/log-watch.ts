/**
 * The main log of a simulated life, and what a strict observer concludes of its lines: who may be
 * FATAL, whom we have lost sight of, whose outputs are whose.
 */
import type { Outputs } from '../../src/daemon/child-context.ts';
import type { Process } from '../../src/daemon/process.ts';
import { LevelLogger, type LogLevel } from '../../src/logs/logger.ts';
import { NONSENSE } from './configs.ts';
import type { World } from './world.ts';

const LINES_KEPT = 50;

export class LogWatch extends LevelLogger {
  /** The last ones. */
  readonly lines: string[] = [];
  /** The outputs of each process that was spawned, by its pid. */
  readonly spawned = new Map<number, Outputs>();
  readonly #world: World;
  /** Processes of which an earlier start hung, so that a later one was refused. */
  readonly #hung = new Set<string>();
  /** URLs that some start could not have: their programs' failures are not counted. */
  readonly #missedSockets = new Set<string>();

  constructor(world: World) {
    super('debug');
    this.#world = world;
  }

  protected override write(_level: LogLevel, message: string): void {
    this.lines.push(message);
    if (this.lines.length > LINES_KEPT) this.lines.shift();
    for (const [pattern, conclude] of this.#conclusions) {
      const found = pattern.exec(message)?.[1];
      if (found !== undefined) conclude(found);
    }
  }

  readonly #conclusions: readonly (readonly [RegExp, (found: string) => void])[] = [
    [
      /^success: (\S+) entered RUNNING/,
      (name) => this.#eachCalled(name, ([slot]) => this.#world.forgive(slot)),
    ],
    [/^spawned: '.+' with pid (\d+)/, (pid) => this.#noteSpawned(Number(pid))],
    [
      /^gave up: (\S+) entered FATAL/,
      (name) => this.#eachCalled(name, (one) => this.#judge(...one)),
    ],
    [/^spawnerr: Could not create FastCGI socket (\S+): /, (url) => this.#missedSockets.add(url)],
    [/^spawnerr: an earlier start of '(.+)' still hangs/, (name) => this.#hung.add(name)],
    [
      /^unknown problem (?:killing|sending sig) \S+ \((\d+)\)/,
      (pid) => this.#noteLost(Number(pid)),
    ],
  ];

  #eachCalled(name: string, run: (one: readonly [slot: string, process: Process]) => void): void {
    for (const group of this.#world.supervisor.groups.values()) {
      for (const process of group.processes) {
        if (process.name === name) run([`${group.name}:${name}`, process]);
      }
    }
  }

  #noteSpawned(pid: number): void {
    for (const { processes } of this.#world.supervisor.groups.values()) {
      const process = processes.find((one) => one.pid === pid);
      if (process !== undefined) this.spawned.set(pid, process);
    }
  }

  #noteLost(pid: number): void {
    const { os, lost } = this.#world;
    for (const child of os.living) if (child.pid === pid) lost.add(child);
  }

  /** A process may be FATAL when it was tried as often as it should be. */
  #judge(slot: string, { name, config }: Process): void {
    const { os, violations, isHalted } = this.#world;
    if (isHalted || config.command === NONSENSE) return; // it fails before the system is asked
    if (this.#hung.has(name) || this.#missedSockets.has(config.socket?.url ?? '')) return; // likewise
    const attempts = (os.attempts.get(slot) ?? 0) + (os.refusals.get(name) ?? 0);
    const needed = config.startretries + 1;
    if (attempts < needed) violations.push(`${slot} FATAL after ${attempts} of ${needed}`);
    this.#world.forgive(slot);
  }
}
