/**
 * The clock of the real world.
 *
 * However many deadlines there are, Node gets one timer: for the earliest. They are kept in a
 * binary heap; a cancelled one stays in it until it comes up, or until half of the heap is
 * cancelled ones. Without deadlines there is no timer, so nothing ever wakes up.
 */
import type { Clock, Timer } from '../base/clock.ts';

/** What `setTimeout` can wait at most: 2^31 - 1 milliseconds, 24.8 days. */
const LONGEST_WAIT_MS = 0x7fffffff;
/** Heaps smaller than this are not worth sweeping. */
const SWEEP_FROM = 64;

/** A clock with a timer of its own, for tests; everybody else shares `systemClock`. */
export function createClock(): Clock {
  const deadlines = new Deadlines();
  return {
    monotonic,
    wall: () => Date.now(),
    at: (deadline, run) => deadlines.add(deadline, run),
  };
}

/** Not `performance.now()`: that would load all of perf_hooks at start. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

interface Entry {
  readonly deadline: number;
  /** Keeps those of one moment in the order in which they were asked for. */
  readonly serial: number;
  /** Undefined once it has run or was cancelled. */
  run: (() => void) | undefined;
}

class Deadlines {
  readonly #heap: Entry[] = [];
  #cancelled = 0;
  #serial = 0;
  #timer: NodeJS.Timeout | undefined;
  /** The deadline the timer is set for. */
  #armedFor = Number.POSITIVE_INFINITY;

  add(deadline: number, run: () => void): Timer {
    this.#serial += 1;
    const entry: Entry = { deadline, serial: this.#serial, run };
    push(this.#heap, entry);
    if (deadline < this.#armedFor) this.#arm();
    return { cancel: () => this.#cancel(entry) };
  }

  #cancel(entry: Entry): void {
    if (entry.run === undefined) return;
    entry.run = undefined;
    this.#cancelled += 1;
    if (this.#heap.length >= SWEEP_FROM && this.#cancelled * 2 > this.#heap.length) this.#sweep();
    if (entry.deadline === this.#armedFor) this.#arm();
  }

  /** Takes the cancelled ones out. */
  #sweep(): void {
    const wanted = this.#heap.filter((entry) => entry.run !== undefined);
    this.#heap.length = 0;
    for (const entry of wanted) push(this.#heap, entry);
    this.#cancelled = 0;
  }

  /** The earliest one that is still wanted. */
  #first(): Entry | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.run !== undefined) return first;
      pop(this.#heap);
      this.#cancelled -= 1;
    }
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const first = this.#first();
    this.#armedFor = first?.deadline ?? Number.POSITIVE_INFINITY;
    if (first === undefined) return;
    const waitMs = Math.min(Math.max(first.deadline - monotonic(), 0), LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => this.#runDue(), Math.ceil(waitMs));
  }

  /** Runs what is due; what is added meanwhile waits for the next turn, even if it is due too. */
  #runDue(): void {
    const nowMs = monotonic();
    const last = this.#serial;
    this.#armedFor = Number.NEGATIVE_INFINITY; // nobody else arms while we are at it
    try {
      for (;;) {
        const first = this.#first();
        if (first === undefined || first.deadline > nowMs || first.serial > last) return;
        pop(this.#heap);
        const { run } = first;
        first.run = undefined;
        run?.();
      }
    } finally {
      this.#arm();
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.deadline === b.deadline ? a.serial < b.serial : a.deadline < b.deadline;
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (parent === undefined || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const entry = heap.pop();
  if (entry === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let below = 2 * at + 1;
    const left = heap[below];
    const right = heap[below + 1];
    if (left !== undefined && right !== undefined && isBefore(right, left)) below += 1;
    const child = heap[below];
    if (child === undefined || !isBefore(child, entry)) break;
    heap[at] = child;
    at = below;
  }
  heap[at] = entry;
}

/** The clock that everything shares. Stands last because it needs all of the above. */
export const systemClock: Clock = createClock();
