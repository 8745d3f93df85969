/**
 * The last news, for those who read slowly or come back: bounded in number and size.
 *
 * Each has a number, one more than that of the news before.
 */

import type { NewsType } from '../../wire/api/stream.ts';

/** News as they are sent. */
export interface News {
  readonly type: NewsType;
  /** The group that it is about; undefined: it is about the daemon. */
  readonly group: string | undefined;
  /** JSON, in one line. */
  readonly data: string;
}

export const MOST_NEWS = 4000;
export const MOST_CHARACTERS = 1024 * 1024;

export class NewsRing {
  #news: News[] = [];
  #characters = 0;
  #last = 0;

  /** The number of the newest. */
  get last(): number {
    return this.#last;
  }

  push(news: News): void {
    this.#news.push(news);
    this.#last += 1;
    this.#characters += news.data.length;
    while (this.#news.length > MOST_NEWS || this.#characters > MOST_CHARACTERS) this.#dropOldest();
  }

  /** Whether everything behind this number is still here. */
  has(number: number): boolean {
    return number <= this.#last && number >= this.#last - this.#news.length;
  }

  /** The news of a number; undefined if it is not here any more, or not yet. */
  at(number: number): News | undefined {
    return this.#news[number - this.#last + this.#news.length - 1];
  }

  /** Forgets everything. There may have been news that nobody has taken down, so a number is lost. */
  interrupt(): void {
    this.#news = [];
    this.#characters = 0;
    this.#last += 1;
  }

  #dropOldest(): void {
    this.#characters -= this.#news.shift()?.data.length ?? 0;
  }
}
