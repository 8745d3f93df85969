/** What an answer to a message is made of, and the chapters that the answers stand in. */

export interface Answer {
  /** The messages, as people see them; `{name}` is what differs from case to case. */
  readonly says: readonly [string, ...string[]];
  /** Texts of the sources that these messages are put together from, where they are not one text. */
  readonly madeOf?: readonly string[];
  /** What links to the answer name; made of the first message if there is none. */
  readonly anchor?: string;
  readonly means: string;
  /** What to do about it. */
  readonly remedy: string;
}

export interface Chapter {
  readonly title: string;
  /** Where these messages appear. */
  readonly about: string;
  /** Its answers have the keys of a table of src; the compiler sees to it that none is missing. */
  readonly isTable?: true;
  readonly answers: readonly Answer[];
}

/**
 * The text with its holes left empty, so that what a source says can be compared with an answer.
 * Quotes around a hole are the hole's, since some sources leave them to `repr`.
 */
export function skeleton(text: string): string {
  return text
    .replace(/\{[^{}]*\}/g, '{}')
    .replaceAll('%s', '{}')
    .replaceAll("'{}'", '{}')
    .trim();
}
