/** Bytes that a full pipe did not take yet, in their order and no more than a limit. */

/**
 * Enough for one read of a program's pipe and what the pipe holds when the program has ended, also
 * one that the addon has made wider while it was pumped.
 * More comes only from the main log, which has nobody to hold back.
 */
const LIMIT_BYTES = 384 * 1024;

export class Backlog {
  readonly #chunks: Uint8Array[];
  #size: number;

  /** @param bytes What waits already. */
  constructor(bytes?: Uint8Array) {
    this.#chunks = bytes === undefined ? [] : [bytes];
    this.#size = bytes?.length ?? 0;
  }

  /** All that waits. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  /** Bytes that wait. */
  get size(): number {
    return this.#size;
  }

  /** Keeps a copy of as much as there is room for. @returns how many bytes it did not keep. */
  push(bytes: Uint8Array, start: number, end: number): number {
    const kept = Math.min(end - start, LIMIT_BYTES - this.#size);
    if (kept > 0) this.#chunks.push(new Uint8Array(bytes.subarray(start, start + kept)));
    this.#size += kept;
    return end - start - kept;
  }

  /** Hands the bytes to `write`, which says how many it took, until none are left. */
  drain(write: (bytes: Uint8Array) => number): void {
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      const taken = write(first);
      this.#size -= taken;
      if (taken < first.length) this.#chunks[0] = first.subarray(taken);
      else this.#chunks.shift();
    }
  }
}
