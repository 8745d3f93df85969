/**
 * The processes that run, by pid, and a file that tells of them: whoever comes after a supervisord
 * that was killed knows by it what was left behind (`leftovers.ts`).
 *
 *   {"format": 1, "boot": "…", "daemon": [pid, start], "children": [[pid, start, "group:name"], …]}
 *
 * `start` is in ticks since that boot: with the pid it names a process for good. The file is
 * replaced as a whole, at once and then at most twice a second, and only when something has
 * changed; one that cannot be written is tried again with the next change, and by itself in growing
 * intervals. `read-children.ts` reads it.
 */
import { constants } from 'node:fs';
import type { Clock, Timer } from '../base/clock.ts';
import { isSystemError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import { reasonOf } from '../logs/outage.ts';
import type { Files } from '../os/port.ts';
import type { ProcessTable } from '../os/process-table.ts';
import { namespec } from '../wire/namespec.ts';

const APART_MS = 500;
const FIRST_RETRY_MS = 1000;
const LAST_RETRY_MS = 60_000;
/** A disk that is full now and then must not fill the log. */
const TOLD_APART_MS = 60_000;

/** A process of ours, as far as it is told. */
export interface Named {
  readonly group: string;
  readonly name: string;
}

export interface ChildrenTools {
  readonly files: Files;
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: ProcessTable;
  /** Our own pid. */
  readonly pid: number;
  /** Which boot it is: ticks of another one mean nothing. */
  readonly boot: string;
}

export type ChildRow = readonly [pid: number, startTicks: number, name: string];

/** What the file says, as JSON. */
export interface ChildrenText {
  readonly format: 1;
  readonly boot: string;
  readonly daemon: readonly [pid: number, startTicks: number];
  readonly children: readonly ChildRow[];
}

/** Whose child a pid is. Tells of every change. */
export class Children<T extends Named> extends Map<number, T> {
  /** Called after each change. */
  changed: () => void = () => {};

  override set(pid: number, child: T): this {
    super.set(pid, child);
    this.changed();
    return this;
  }

  override delete(pid: number): boolean {
    const wasThere = super.delete(pid);
    if (wasThere) this.changed();
    return wasThere;
  }
}

export class ChildrenFile {
  readonly #path: string;
  readonly #children: ReadonlyMap<number, Named>;
  readonly #tools: ChildrenTools;
  /** When each was started, as far as it has been asked for. */
  readonly #starts = new Map<number, number>();
  #timer: Timer | undefined;
  /** When the timer is due. */
  #due = 0;
  #triedAt = Number.NEGATIVE_INFINITY;
  #retryMs = FIRST_RETRY_MS;
  /** Whether the log says that it cannot be written, which has to be taken back. */
  #isTold = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(path: string, children: ReadonlyMap<number, Named>, tools: ChildrenTools) {
    this.#path = path;
    this.#children = children;
    this.#tools = tools;
  }

  /** To be called when there are other children. */
  changed(): void {
    this.#writeAt(Math.max(this.#tools.clock.monotonic(), this.#triedAt + APART_MS));
  }

  /** Ends it. The file stays only if some of them still run, as those do that cannot be signalled. */
  close(): void {
    const { files, table } = this.#tools;
    this.#timer?.cancel();
    this.#timer = undefined;
    const isLeft = ([pid, start]: [number, number]): boolean => {
      const status = table.one(pid);
      return status?.isZombie === false && status.startTicks === start;
    };
    if (![...this.#starts].some(isLeft)) this.#attempt(() => files.unlink(this.#path));
  }

  /** At `due`, unless that is to be done earlier. */
  #writeAt(due: number): void {
    if (this.#timer !== undefined && this.#due <= due) return;
    this.#timer?.cancel();
    this.#due = due;
    this.#timer = this.#tools.clock.at(due, () => {
      this.#timer = undefined;
      this.#write();
    });
  }

  #write(): void {
    this.#triedAt = this.#tools.clock.monotonic();
    const failure = this.#attempt(() => this.#replace());
    if (failure === undefined) this.#succeeded();
    else this.#failed(failure);
  }

  #failed(reason: string): void {
    const { clock, log } = this.#tools;
    const now = clock.monotonic();
    this.#writeAt(now + this.#retryMs);
    this.#retryMs = Math.min(2 * this.#retryMs, LAST_RETRY_MS);
    if (this.#isTold || now < this.#toldAt + TOLD_APART_MS) return;
    this.#isTold = true;
    this.#toldAt = now;
    log.warn(
      `cannot note in ${this.#path} who runs: ${reason}; trying again (mend the folder, or set orphans=leave)`,
    );
  }

  #succeeded(): void {
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#isTold) this.#tools.log.warn(`who runs is noted in ${this.#path} again`);
    this.#isTold = false;
  }

  #replace(): void {
    const { files } = this.#tools;
    const next = `${this.#path}.new`;
    this.#attempt(() => files.unlink(next)); // of a life that ended while it wrote
    try {
      this.#writeTo(next);
      files.rename(next, this.#path);
    } catch (error) {
      this.#attempt(() => files.unlink(next)); // it takes room that the disk may need
      throw error;
    }
  }

  #writeTo(path: string): void {
    const { files } = this.#tools;
    const { O_WRONLY, O_CREAT, O_EXCL } = constants;
    const fd = files.open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644);
    try {
      const bytes = new TextEncoder().encode(`${JSON.stringify(this.#text())}\n`);
      for (let at = 0; at < bytes.length; ) at += files.write(fd, bytes, at, bytes.length);
    } finally {
      files.close(fd);
    }
  }

  #text(): ChildrenText {
    const { boot, pid, table } = this.#tools;
    for (const known of this.#starts.keys()) {
      if (!this.#children.has(known)) this.#starts.delete(known);
    }
    const rows = [...this.#children].flatMap(([child, { group, name }]): ChildRow[] => {
      const start = this.#starts.get(child) ?? table.one(child)?.startTicks;
      if (start === undefined) return []; // it has ended
      this.#starts.set(child, start);
      return [[child, start, namespec(group, name)]];
    });
    const daemon = [pid, table.one(pid)?.startTicks ?? 0] as const;
    return { format: 1, boot, daemon, children: rows };
  }

  /** @returns what the system says, if it refuses */
  #attempt(run: () => void): string | undefined {
    try {
      run();
      return undefined;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return reasonOf(error);
    }
  }
}

/** Where the children are noted: beside the pidfile, where it has its folder and its life. */
export function childrenPath(pidfile: string): string {
  return `${pidfile}.children`;
}
