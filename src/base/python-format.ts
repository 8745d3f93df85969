/**
 * Python's `text % names`, the operator behind `%(program_name)s_%(process_num)02d`.
 *
 *   formatNames('%(name)s_%(number)02d', new Map([['name', 'web'], ['number', 3]]))  ->  'web_03'
 *
 * All conversions, flags, widths and precisions of printf-style formatting for values that are
 * strings or integers, and Python's own reasons when the text is badly formatted. Also its
 * oddities: a bare `%s` prints all names at once, a second one lacks an argument. The one
 * difference: a width that would not fit in memory is refused here.
 */
import { ascii, repr } from './python-text.ts';

export type Names = ReadonlyMap<string, string | number>;

/** A name that is not there: Python's KeyError. */
export class UnknownNameError extends Error {
  override readonly name = 'UnknownNameError';
  readonly unknown: string;

  constructor(unknown: string) {
    super(repr(unknown));
    this.unknown = unknown;
  }
}

/** Text that is no format: Python's ValueError, TypeError or OverflowError, with its words. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

/** @throws {UnknownNameError} @throws {FormatError} */
export function formatNames(text: string, names: Names): string {
  const scanner = new Scanner(text, names);
  let result = '';
  for (;;) {
    const plain = scanner.upToPercent();
    if (plain === undefined) return result;
    result += plain.text;
    if (plain.last) return result;
    result += scanner.conversion();
  }
}

type Value = string | number | Names;

/** What stood between `%` and the end of one conversion. */
interface Spec {
  readonly flags: ReadonlySet<string>;
  readonly width: number;
  /** -1 when there was none. */
  readonly precision: number;
  readonly kind: string;
}

const MAX_SIZE = 1 << 24;
const MAX_INT = 2 ** 31 - 1;

/** Goes through a format once, with the cursor and the argument that Python keeps. */
class Scanner {
  readonly #characters: readonly string[];
  readonly #names: Names;
  #next = 0;
  #argument: Value | undefined;

  constructor(text: string, names: Names) {
    this.#characters = Array.from(text);
    this.#names = names;
    this.#argument = names;
  }

  upToPercent(): { text: string; last: boolean } | undefined {
    if (this.#next >= this.#characters.length) return undefined;
    const percent = this.#characters.indexOf('%', this.#next);
    const end = percent === -1 ? this.#characters.length : percent;
    const text = this.#characters.slice(this.#next, end).join('');
    this.#next = end + 1;
    return { text, last: percent === -1 };
  }

  /** What stands behind a percent sign, formatted. */
  conversion(): string {
    if (this.#characters[this.#next] === '%') return this.#take();
    if (this.#characters[this.#next] === '(') this.#argument = this.#lookUp();
    let character = this.#take();
    const flags = new Set<string>();
    while ('-+ #0'.includes(character)) {
      flags.add(character);
      character = this.#take();
    }
    let width = -1;
    if (character === '*' || isDigit(character)) {
      [width, character] = this.#size(character, 'width', Number.MAX_SAFE_INTEGER);
    }
    if (width < -1) flags.add('-');
    let precision = -1;
    if (character === '.') {
      precision = 0;
      character = this.#take();
      if (character === '*' || isDigit(character)) {
        [precision, character] = this.#size(character, 'precision', MAX_INT);
        precision = Math.max(precision, 0);
      }
    }
    if ('hlL'.includes(character)) character = this.#take();
    const spec = { flags, width: Math.abs(width), precision, kind: character };
    return layOut(this.#format(spec), width === -1 ? { ...spec, width: -1 } : spec);
  }

  #take(): string {
    const character = this.#characters[this.#next++];
    if (character === undefined) throw new FormatError('incomplete format');
    return character;
  }

  #lookUp(): string | number {
    const start = this.#next + 1;
    let depth = 0;
    for (let at = this.#next; at < this.#characters.length; at++) {
      if (this.#characters[at] === '(') depth++;
      if (this.#characters[at] === ')') depth--;
      if (depth > 0) continue;
      const name = this.#characters.slice(start, at).join('');
      this.#next = at + 1;
      const value = this.#names.get(name);
      if (value === undefined) throw new UnknownNameError(name);
      return value;
    }
    throw new FormatError('incomplete format key');
  }

  /** A width or precision that starts with `first`, and the character behind it. */
  #size(first: string, what: string, limit: number): [number, string] {
    if (first === '*') {
      const value = this.#nextArgument();
      if (typeof value !== 'number') throw new FormatError('* wants int');
      return [value, this.#take()];
    }
    let size = Number(first);
    for (;;) {
      const character = this.#take();
      if (!isDigit(character)) {
        if (size > MAX_SIZE) throw new FormatError(`${what} too big`);
        return [size, character];
      }
      size = size * 10 + Number(character);
      if (size > limit) throw new FormatError(`${what} too big`);
    }
  }

  /** One argument there is: the names themselves, or what the last `%(name)` found. */
  #nextArgument(): Value {
    const value = this.#argument;
    if (value === undefined) throw new FormatError('not enough arguments for format string');
    this.#argument = undefined;
    return value;
  }

  #format(spec: Spec): string {
    const value = this.#nextArgument();
    switch (spec.kind) {
      case 's':
        return typeof value === 'string' ? value : reprOf(value, repr);
      case 'r':
        return reprOf(value, repr);
      case 'a':
        return reprOf(value, ascii);
      case 'c':
        return formatCharacter(value);
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return formatInteger(value, spec);
      case 'e':
      case 'E':
      case 'f':
      case 'F':
      case 'g':
      case 'G':
        return formatFloat(value, spec);
      default: {
        const code = spec.kind.codePointAt(0) ?? 0;
        const shown = code >= 31 && code <= 126 ? spec.kind : '?';
        throw new FormatError(
          `unsupported format character '${shown}' (0x${code.toString(16)}) at index ${this.#next - 1}`,
        );
      }
    }
  }
}

function isDigit(character: string): boolean {
  return character >= '0' && character <= '9';
}

function reprOf(value: Value, quote: (text: string) => string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return String(value);
  const items = [...value].map(([name, item]) => `${quote(name)}: ${reprOf(item, quote)}`);
  return `{${items.join(', ')}}`;
}

function typeName(value: Value): string {
  if (typeof value === 'string') return 'str';
  return typeof value === 'number' ? 'int' : 'dict';
}

function formatCharacter(value: Value): string {
  if (typeof value === 'string' && Array.from(value).length === 1) return value;
  if (typeof value !== 'number') throw new FormatError('%c requires int or char');
  if (value < 0 || value > 0x10ffff) throw new FormatError('%c arg not in range(0x110000)');
  return String.fromCodePoint(value);
}

const RADIX: Readonly<Record<string, readonly [radix: number, prefix: string]>> = {
  o: [8, '0o'],
  x: [16, '0x'],
  X: [16, '0x'],
};

function formatInteger(value: Value, { kind, flags, precision }: Spec): string {
  const [radix, prefix] = RADIX[kind] ?? [10, ''];
  if (typeof value !== 'number') {
    const wanted = radix === 10 ? 'a real number' : 'an integer';
    throw new FormatError(`%${kind} format: ${wanted} is required, not ${typeName(value)}`);
  }
  const digits = Math.abs(value).toString(radix).padStart(Math.max(precision, 0), '0');
  const text = (value < 0 ? '-' : '') + (flags.has('#') ? prefix : '') + digits;
  return kind === 'X' ? text.toUpperCase() : text;
}

function formatFloat(value: Value, { kind, flags, precision }: Spec): string {
  if (typeof value !== 'number') {
    throw new FormatError(`must be real number, not ${typeName(value)}`);
  }
  const digits = precision === -1 ? 6 : precision;
  const alternate = flags.has('#');
  const lower = kind.toLowerCase();
  let text: string;
  if (lower === 'f') text = fixed(value, digits);
  else if (lower === 'e') text = exponential(value, digits);
  else text = general(value, digits || 1, alternate);
  if (alternate && lower !== 'g' && digits === 0) text = text.replace(/^(-?\d+)/, '$1.');
  return kind === lower ? text : text.toUpperCase();
}

/** Digits behind the point beyond JavaScript's 100 are zeros: the values are integers. */
function fixed(value: number, digits: number): string {
  const whole = Math.abs(value) < 1e21 ? value.toFixed(0) : BigInt(value).toString();
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}

function exponential(value: number, digits: number): string {
  const text = value.toExponential(Math.min(digits, 100));
  const [mantissa = '', exponent = ''] = text.split('e');
  const padded = digits > 100 ? mantissa + '0'.repeat(digits - 100) : mantissa;
  return `${padded}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

function general(value: number, digits: number, alternate: boolean): string {
  const exponent = value === 0 ? 0 : Number(exponential(value, digits - 1).split('e')[1]);
  const scientific = exponent >= digits;
  let text = scientific
    ? exponential(value, digits - 1)
    : fixed(value, Math.max(digits - 1 - exponent, 0));
  if (alternate) return text.includes('.') ? text : text.replace(/^(-?\d+)/, '$1.');
  if (text.includes('.')) text = text.replace(/\.?0+(?=e|$)/, '');
  return text;
}

const SIGNED = 'diuoxXeEfFgG';

/** Cuts, signs and pads what was formatted, in Python's order. */
function layOut(formatted: string, { flags, width, precision, kind }: Spec): string {
  let body = Array.from(formatted);
  if ('sra'.includes(kind) && precision >= 0) body = body.slice(0, precision);
  let sign = '';
  if (SIGNED.includes(kind)) {
    if (body[0] === '-') sign = body.shift() ?? '';
    else if (flags.has('+')) sign = '+';
    else if (flags.has(' ')) sign = ' ';
  }
  const prefix = flags.has('#') && 'xXo'.includes(kind) ? body.splice(0, 2).join('') : '';
  const missing = Math.max(width - sign.length - prefix.length - body.length, 0);
  const text = body.join('');
  if (flags.has('-')) return sign + prefix + text + ' '.repeat(missing);
  if (flags.has('0') && SIGNED.includes(kind)) {
    return sign + prefix + '0'.repeat(missing) + text;
  }
  return ' '.repeat(missing) + sign + prefix + text;
}
