/**
 * What Python does with text and JavaScript does otherwise: which characters are blank, how a
 * value is quoted in a message, how a number is read.
 *
 * The configuration dialect and its messages are Python's, so these rules decide what a file
 * means. Text is handled by code point, as Python counts it. Nothing here knows of files.
 */
import { UserError } from './errors.ts';

/** A character class body: what `str.isspace`, `str.strip` and `\s` take for blank. */
export const BLANK =
  '\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

const ONE_BLANK = new RegExp(`[${BLANK}]`);
const LEADING = new RegExp(`^[${BLANK}]+`);
const TRAILING = new RegExp(`(?<![${BLANK}])[${BLANK}]+$`);
const BLANKS = new RegExp(`[${BLANK}]+`);

export function isBlank(character: string): boolean {
  return ONE_BLANK.test(character);
}

/** `str.strip()` */
export function strip(text: string): string {
  return stripEnd(isVisible(text.charCodeAt(0)) ? text : text.replace(LEADING, ''));
}

/** `str.rstrip()` */
export function stripEnd(text: string): string {
  let end = text.length;
  while (isPlainBlank(text.charCodeAt(end - 1))) end--;
  if (isVisible(text.charCodeAt(end - 1))) return text.slice(0, end);
  return text.replace(TRAILING, '');
}

/** Whether a UTF-16 unit is a visible character of ASCII, as nearly all are that are asked about. */
function isVisible(unit: number): boolean {
  return unit > 0x20 && unit < 0x7f;
}

/** Whether a UTF-16 unit is a space, a tab or the end of a line. */
function isPlainBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
}

/** `str.split()`: the words between blanks. */
export function words(text: string): string[] {
  return text.split(BLANKS).filter((word) => word !== '');
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** `repr()` of a string: quoted, with everything that does not print escaped. */
export function repr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = '';
  for (const character of text) {
    if (character === quote || character === '\\') body += `\\${character}`;
    else if (character === ' ' || isPrintable(character)) body += character;
    else body += NAMED_ESCAPES[character] ?? escapeCodePoint(character);
  }
  return quote + body + quote;
}

/** The expression stands here because making it takes a millisecond, which few starts need. */
function isPrintable(character: string): boolean {
  return !/[\p{C}\p{Z}]/u.test(character);
}

/** `ascii()` of a string: `repr()` with everything outside ASCII escaped. */
export function ascii(text: string): string {
  return repr(text).replace(/\P{ASCII}/gu, escapeCodePoint);
}

function escapeCodePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const DECIMAL = /^([+-]?)(\p{Nd}+(?:_\p{Nd}+)*)$/u;
const OCTAL = /^([+-]?)(?:0[oO]_?)?([0-7]+(?:_[0-7]+)*)$/;

/**
 * `int(text)`.
 *
 * @throws {UserError} with Python's words
 */
export function parseInteger(text: string): number {
  const match = DECIMAL.exec(strip(text));
  if (match === null) throw new UserError(`invalid literal for int() with base 10: ${repr(text)}`);
  const [, sign, digits = ''] = match;
  const value = Number(asciiDigits(digits.replaceAll('_', '')));
  return sign === '-' ? 0 - value : value;
}

/** `int(text, 8)`; undefined where Python would throw. */
export function parseOctal(text: string): number | undefined {
  const match = OCTAL.exec(asciiDigits(strip(text)));
  if (match === null) return undefined;
  const value = Number.parseInt((match[2] ?? '').replaceAll('_', ''), 8);
  return match[1] === '-' ? 0 - value : value;
}

/** Writes the digits of every script as 0 to 9. */
function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit)));
}

/** The digits of every script stand in runs of ten, from 0 to 9. */
function digitValue(digit: string): number {
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
  return before % 10;
}

/** Compares by code point, as Python sorts strings. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const [a, b] = [Array.from(left), Array.from(right)];
  for (const [index, character] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (character !== other) {
      return (character.codePointAt(0) ?? 0) - (other.codePointAt(0) ?? 0);
    }
  }
  return -1;
}
