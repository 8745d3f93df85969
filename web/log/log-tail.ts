/**
 * The lines of a log that are in memory: a stretch of the file up to its end, which grows at both.
 *
 *   open()   the last lines
 *   older()  those before
 *   grow()   what has been written since
 *
 * The file is never read as a whole: the daemon answers pages of lines from any place of it.
 */
import { batch, signal } from '@preact/signals';
import type { LogLines } from '../../src/wire/api/log.ts';
import { ApiError } from '../api/client.ts';
import type { LineSource } from './log-source.ts';

export interface Line {
  /** Of this line and no other, as long as the page is open. */
  readonly key: string;
  readonly offset: number;
  readonly text: string;
  readonly source: LineSource;
  /** The number of the older copy of the file that it is in; 0 for the log itself. */
  readonly backup: number;
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
  /** The key of the line that the reader wants to see. */
  readonly target = signal<string | undefined>(undefined);
  readonly failure = signal<unknown>(undefined);
  readonly #source: LineSource;
  /** Another file has another one. */
  #id = '';
  /** Where the lines before the first one here are; undefined if there are none. */
  #before: { readonly before?: number; readonly backup: number } | undefined;
  #end = 0;
  #busy: Promise<void> = Promise.resolve();
  #growing = false;
  #closed = false;

  constructor(source: LineSource) {
    this.#source = source;
  }

  open(): Promise<void> {
    return this.#inTurn(() => this.#readEnd());
  }

  /** Reads the lines before the first, in older copies of the file as well, if there are any. */
  older(): Promise<void> {
    return this.#inTurn(async () => {
      const place = this.#before;
      if (place === undefined) return;
      const page = await this.#source.lines({ ...place, count: PAGE });
      if (place.backup === 0 && page.id !== this.#id) return;
      this.#goesOnBefore(page, place.backup);
      this.lines.value = [...this.#made(page, place.backup), ...this.lines.value];
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
      this.#end = after.end;
      this.#goesOnBefore(before);
      const wanted = this.#made(after);
      batch(() => {
        this.lines.value = [...this.#made(before), ...wanted];
        this.target.value = wanted[0]?.key;
      });
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
    this.#end = page.end;
    this.#goesOnBefore(page);
    this.missing.value = false;
    this.lines.value = this.#made(page);
  }

  #take(page: LogLines): void {
    const [first] = page.lines;
    if (first === undefined) return;
    this.#end = page.end;
    // A line that was not at its end yet may come again, longer.
    const before = this.lines.value.filter((line) => line.backup > 0 || line.offset < first.offset);
    const all = [...before, ...this.#made(page)];
    const kept = all.slice(-MOST);
    const [oldest] = kept;
    if (oldest !== undefined && kept.length < all.length) {
      this.#before = { before: oldest.offset, backup: oldest.backup };
      this.atStart.value = false;
    }
    this.lines.value = kept;
  }

  /** Takes note of where the lines before a page are. */
  #goesOnBefore({ more, start, older }: LogLines, backup = 0): void {
    if (more) this.#before = { before: start, backup };
    else this.#before = older === null ? undefined : { backup: older };
    this.atStart.value = this.#before === undefined;
  }

  #made({ id, lines }: LogLines, backup = 0): Line[] {
    const source = this.#source;
    const seen = ++pages;
    return lines.map(({ offset, text }) => {
      const key = `${source.channel ?? ''}${id}:${offset}`;
      return { key, offset, text, source, backup, seen };
    });
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
