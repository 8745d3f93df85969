/**
 * The lines of a log that are in memory: a stretch of the file up to its end, which grows at both.
 *
 *   open()   the last lines
 *   older()  those before
 *   grow()   what has been written since
 *
 * The file is never read as a whole: the daemon answers pages of lines from any place of it.
 */
import { signal } from '@preact/signals';
import type { LogLine, LogLines } from '../../src/wire/api/log.ts';
import { ApiError } from '../api/client.ts';
import type { LogSource } from './log-source.ts';

export interface Line {
  /** Of this line and no other, as long as the page is open. */
  readonly key: string;
  readonly offset: number;
  readonly text: string;
  readonly source: LogSource;
  /** Rises with each page of lines that has come. */
  readonly seen: number;
}

let pages = 0;

/** What is kept when the log grows; older lines are asked for again. */
const MOST = 5000;
const PAGE = 300;
/** A log that has run away from us by so much is opened anew at its end. */
const FAR_BYTES = 512 * 1024;

export class LogTail {
  readonly lines = signal<readonly Line[]>([]);
  /** Whether the first line here is the first there is. */
  readonly atStart = signal(false);
  /** Whether there is no file. */
  readonly missing = signal(false);
  readonly failure = signal<unknown>(undefined);
  readonly #source: LogSource;
  /** Another file has another one. */
  #id = '';
  #start = 0;
  #end = 0;
  #busy: Promise<void> = Promise.resolve();
  #growing = false;
  #closed = false;

  constructor(source: LogSource) {
    this.#source = source;
  }

  open(): Promise<void> {
    return this.#inTurn(() => this.#readEnd());
  }

  /** Reads the lines before the first; nothing if there are none. */
  older(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.atStart.value) return;
      const page = await this.#source.lines({ before: this.#start, count: PAGE });
      if (page.id !== this.#id) return;
      this.#start = page.start;
      this.atStart.value = !page.more;
      this.lines.value = [...this.#made(page.lines), ...this.lines.value];
    });
  }

  /** Goes to a place in the file; what is between it and the end is read as the log grows. */
  show({ offset }: Pick<Line, 'offset'>): Promise<void> {
    return this.#inTurn(async () => {
      const [before, after] = await Promise.all([
        this.#source.lines({ before: offset, count: PAGE }),
        this.#source.lines({ after: offset, count: PAGE }),
      ]);
      this.#id = after.id;
      this.#start = before.start;
      this.#end = after.end;
      this.atStart.value = !before.more;
      this.lines.value = this.#made([...before.lines, ...after.lines]);
    });
  }

  /** Reads what has been written since; begins anew when another file has taken the place. */
  grow(): Promise<void> {
    if (this.#growing) return this.#busy; // what is about to begin reads that as well
    this.#growing = true;
    return this.#inTurn(async () => {
      this.#growing = false;
      if (this.#id === '') return this.#readEnd();
      for (let more = true; more && !this.#closed; ) {
        const page = await this.#source.lines({ after: this.#end, count: PAGE });
        const isOther = page.id !== this.#id || page.size < this.#end;
        if (isOther || page.size - page.end > FAR_BYTES) return this.#readEnd();
        this.#take(page);
        more = page.more;
      }
    });
  }

  close(): void {
    this.#closed = true;
  }

  async #readEnd(): Promise<void> {
    const page = await this.#source.lines({ count: PAGE });
    this.#id = page.id;
    this.#start = page.start;
    this.#end = page.end;
    this.atStart.value = !page.more;
    this.missing.value = false;
    this.lines.value = this.#made(page.lines);
  }

  #take({ lines, end }: LogLines): void {
    if (lines.length === 0) return;
    this.#end = end;
    const [first] = lines;
    const before = this.lines.value.filter(({ offset }) => offset < (first?.offset ?? 0));
    const all = [...before, ...this.#made(lines)];
    const kept = all.slice(-MOST);
    if (kept.length < all.length) {
      this.#start = kept[0]?.offset ?? 0;
      this.atStart.value = false;
    }
    this.lines.value = kept;
  }

  #made(lines: readonly LogLine[]): Line[] {
    const { channel = '' } = this.#source;
    const seen = ++pages;
    return lines.map(({ offset, text }) => ({
      key: `${channel}${this.#id}:${offset}`,
      offset,
      text,
      source: this.#source,
      seen,
    }));
  }

  /** One request after the other, so that pages join. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#busy = this.#busy.then(async () => {
      if (this.#closed) return;
      try {
        await work();
        this.failure.value = undefined;
      } catch (error) {
        if (error instanceof ApiError && error.fault === 'NO_FILE') this.missing.value = true;
        else this.failure.value = error;
      }
    });
    return this.#busy;
  }
}
