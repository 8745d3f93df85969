/**
 * The lines of a log in which a text occurs, newest first found, in the order of the file. The
 * daemon looks through a bounded stretch at a time and says where to go on.
 */
import { signal } from '@preact/signals';
import type { LineSource } from './log-source.ts';
import type { Line } from './log-tail.ts';

/** Hits that are looked for before the reader has to ask for more. */
const ENOUGH = 200;

export class LogSearch {
  readonly hits = signal<readonly Line[]>([]);
  readonly searching = signal(false);
  /** Whether the whole log has been looked through. */
  readonly complete = signal(false);
  readonly failure = signal<unknown>(undefined);
  readonly #source: LineSource;
  readonly #text: string;
  readonly #abort = new AbortController();
  #before: number | undefined;

  constructor(source: LineSource, text: string) {
    this.#source = source;
    this.#text = text;
  }

  /** Looks for more, back to the start if need be. */
  async more(): Promise<void> {
    if (this.searching.value || this.complete.value) return;
    this.searching.value = true;
    const { signal: aborted } = this.#abort;
    const wanted = this.hits.value.length + ENOUGH;
    try {
      while (!this.complete.value && this.hits.value.length < wanted && !aborted.aborted) {
        const query = { search: this.#text, ignoreCase: true, count: ENOUGH, before: this.#before };
        const page = await this.#source.lines(query, aborted);
        this.#before = page.start;
        this.complete.value = !page.more;
        const found = page.lines.map(({ offset, text }) => ({
          ...{ key: `${page.id}:${offset}`, offset, text },
          ...{ source: this.#source, backup: 0, seen: 0 },
        }));
        this.hits.value = [...found, ...this.hits.value];
      }
    } catch (error) {
      if (!aborted.aborted) this.failure.value = error;
    } finally {
      this.searching.value = false;
    }
  }

  close(): void {
    this.#abort.abort();
  }
}
