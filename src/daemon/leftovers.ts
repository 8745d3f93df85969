/**
 * Programs that an earlier supervisord has left behind, because it was killed itself: found by the
 * file that it wrote of its children, reported, and stopped if that is wanted.
 *
 * A file says nothing about a process unless the pid and the start of the process are those in it,
 * since numbers are given again.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { isSystemError, UserError } from '../base/errors.ts';
import type { Config, ProcessConfig } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import { reasonOf } from '../logs/outage.ts';
import type { Files, Processes } from '../os/port.ts';
import type { ProcessTable } from '../os/process-table.ts';
import { signalName } from '../os/signals.ts';
import { namespec } from '../wire/namespec.ts';
import type { ChildRow, ChildrenText } from './children.ts';
import { readChildren } from './read-children.ts';
import { SIGKILL } from './send-signal.ts';

/** What is known to have been sent SIGKILL is not waited for longer than that. */
const KILLED_MS = 5000;

export interface LeftoverTools {
  readonly os: Pick<Processes, 'kill' | 'whenEnded'> & Files;
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: ProcessTable;
  readonly boot: string;
  /** The user that we are. */
  readonly uid: number;
}

/** Resolves when as much as `orphans=` wants has been done about what the file tells of. */
export async function settleLeftovers(
  path: string,
  config: Config,
  tools: LeftoverTools,
): Promise<void> {
  const found = readLeftovers(path, tools);
  for (const [pid, , name] of found) {
    tools.log.warn(`${name} (pid ${pid}) was left behind by an earlier supervisord`);
  }
  if (config.supervisord.orphans !== 'kill') return;
  const programs = config.groups.flatMap((group) => group.processes);
  const known = new Map(programs.map((one) => [namespec(one.group, one.name), one]));
  await Promise.all(found.map((row) => new End(row, known.get(row[2]), tools).ended));
}

/** Those in the file that still run. */
function readLeftovers(path: string, tools: LeftoverTools): readonly ChildRow[] {
  const { table, boot } = tools;
  const written = readOrTell(path, tools);
  if (written === undefined || written.boot !== boot) return [];
  const [daemon, start] = written.daemon;
  if (runs(daemon, start, table)) return []; // they are not left behind
  return written.children.filter(([pid, startTicks]) => runs(pid, startTicks, table));
}

function readOrTell(path: string, { os, uid, log }: LeftoverTools): ChildrenText | undefined {
  try {
    return readChildren(path, uid, os);
  } catch (error) {
    if (!(error instanceof UserError || isSystemError(error))) throw error;
    const why = reasonOf(error);
    log.warn(
      `cannot tell by ${path} what an earlier supervisord has left behind (look with ps): ${why}`,
    );
    return undefined;
  }
}

function runs(pid: number, startTicks: number, table: ProcessTable): boolean {
  const status = table.one(pid);
  return status !== undefined && !status.isZombie && status.startTicks === startTicks;
}

/** The end of one that was left behind: asked to stop, and killed when it takes too long. */
class End {
  readonly ended: Promise<void>;
  readonly #row: ChildRow;
  readonly #config: ProcessConfig | undefined;
  readonly #tools: LeftoverTools;
  readonly #watch: { cancel(): void };
  #timer: Timer;
  #done: () => void = () => {};

  /** @param config Of the program that it is; undefined: there is none of the name any more. */
  constructor(row: ChildRow, config: ProcessConfig | undefined, tools: LeftoverTools) {
    this.#row = row;
    this.#config = config;
    this.#tools = tools;
    this.ended = new Promise((resolve) => {
      this.#done = resolve;
    });
    const { os, clock } = tools;
    const { stopsignal = 15, stopwaitsecs = 10, stopasgroup = false } = config ?? {};
    this.#watch = os.whenEnded(row[0], () => this.#finish(`stopped ${this.#who}`));
    this.#timer = clock.at(clock.monotonic() + stopwaitsecs * 1000, () => this.#kill());
    this.#signal(stopsignal, stopasgroup);
  }

  get #who(): string {
    const [pid, , name] = this.#row;
    return `${name} (pid ${pid}), which was left behind`;
  }

  #kill(): void {
    const { clock } = this.#tools;
    this.#timer = clock.at(clock.monotonic() + KILLED_MS, () =>
      this.#finish(`going on without the end of ${this.#who}`),
    );
    this.#signal(SIGKILL, this.#config?.killasgroup ?? false);
  }

  #signal(signal: number, toGroup: boolean): void {
    const { os, table, log } = this.#tools;
    const [pid, startTicks] = this.#row;
    if (!runs(pid, startTicks, table)) return; // the watch tells of it
    const leads = table.one(pid)?.group === pid;
    log.info(`sending ${signalName(signal)} to ${this.#who}`);
    try {
      os.kill(toGroup && leads ? -pid : pid, signal);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ESRCH') {
        this.#finish(`cannot signal ${this.#who}: ${error.message}`);
      }
    }
  }

  #finish(text: string): void {
    this.#timer.cancel();
    this.#watch.cancel();
    this.#tools.log.info(text);
    this.#done();
  }
}
