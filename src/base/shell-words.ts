/**
 * Python's `shlex`, in POSIX mode: a command line split into words, and the tokens that
 * `environment=` is made of.
 *
 * Both are the same machine: in a command every character that is not blank belongs to a word
 * and `#` is ordinary; among tokens only word characters do, every other character is a token
 * of its own, and `#` starts a comment. Nothing is expanded.
 */
import { UserError } from './errors.ts';

/**
 * `shlex.split(text)`: the words of a command line.
 *
 * @throws {UserError} `No closing quotation` or `No escaped character`
 */
export function splitWords(text: string): string[] {
  return scan(text, () => true, false);
}

const WORD = /[A-Za-z0-9_/.+\-():\xc0-\xd6\xd8-\xf6\xf8-\xff]/;

/**
 * The tokens of an `environment=` value: `shlex.shlex(text, posix=True)` with `/.+-():` added
 * to what makes words.
 *
 * @throws {UserError} `No closing quotation` or `No escaped character`
 */
export function tokens(text: string): string[] {
  return scan(text, (character) => WORD.test(character), true);
}

function scan(text: string, isWord: (character: string) => boolean, comments: boolean): string[] {
  const found: string[] = [];
  const characters = Array.from(text);
  let at = 0;
  /** Undefined between words. */
  let word: string | undefined;
  const end = () => {
    if (word !== undefined) found.push(word);
    word = undefined;
  };
  while (at < characters.length) {
    const character = characters[at++] ?? '';
    if (' \t\r\n'.includes(character)) end();
    else if (comments && character === '#') {
      while (at < characters.length && characters[at++] !== '\n');
      end();
    } else if (character === '\\') {
      word = (word ?? '') + escaped(characters[at++]);
    } else if (character === '"' || character === "'") {
      const quoted = readQuoted(characters, at, character);
      word = (word ?? '') + quoted.text;
      at = quoted.next;
    } else if (isWord(character)) word = (word ?? '') + character;
    else {
      end();
      found.push(character);
    }
  }
  end();
  return found;
}

function escaped(character: string | undefined): string {
  if (character === undefined) throw new UserError('No escaped character');
  return character;
}

/** In double quotes a backslash is kept unless it stands before `"` or another backslash. */
function readQuoted(
  characters: readonly string[],
  start: number,
  quote: string,
): { text: string; next: number } {
  let text = '';
  let at = start;
  for (;;) {
    const character = characters[at++];
    if (character === undefined) throw new UserError('No closing quotation');
    if (character === quote) return { text, next: at };
    if (character === '\\' && quote === '"') {
      const next = escaped(characters[at++]);
      text += next === '"' || next === '\\' ? next : `\\${next}`;
    } else text += character;
  }
}
