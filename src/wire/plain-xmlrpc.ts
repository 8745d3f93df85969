/**
 * Reads XML-RPC that is written just as Python's `xmlrpc.client.dumps` and `xmlrpc.ts` write it, which
 * nearly all of it is: many times faster than `scanXml`, which knows all of XML.
 *
 *   readPlainResponse(document)  ->  the value; undefined: read it the other way
 *
 * It never guesses and never refuses. Whatever differs by a character, whatever is rare (a date, a
 * fault) and whatever may be wrong is left to `xmlrpc.ts`, so that a document means the same here and
 * there, or nothing here.
 *
 * A command reads one answer and ends, so this is written to be fast before V8 has optimised it:
 * regular expressions do the work, and functions are small and plain.
 */
import type { WireValue } from './value.ts';
import { MAX_ELEMENTS, unescapeXml } from './xml.ts';

const HEADER = "<?xml version='1.0'?>\n";

/** @returns undefined if this is no plain answer with a value */
export function readPlainResponse(document: string): WireValue | undefined {
  const place = start(document);
  if (!take(place, `${HEADER}<methodResponse>\n<params>\n<param>\n`)) return undefined;
  const value = readValue(place, 0);
  return takeEnd(place, '</param>\n</params>\n</methodResponse>\n') ? value : undefined;
}

/** @returns undefined if this is no plain call */
export function readPlainCall(
  document: string,
): { readonly method: string; readonly params: readonly WireValue[] } | undefined {
  const place = start(document);
  if (!take(place, `${HEADER}<methodCall>\n<methodName>`)) return undefined;
  const method = textBefore(place, '</methodName>\n');
  if (method === undefined || !take(place, '<params>\n')) return undefined;
  const params: WireValue[] = [];
  while (take(place, '<param>\n')) {
    const value = readValue(place, 0);
    if (value === undefined || !take(place, '</param>\n')) return undefined;
    params.push(value);
  }
  return takeEnd(place, '</params>\n</methodCall>\n') ? { method, params } : undefined;
}

/** How far a document has been read. */
interface Place {
  readonly document: string;
  /** No text in it needs a second look. */
  readonly isLiteral: boolean;
  at: number;
  /** Those that `scanXml` would count, or a few more: beyond its bound it has the word. */
  elements: number;
}

function start(document: string): Place {
  return { document, isLiteral: !/[&\r]|]]>/.test(document), at: 0, elements: 8 };
}

/** Goes on behind `literal`, if that is what comes next. */
function take(place: Place, literal: string): boolean {
  if (!place.document.startsWith(literal, place.at)) return false;
  place.at += literal.length;
  return true;
}

function takeEnd(place: Place, literal: string): boolean {
  return take(place, literal) && place.at === place.document.length;
}

/** Takes the text up to the next tag, and that tag, which must be `end`. */
function textBefore(place: Place, end: string): string | undefined {
  const mark = place.document.indexOf('<', place.at);
  if (mark === -1 || !place.document.startsWith(end, mark)) return undefined;
  const raw = place.document.slice(place.at, mark);
  place.at = mark + end.length;
  return plainText(place, raw);
}

/** Undefined if it is not well-formed. */
function plainText({ isLiteral }: Place, raw: string): string | undefined {
  if (isLiteral) return raw;
  if (raw.includes(']]>')) return undefined;
  try {
    return unescapeXml(raw, 0);
  } catch {
    return undefined;
  }
}

const SCALAR = '(?:string>([^<]*)</string|int>(-?\\d+)</int|boolean>([01])</boolean)></value>\\n';
const SCALAR_VALUE = new RegExp(`<value><${SCALAR}`, 'y');
const SCALAR_MEMBER = new RegExp(
  `<member>\\n<name>([^<]*)</name>\\n<value><${SCALAR}</member>\\n`,
  'y',
);

/** Values within values; deeper ones are rare. */
const MAX_DEPTH = 32;

function readValue(place: Place, depth: number): WireValue | undefined {
  place.elements += 3;
  if (depth > MAX_DEPTH || place.elements > MAX_ELEMENTS) return undefined;
  SCALAR_VALUE.lastIndex = place.at;
  const match = SCALAR_VALUE.exec(place.document);
  if (match !== null) {
    place.at = SCALAR_VALUE.lastIndex;
    return scalar(place, match[1], match[2], match[3]);
  }
  if (take(place, '<value><struct>\n')) return readMembers(place, depth);
  if (take(place, '<value><array><data>\n')) return readElements(place, depth);
  return take(place, '<value><nil/></value>') ? null : undefined;
}

function scalar(
  place: Place,
  text: string | undefined,
  digits: string | undefined,
  bit: string | undefined,
): WireValue | undefined {
  if (text !== undefined) return plainText(place, text);
  return digits === undefined ? bit === '1' : Number(digits);
}

function readElements(place: Place, depth: number): WireValue[] | undefined {
  const values: WireValue[] = [];
  while (!take(place, '</data></array></value>\n')) {
    const value = readValue(place, depth + 1);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function readMembers(place: Place, depth: number): WireValue | undefined {
  const struct: Record<string, WireValue> = {};
  for (;;) {
    readScalarMembers(place, struct);
    if (take(place, '</struct></value>\n')) return struct;
    if (!take(place, '<member>\n<name>')) return undefined;
    const name = textBefore(place, '</name>\n');
    const value = readValue(place, depth + 1);
    if (name === undefined || name === '__proto__' || value === undefined) return undefined;
    if (!take(place, '</member>\n')) return undefined;
    place.elements += 2;
    struct[name] = value;
  }
}

/** Reads members as long as their values are strings, integers or booleans. */
function readScalarMembers(place: Place, struct: Record<string, WireValue>): void {
  for (;;) {
    SCALAR_MEMBER.lastIndex = place.at;
    const match = SCALAR_MEMBER.exec(place.document);
    if (match === null) return;
    const name = plainText(place, match[1] ?? '');
    const value = scalar(place, match[2], match[3], match[4]);
    if (name === undefined || name === '__proto__' || value === undefined) return;
    struct[name] = value;
    place.at = SCALAR_MEMBER.lastIndex;
    place.elements += 4;
  }
}
