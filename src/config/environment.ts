/**
 * The grammar of `environment=`: `KEY="value",OTHER=word`.
 *
 * The original reads four tokens at a time, KEY `=` VALUE and one it never looks at. So a value
 * without quotes ends at the first character that is not a word character, and what follows is
 * lost; `cuts` tells where that happened.
 */
import { UserError } from '../base/errors.ts';
import { tokens } from '../base/shell-words.ts';

export interface Environment {
  readonly variables: Readonly<Record<string, string>>;
  /** Values that lost their rest, which can hardly be meant. */
  readonly cuts: readonly Cut[];
}

export interface Cut {
  readonly name: string;
  /** What is left. */
  readonly value: string;
  /** The token that was taken for the separator. */
  readonly lost: string;
}

/** @throws {UserError} with the original's words */
export function parseEnvironment(text: string): Environment {
  const found = tokens(text);
  const variables = new Map<string, string>();
  const cuts: Cut[] = [];
  for (let at = 0; at < found.length; at += 4) {
    const [name = '', equals, value, separator] = found.slice(at, at + 4);
    if (equals !== '=' || value === undefined) {
      throw new UserError(`Unexpected end of key/value pairs in value '${text}'`);
    }
    variables.set(name, value);
    if (separator !== undefined && separator !== ',' && separator !== ';') {
      cuts.push({ name, value, lost: separator });
    }
  }
  return { variables: Object.fromEntries(variables), cuts };
}

/** Writes variables so that `parseEnvironment` reads them back. */
export function formatEnvironment(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replace(/[\\"]/g, '\\$&')}"`)
    .join(',');
}
