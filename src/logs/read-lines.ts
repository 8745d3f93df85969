/**
 * Lines of a log, a page at a time, forwards or backwards, all of them or those that hold a text.
 *
 *   readLines(file, { before: 1000, count: 50 })  ->  the last 50 lines that end at or before byte 1000
 *   readLines(file, { after: 1000, count: 50 })   ->  the first 50 that begin at or behind it
 *
 * However large the file, a page looks at no more than MAX_LOOKED_AT bytes, in blocks, and others get
 * their turn between two blocks. A search that has not found enough by then answers what it has, and
 * where to go on. A line without its end is shown as it is so far, and stands behind `end`: the next
 * page has it again.
 */
import { Buffer } from 'node:buffer';
import { characterBoundary, decode } from './decode.ts';
import type { LogFile } from './log-file.ts';
import { type TextFilter, textFilter } from './text-filter.ts';

export interface LineRequest {
  /** Lines that end here or before; the end of the file if neither is given. */
  readonly before?: number | undefined;
  /** Lines that begin here or behind. */
  readonly after?: number | undefined;
  /** How many at most. */
  readonly count: number;
  /** Only lines that hold this text. */
  readonly search?: string | undefined;
  readonly ignoreCase?: boolean | undefined;
}

export interface Line {
  /** Where it begins. */
  readonly offset: number;
  /** Without its end. */
  readonly text: string;
  /** Whether this is not the whole of it: it is too long, or its end is not there yet. */
  readonly cut: boolean;
}

export interface LinePage {
  readonly lines: readonly Line[];
  /** Where what was looked at begins and ends: `before` and `after` of the pages beside it. */
  readonly start: number;
  readonly end: number;
  /** Whether there is more in the direction that was asked for. */
  readonly more: boolean;
}

/** Bytes that one page looks at. */
export const MAX_LOOKED_AT = 64 * 1024 * 1024;
/** Bytes that are read at a time, and when a text is looked for. */
const BLOCK = 32 * 1024;
const SEARCH_BLOCK = 256 * 1024;
/** Bytes of a line that are shown. */
export const LONGEST_SHOWN = 64 * 1024;
/** Bytes in which the end of a line is looked for; one that is longer comes in pieces. */
export const LONGEST_LINE = 1024 * 1024;
/** Bytes of text in one page. */
const MAX_TEXT = 1024 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export async function readLines(file: LogFile, request: LineRequest): Promise<LinePage> {
  const page = new Page(request);
  const { after, before = file.size } = request;
  return after === undefined
    ? readBackwards(file, Math.min(before, file.size), page)
    : readForwards(file, Math.min(after, file.size), page);
}

async function readBackwards(file: LogFile, from: number, page: Page): Promise<LinePage> {
  const end = boundaryBefore(file, from);
  if (from === file.size) page.takeRest(file, end);
  let start = end;
  for (let looked = end; looked > 0 && !page.isFull && end - looked < MAX_LOOKED_AT; ) {
    await nextTurn();
    looked = Math.max(0, looked - page.block);
    const bytes = bytesOf(file, looked, start);
    const first = looked === 0 ? 0 : bytes.indexOf(NEWLINE) + 1;
    const isFound = looked === 0 || (first > 0 && first < bytes.length);
    if (isFound) start = page.takeLast(bytes, first, looked);
    else if (bytes.length >= LONGEST_LINE) start = page.takeLast(bytes, 0, looked);
  }
  return { lines: page.lines.reverse(), start, end, more: start > 0 };
}

async function readForwards(file: LogFile, from: number, page: Page): Promise<LinePage> {
  const { size } = file;
  const start = boundaryBehind(file, from);
  let end = start;
  let looked = start;
  while (looked < size && !page.isFull && looked - start < MAX_LOOKED_AT) {
    await nextTurn();
    looked = Math.min(size, looked + page.block);
    const bytes = bytesOf(file, end, looked);
    const last = bytes.lastIndexOf(NEWLINE) + 1;
    if (last > 0) end = page.takeFirst(bytes, last, end);
    else if (bytes.length >= LONGEST_LINE) end = page.takeFirst(bytes, bytes.length, end);
  }
  const more = page.isFull || looked < size;
  if (!more) page.takeRest(file, end);
  return { lines: page.lines, start, end, more: more && end < size };
}

/** Others get their turn between two blocks. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function bytesOf(file: LogFile, start: number, end: number): Buffer {
  const { buffer, byteOffset, length } = file.read(start, end);
  return Buffer.from(buffer, byteOffset, length);
}

/** The last place up to `position` at which a line begins; `position` if it is too far away. */
function boundaryBefore(file: LogFile, position: number): number {
  const farthest = Math.max(0, position - LONGEST_LINE);
  for (let end = position; end > farthest; end -= BLOCK) {
    const start = Math.max(farthest, end - BLOCK);
    const newline = bytesOf(file, start, end).lastIndexOf(NEWLINE);
    if (newline !== -1) return start + newline + 1;
  }
  return farthest === 0 ? 0 : position;
}

/** The first place from `position` on at which a line begins; `position` if it is too far away. */
function boundaryBehind(file: LogFile, position: number): number {
  if (position === 0) return 0;
  const farthest = Math.min(file.size, position + LONGEST_LINE);
  for (let start = position - 1; start < farthest; start += BLOCK) {
    const newline = bytesOf(file, start, Math.min(farthest, start + BLOCK)).indexOf(NEWLINE);
    if (newline !== -1) return start + newline + 1;
  }
  return farthest === file.size ? boundaryBefore(file, farthest) : position;
}

/** The lines of one answer, as long as there is room. */
class Page {
  readonly lines: Line[] = [];
  /** How many bytes to read at a time. */
  readonly block: number;
  readonly #count: number;
  readonly #filter: TextFilter;
  #textBytes = 0;

  constructor({ count, search = '', ignoreCase = false }: LineRequest) {
    this.#count = count;
    this.block = search === '' ? BLOCK : SEARCH_BLOCK;
    this.#filter = search === '' ? () => true : textFilter(search, ignoreCase);
  }

  get isFull(): boolean {
    return this.lines.length >= this.#count || this.#textBytes >= MAX_TEXT;
  }

  /**
   * Takes the lines of a block from its first one on.
   *
   * @param last Where the last of them ends
   * @param offset Of the block in the file
   * @returns where in the file it has stopped
   */
  takeFirst(block: Buffer, last: number, offset: number): number {
    if (!this.#filter(block.subarray(0, last))) return offset + last;
    let start = 0;
    while (start < last && !this.isFull) {
      const newline = block.indexOf(NEWLINE, start);
      const end = newline === -1 ? last : newline + 1;
      this.#take(block.subarray(start, end), offset + start);
      start = end;
    }
    return offset + start;
  }

  /** Takes the lines of a block from its last one back; `first` is where the first begins. */
  takeLast(block: Buffer, first: number, offset: number): number {
    if (!this.#filter(block.subarray(first))) return offset + first;
    let end = block.length;
    while (end > first && !this.isFull) {
      const newline = end < 2 ? -1 : block.lastIndexOf(NEWLINE, end - 2);
      const start = Math.max(first, newline + 1);
      this.#take(block.subarray(start, end), offset + start);
      end = start;
    }
    return offset + end;
  }

  /** Takes what stands behind the last end of a line. */
  takeRest(file: LogFile, start: number): void {
    if (start < file.size && !this.isFull) this.#take(bytesOf(file, start, file.size), start);
  }

  #take(bytes: Buffer, offset: number): void {
    if (!this.#filter(bytes)) return;
    const isEnded = bytes.at(-1) === NEWLINE;
    const end = isEnded ? bytes.length - (bytes.at(-2) === CARRIAGE_RETURN ? 2 : 1) : bytes.length;
    const shown = end > LONGEST_SHOWN ? characterBoundary(bytes, LONGEST_SHOWN) : end;
    const text = decode(bytes.subarray(0, shown));
    this.lines.push({ offset, text, cut: !isEnded || shown < end });
    this.#textBytes += shown;
  }
}
