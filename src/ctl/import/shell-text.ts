/**
 * Commands and variables as the configuration file takes them: quoted for the splitter of words
 * (`base/shell-words.ts`), and so that nothing looks like a comment, which quotes do not prevent:
 * a `;` or `#` behind a blank must not stand there.
 */
import path from 'node:path';
import { BLANK } from '../../base/python-text.ts';
import { splitWords } from '../../base/shell-words.ts';

/** What is to be run: words as they are, or a line that a shell reads. */
export type Run =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | {
      readonly kind: 'line';
      readonly line: string;
      /** It is known to be one command, which can take the place of the shell. */
      readonly isOne?: true;
    };

/** A file of variables that is read at each start. */
export interface VariablesFile {
  readonly path: string;
  /** Whether the program starts without it. */
  readonly optional: boolean;
}

/** A value for `command=`, before percent signs are doubled. */
export interface CommandText {
  readonly text: string;
  /** A shell stays between supervisord and the program: signals must go to both. */
  readonly shellStays: boolean;
}

/**
 * How `run` is written as a `command=`, without a shell where none is needed.
 *
 * @param folder What the program is started in. supervisord would look for a command such as
 *   `bin/web` from where it is itself, so that becomes absolute.
 */
export function commandText(
  run: Run,
  folder: string,
  files: readonly VariablesFile[] = [],
): CommandText {
  const words = run.kind === 'words' ? run.words : plainWords(run.line);
  if (files.length === 0 && words !== undefined) {
    const [command = '', ...args] = words;
    const found = command.includes('/') ? path.resolve(folder, command) : command;
    return { text: joinWords([found, ...args]), shellStays: false };
  }
  const line = run.kind === 'words' ? run.words.map(quoteForShell).join(' ') : run.line.trim();
  const isSimple = run.kind === 'words' || run.isOne === true || SIMPLE.test(line);
  const start = isSimple ? `exec ${ASSIGNMENT.test(line) ? 'env ' : ''}${line}` : line;
  const read = files.length === 0 ? [] : ['set -a', ...files.map(readVariables), 'set +a'];
  const script = [...read, start].join('; ');
  return { text: joinWords(['/bin/sh', '-c', script]), shellStays: !isSimple };
}

/** Words for `command=`. */
export function joinWords(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}

const PLAIN_WORD = /^[\p{L}\p{N}_@%+=:,./-]+$/u;

/** Quotes a word of `command=` if it needs that. */
export function quoteWord(word: string): string {
  if (PLAIN_WORD.test(word)) return word;
  return word === '' ? "''" : pieces(word).map(quotePiece).join('');
}

function quotePiece(text: string): string {
  return text.includes("'") ? doubleQuoted(text) : `'${text}'`;
}

/** A word for a shell, to the letter. */
export function quoteForShell(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A value for `environment=`. Names that it cannot hold are left out; see `isVariableName`. */
export function environmentText(variables: Iterable<readonly [string, string]>): string {
  return [...variables]
    .map(([name, value]) => `${name}=${pieces(value).map(doubleQuoted).join('')}`)
    .join(',');
}

/** Whether `environment=` can hold a variable of that name. */
export function isVariableName(name: string): boolean {
  return /^[A-Za-z0-9_.-]+$/.test(name);
}

function doubleQuoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** Before each `;` and `#` that stands behind a blank. */
const COMMENT = new RegExp(`(?<=[${BLANK}])(?=[;#])`);

function pieces(text: string): string[] {
  return text.split(COMMENT);
}

/** What a shell does something with, other than quotes. */
const SHELL_SYNTAX = /[$`\\*?[\]{}()<>|&;#~!\n]/;
/** Not several commands, and none that only a shell knows. */
const SIMPLE =
  /^(?!(?:exec|cd|if|for|while|until|case|eval|source|export|set|ulimit|umask|trap|\.|!|\{|\()\s)[^;&|\n()]*$/;
const ASSIGNMENT = /^\w+=/;

/** The words of a line that no shell is needed for. */
function plainWords(line: string): readonly string[] | undefined {
  if (SHELL_SYNTAX.test(line) || !SIMPLE.test(line) || ASSIGNMENT.test(line)) return undefined;
  try {
    return splitWords(line);
  } catch {
    return undefined; // an odd quote, which a shell will complain of
  }
}

function readVariables({ path, optional }: VariablesFile): string {
  const file = quoteForShell(path);
  return `${optional ? `[ ! -r ${file} ] || ` : ''}. ${file}`;
}
