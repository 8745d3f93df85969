/**
 * Finds the events in what supervisord writes to a listener.
 *
 *   const reader = new EventReader();
 *   reader.add(bytes);
 *   for (let event = reader.take(); event; event = reader.take()) …
 *
 * An event is a header line and a payload whose length the header tells in characters, which may
 * each be several bytes of UTF-8. Bytes come in any pieces; each is looked at once.
 */
import { UserError } from '../base/errors.ts';
import { readEvent, readHeader, type SupervisorEvent } from './event.ts';

const NEWLINE = 0x0a;
/** The longest header we take for one: what is longer comes from something else. */
const LONGEST_HEADER = 65_536;

/** A header has come, and a part of its payload. */
interface Begun {
  readonly header: ReadonlyMap<string, string>;
  /** Where the payload begins. */
  readonly start: number;
  /** Up to where it has been counted. */
  at: number;
  /** How many of its characters are still to come. */
  missing: number;
}

export class EventReader {
  #bytes: Uint8Array = new Uint8Array(0);
  #begun: Begun | undefined;

  add(bytes: Uint8Array): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /**
   * The next event that is there in whole.
   *
   * @throws {UserError} if what came is no event
   */
  take(): SupervisorEvent | undefined {
    this.#begun ??= this.#begin();
    const begun = this.#begun;
    if (begun === undefined) return undefined;
    this.#count(begun);
    if (begun.missing > 0) return undefined;
    const payload = Buffer.from(this.#bytes.subarray(begun.start, begun.at)).toString();
    this.#bytes = this.#bytes.subarray(begun.at);
    this.#begun = undefined;
    return readEvent(begun.header, payload);
  }

  #begin(): Begun | undefined {
    const end = this.#bytes.indexOf(NEWLINE);
    if (end === -1 && this.#bytes.length <= LONGEST_HEADER) return undefined;
    const line = Buffer.from(this.#bytes.subarray(0, end === -1 ? LONGEST_HEADER : end)).toString();
    const header = readHeader(line);
    const length = header.get('len') ?? '';
    if (end === -1 || !/^\d+$/.test(length)) {
      throw new UserError(`cannot read an event: its header is ${JSON.stringify(cut(line))}`);
    }
    return { header, start: end + 1, at: end + 1, missing: Number(length) };
  }

  /** Goes on to the end of the payload, or of what has come of it. */
  #count(begun: Begun): void {
    while (begun.missing > 0) {
      const next = begun.at + sizeOf(this.#bytes[begun.at]);
      if (next > this.#bytes.length) return;
      begun.at = next;
      begun.missing -= 1;
    }
  }
}

/** How many bytes the character has that begins with this one. */
function sizeOf(first = 0): number {
  if (first < 0xc0) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Enough of a line to recognize it. */
function cut(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
