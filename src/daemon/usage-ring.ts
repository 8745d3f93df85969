/**
 * The last measurements of all processes, in as little memory as they need: the times once, and a
 * kilobyte per process.
 */

/** How many measurements are kept: four minutes of them. */
export const MOST_POINTS = 120;

export interface UsagePoint {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Percent of one CPU; undefined if it is not known. */
  readonly cpu: number | undefined;
  /** 0 if there was no process. */
  readonly rssBytes: number;
}

/** When the measurements were made. */
export class UsageTimes {
  readonly #times = new Float64Array(MOST_POINTS);
  #count = 0;

  /** Takes a new measurement in. @param at Milliseconds since the Unix epoch */
  push(at: number): void {
    this.#times[this.#count % MOST_POINTS] = at;
    this.#count += 1;
  }

  /** Where the last measurement is kept. */
  get place(): number {
    return (this.#count - 1) % MOST_POINTS;
  }

  /** Places and times, oldest first. */
  *all(): Iterable<readonly [place: number, at: number]> {
    for (let n = Math.max(0, this.#count - MOST_POINTS); n < this.#count; n++) {
      const place = n % MOST_POINTS;
      yield [place, this.#times[place] ?? 0];
    }
  }
}

const WIDTH = 2;

/** What was measured of one process; nothing of the time before it was first. */
export class UsageRing {
  readonly #values = new Float32Array(MOST_POINTS * WIDTH).fill(Number.NaN);

  set(place: number, cpu: number | undefined, rssBytes: number): void {
    this.#values[place * WIDTH] = cpu ?? Number.NaN;
    this.#values[place * WIDTH + 1] = rssBytes;
  }

  points(times: UsageTimes): UsagePoint[] {
    const points: UsagePoint[] = [];
    for (const [place, at] of times.all()) {
      const [cpu = Number.NaN, rssBytes = Number.NaN] = this.#values.subarray(place * WIDTH);
      if (Number.isNaN(rssBytes)) continue;
      points.push({ at, cpu: Number.isNaN(cpu) ? undefined : tenth(cpu), rssBytes });
    }
    return points;
  }
}

/** A number as it was before it was kept. */
function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
