/**
 * What is worth telling about a configuration that can be used, gathered while it is read.
 *
 * `warn` takes the original's texts, which it repeats for every process. `advise` is for our own
 * warnings, which come once. Each is a finding of `findings.ts`; in the log, its place follows it.
 */
import type { Note, Origin } from './config.ts';
import { place } from './errors.ts';
import type { Finding, FindingId } from './findings.ts';

const ORDER: readonly Note['level'][] = ['critical', 'warn', 'info'];

export class Notes {
  readonly #notes: Note[] = [];
  /** By what they say and where. */
  readonly #findings = new Map<string, Finding>();

  /** What was found, each once. */
  get findings(): Finding[] {
    return [...this.#findings.values()];
  }

  info(text: string): void {
    this.#notes.push({ level: 'info', text });
  }

  warn(id: FindingId, text: string, origin?: Origin): void {
    const logged = withPlace(text, origin);
    this.#findings.set(logged, { id, text, origin });
    this.#notes.push({ level: 'warn', text: logged });
  }

  advise(id: FindingId, text: string, origin: Origin | undefined): void {
    if (!this.#findings.has(withPlace(text, origin))) this.warn(id, text, origin);
  }

  /** In the order in which they are logged: the worst first. */
  sorted(): Note[] {
    return ORDER.flatMap((level) => this.#notes.filter((note) => note.level === level));
  }
}

function withPlace(text: string, origin: Origin | undefined): string {
  return origin === undefined ? text : `${text} ${place(origin)}`;
}
