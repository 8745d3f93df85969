/**
 * Cuts output that comes in pieces into lines.
 *
 * A line is handed on when its end has come, without it. The beginning of one is kept until then,
 * up to a limit: what is longer is handed on in pieces of that size.
 */

/** What syslog daemons take as one message, and then some. */
const MOST_BYTES = 8192;

const NEWLINE = 0x0a;

export class LineSplitter {
  readonly #emit: (line: Uint8Array) => void;
  /** Of a line whose end has not come; made when it is needed. */
  #held: Uint8Array | undefined;
  #heldBytes = 0;

  /**
   * @param emit Is given each line; the array is valid during the call only.
   * @param held The beginning of the first line.
   */
  constructor(emit: (line: Uint8Array) => void, held?: Uint8Array) {
    this.#emit = emit;
    if (held !== undefined) this.#hold(held.subarray(0, MOST_BYTES));
  }

  /** The beginning of the line whose end has not come. */
  get held(): Uint8Array {
    return this.#held?.subarray(0, this.#heldBytes) ?? new Uint8Array(0);
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    let at = start;
    while (at < end) {
      const room = at + MOST_BYTES - this.#heldBytes;
      const newline = bytes.indexOf(NEWLINE, at);
      const isWhole = newline !== -1 && newline < end && newline <= room;
      const to = isWhole ? newline : Math.min(end, room);
      // What fills the room is kept while its end may be the next byte.
      if (isWhole || (to === room && to < end)) this.#finish(bytes.subarray(at, to));
      else this.#hold(bytes.subarray(at, to));
      at = isWhole ? newline + 1 : to;
    }
  }

  /** Nothing follows: hands on what is there of the last line. */
  end(): void {
    if (this.#heldBytes > 0) this.#finish(new Uint8Array(0));
    this.#held = undefined;
  }

  #finish(rest: Uint8Array): void {
    if (this.#heldBytes === 0) {
      this.#emit(rest);
      return;
    }
    this.#hold(rest);
    const line = this.#held?.subarray(0, this.#heldBytes) ?? rest;
    this.#heldBytes = 0;
    this.#emit(line);
  }

  #hold(bytes: Uint8Array): void {
    this.#held ??= new Uint8Array(MOST_BYTES);
    this.#held.set(bytes, this.#heldBytes);
    this.#heldBytes += bytes.length;
  }
}
