/**
 * CPU time of processes as counters that never fall: what scrapers take for a new beginning.
 *
 * What the system tells of a tree is a sum that falls when a descendant goes that nobody waited for,
 * and begins anew with each process; here only what came since the last look is added.
 */
import type { Measured } from '../../daemon/usage.ts';

interface Count {
  readonly pid: number;
  readonly seenMs: number;
  readonly totalMs: number;
}

export class CpuCounters {
  readonly #counts = new WeakMap<Measured, Count>();

  /**
   * @param cpuMs What its tree has used, by the system; undefined while there is none
   * @returns milliseconds, since somebody looked first
   */
  count(process: Measured, cpuMs: number | undefined): number {
    const last = this.#counts.get(process);
    if (cpuMs === undefined) return last?.totalMs ?? 0;
    const seenMs = last?.pid === process.pid ? last.seenMs : 0;
    const totalMs = (last?.totalMs ?? 0) + Math.max(0, cpuMs - seenMs);
    this.#counts.set(process, { pid: process.pid, seenMs: cpuMs, totalMs });
    return totalMs;
  }
}
