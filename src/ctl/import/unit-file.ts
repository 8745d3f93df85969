/** The syntax of systemd's unit files: sections, entries, words and what they are quoted with. */
import { UserError } from '../../base/errors.ts';

/** The values of each key of each section, in their order. An empty value removes those before it. */
export type Unit = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** @throws {UserError} for a line that is neither a section nor an entry */
export function parseUnit(text: string, file: string): Unit {
  const unit = new Map<string, Map<string, string[]>>();
  let section: Map<string, string[]> | undefined;
  for (const { line, number } of logicalLines(text)) {
    const header = /^\[(.+)\]$/.exec(line)?.[1];
    const [, key, value = ''] = /^([^=]+?)\s*=\s*(.*)$/s.exec(line) ?? [];
    if (header !== undefined) {
      section = unit.get(header) ?? new Map();
      unit.set(header, section);
    } else if (key === undefined || section === undefined) {
      throw new UserError(`${file}:${number}: neither a section nor an entry: ${line}`);
    } else if (value === '') section.delete(key);
    else section.set(key, [...(section.get(key) ?? []), value]);
  }
  return unit;
}

/** Lines without comments; a backslash at the end goes on in the next line that is no comment. */
function* logicalLines(text: string): Generator<{ line: string; number: number }> {
  let begun = '';
  let number = 0;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (/^\s*[#;]/.test(raw)) continue;
    if (begun === '') number = index + 1;
    if (raw.endsWith('\\')) {
      begun += `${raw.slice(0, -1)} `;
      continue;
    }
    const line = (begun + raw).trim();
    begun = '';
    if (line !== '') yield { line, number };
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  s: ' ',
  t: '\t',
  v: '\v',
};

/** Single quotes, double quotes, or nothing around what has neither blanks nor quotes. */
const PIECE = /'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|((?:[^\s"'\\]|\\.)+)/gsy;
const ESCAPE = /\\(x[0-9a-f]{2}|[0-7]{3}|.)/gis;

/**
 * Splits a value into words.
 *
 * @throws {UserError} if a quote is not closed
 */
export function unitWords(value: string): string[] {
  const words: string[] = [];
  let at = 0;
  let isOpen = false;
  while (at < value.length) {
    if (/\s/.test(value.charAt(at))) {
      at++;
      isOpen = false;
      continue;
    }
    PIECE.lastIndex = at;
    const found = PIECE.exec(value);
    if (found === null) throw new UserError(`a quote is not closed in: ${value}`);
    const piece = unescaped(found[1] ?? found[2] ?? found[3] ?? '');
    if (isOpen) words.push(`${words.pop()}${piece}`);
    else words.push(piece);
    isOpen = true;
    at = PIECE.lastIndex;
  }
  return words;
}

function unescaped(text: string): string {
  return text.replace(ESCAPE, (_all, code: string) => {
    if (/^x../i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8));
    return ESCAPES[code] ?? code;
  });
}

/** What stands for `%i` and so on in a unit. */
export interface UnitNames {
  /** Without its ending. */
  readonly unit: string;
  readonly prefix: string;
  /** What stands behind the `@`; a template has none. */
  readonly instance: string;
}

const UNKNOWN_INSTANCE = 'INSTANCE';

export function unitNames(file: string): UnitNames {
  const unit = file.replace(/\.[a-z]+$/, '');
  const at = unit.indexOf('@');
  if (at === -1) return { unit, prefix: unit, instance: '' };
  return { unit, prefix: unit.slice(0, at), instance: unit.slice(at + 1) || UNKNOWN_INSTANCE };
}

const FOLDERS: Readonly<Record<string, string>> = {
  t: '/run',
  S: '/var/lib',
  C: '/var/cache',
  L: '/var/log',
  E: '/etc',
  T: '/tmp',
  V: '/var/tmp',
};

/** Replaces the specifiers; `unknown` is told of those that only systemd could replace. */
export function expandSpecifiers(
  value: string,
  { unit, prefix, instance }: UnitNames,
  unknown: (specifier: string) => void,
): string {
  const known: Readonly<Record<string, string>> = {
    ...FOLDERS,
    '%': '%',
    i: instance,
    I: instance,
    j: prefix.split('-').at(-1) ?? prefix,
    n: `${unit}.service`,
    N: unit,
    p: prefix,
    P: prefix,
  };
  return value.replace(/%(.)/g, (all, letter: string) => {
    const found = known[letter];
    if (found === undefined || found === UNKNOWN_INSTANCE) unknown(all);
    return found ?? all;
  });
}
