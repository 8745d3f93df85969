/**
 * What is worth telling about a configuration that can be used, gathered while it is read.
 *
 * `warn` and `info` take the original's texts, which it repeats for every process. `advise` is for
 * our own warnings: they name their place, and come once.
 */
import type { Note, Origin } from './config.ts';
import { place } from './errors.ts';

const ORDER: readonly Note['level'][] = ['critical', 'warn', 'info'];

export class Notes {
  readonly #notes: Note[] = [];

  warn(text: string): void {
    this.#notes.push({ level: 'warn', text });
  }

  info(text: string): void {
    this.#notes.push({ level: 'info', text });
  }

  advise(advice: string, origin: Origin): void {
    const text = `${advice} ${place(origin)}`;
    if (!this.#notes.some((note) => note.text === text)) this.warn(text);
  }

  /** In the order in which they are logged: the worst first. */
  sorted(): Note[] {
    return ORDER.flatMap((level) => this.#notes.filter((note) => note.level === level));
  }
}
