/**
 * The XML of XML-RPC, both ways and for both ends.
 *
 *   server:  parseCall(text) -> { method, params }     responsePieces(value), writeFault(code, text)
 *   client:  writeCall(method, params)                 parseResponse(text) -> value or fault
 *
 * What is written equals Python's `xmlrpc.client.dumps` byte for byte. What is read may be what
 * the original lets through: no `<params>`, unknown tags (their text), attributes. An integer
 * beyond 32 bits is written as it is; who needs the limit caps the value before.
 *
 * Dates have no zone on the wire: a `Date` carries their fields as if they were UTC.
 */
import { readPlainCall, readPlainResponse } from './plain-xmlrpc.ts';
import { isArray, isStruct, type WireValue } from './value.ts';
import { escapeXml, MalformedXml, scanXml } from './xml.ts';

export interface Call {
  /** Empty if the document names none. */
  readonly method: string;
  readonly params: readonly WireValue[];
}

export type Response =
  | { readonly kind: 'value'; readonly value: WireValue }
  | { readonly kind: 'fault'; readonly code: number; readonly text: string };

// --------------------------------------------------------------------------------------- reading

/** @throws {MalformedXml} if the text is not XML, or a value in it is not what its tag says. */
export function parseCall(document: string): Call {
  const plain = readPlainCall(document);
  if (plain !== undefined) return plain;
  const root = parseTree(document);
  const method = child(root, 'methodName') ?? '';
  const params = child(root, 'params') ?? [];
  if (typeof method !== 'string' || !isArray(params)) throw new MalformedXml('no method call', 0);
  return { method, params };
}

/** @throws {MalformedXml} if the text is not the answer to a call. */
export function parseResponse(document: string): Response {
  const plain = readPlainResponse(document);
  if (plain !== undefined) return { kind: 'value', value: plain };
  const root = parseTree(document);
  const fault = child(root, 'fault');
  if (fault !== undefined) {
    const { faultCode: code, faultString: text } = isStruct(fault) ? fault : {};
    if (typeof code !== 'number') throw new MalformedXml('a fault without faultCode', 0);
    return { kind: 'fault', code, text: String(text ?? '') };
  }
  const params = child(root, 'params');
  const value = params !== undefined && isArray(params) ? params[0] : undefined;
  if (value === undefined) throw new MalformedXml('an answer without a value', 0);
  return { kind: 'value', value };
}

/** An element that is still open: the text before its first child, and what the children meant. */
interface Element {
  readonly tag: string;
  text: string;
  readonly tags: string[];
  readonly values: WireValue[];
}

function child({ tags, values }: Element, tag: string): WireValue | undefined {
  return values[tags.lastIndexOf(tag)];
}

function parseTree(document: string): Element {
  let innermost = element('');
  let closed = innermost;
  const path = [innermost];
  scanXml(document, {
    open(tag) {
      innermost = element(tag);
      path.push(innermost);
    },
    text(text) {
      if (innermost.values.length === 0) innermost.text += text;
    },
    close() {
      closed = innermost;
      path.pop();
      innermost = path.at(-1) ?? closed; // there always is one: no tag closes the first
      innermost.tags.push(closed.tag);
      innermost.values.push(meaning(closed));
    },
  });
  return closed;
}

function element(tag: string): Element {
  return { tag, text: '', tags: [], values: [] };
}

type Reader = (element: Element) => WireValue;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['value', ({ text, values }) => first(values, text)],
  ['int', ({ text }) => readInteger(text)],
  ['i4', ({ text }) => readInteger(text)],
  ['i8', ({ text }) => readInteger(text)],
  ['boolean', ({ text }) => text === '1'],
  ['double', ({ text }) => readDouble(text)],
  ['dateTime.iso8601', ({ text }) => readDate(text)],
  ['base64', ({ text }) => new Uint8Array(Buffer.from(text, 'base64'))],
  ['nil', () => null],
  ['array', ({ values }) => first(values, [])],
  ['data', ({ values }) => values],
  ['struct', ({ values }) => Object.fromEntries(values.map(readMember))],
  ['member', (element) => [child(element, 'name') ?? null, child(element, 'value') ?? null]],
  ['params', ({ values }) => values],
  ['param', ({ values }) => first(values, '')],
  ['fault', ({ values }) => first(values, '')],
]);

/** What an element stands for; of a tag that XML-RPC does not know, its text. */
function meaning(element: Element): WireValue {
  const read = READERS.get(element.tag);
  return read === undefined ? element.text : read(element);
}

function first(values: readonly WireValue[], otherwise: WireValue): WireValue {
  const [value] = values;
  return value === undefined ? otherwise : value;
}

function readInteger(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new MalformedXml(`integer '${text}'`, 0);
  return Number(text);
}

function readDouble(text: string): number {
  const word = text.trim().toLowerCase();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/.test(word)) return Number(word);
  const infinite = /^([+-]?)inf(?:inity)?$/.exec(word);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(word)) return Number.NaN;
  throw new MalformedXml(`double '${text}'`, 0);
}

function readDate(text: string): Date {
  const fields = /^\s*(\d{4})(\d\d)(\d\d)T(\d\d):(\d\d):(\d\d)\s*$/.exec(text);
  if (fields === null) throw new MalformedXml(`dateTime '${text}'`, 0);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
    .slice(1)
    .map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

function readMember(member: WireValue): [string, WireValue] {
  const [name, value] = isArray(member) ? member : [];
  if (typeof name !== 'string' || value === undefined) {
    throw new MalformedXml('a member without name and value', 0);
  }
  return [name, value];
}

// --------------------------------------------------------------------------------------- writing

const HEADER = "<?xml version='1.0'?>\n";
const ARRAY = { start: '<value><array><data>\n', end: '</data></array></value>\n' };

export function writeCall(method: string, params: readonly WireValue[]): string {
  const name = `<methodName>${escapeXml(method)}</methodName>\n`;
  return `${HEADER}<methodCall>\n${name}${writeParams(params)}</methodCall>\n`;
}

/**
 * An answer in pieces, an element of an array each: text of a megabyte that grows at its end costs
 * many times what its pieces do, if each is made into bytes at once.
 */
export function* responsePieces(value: WireValue): Generator<string> {
  yield `${HEADER}<methodResponse>\n<params>\n<param>\n`;
  if (isArray(value)) {
    yield ARRAY.start;
    for (const element of value) yield writeValue(element);
    yield ARRAY.end;
  } else yield writeValue(value);
  yield '</param>\n</params>\n</methodResponse>\n';
}

/** The same in one. */
export function writeResponse(value: WireValue): string {
  return [...responsePieces(value)].join('');
}

export function writeFault(code: number, text: string): string {
  const fault = writeValue({ faultCode: code, faultString: text });
  return `${HEADER}<methodResponse>\n<fault>\n${fault}</fault>\n</methodResponse>\n`;
}

function writeParams(params: readonly WireValue[]): string {
  const written = params.map((value) => `<param>\n${writeValue(value)}</param>\n`);
  return `<params>\n${written.join('')}</params>\n`;
}

function writeValue(value: WireValue): string {
  if (typeof value === 'string') return `<value><string>${escapeXml(value)}</string></value>\n`;
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'boolean') return `<value><boolean>${value ? 1 : 0}</boolean></value>\n`;
  if (value === null) return '<value><nil/></value>';
  if (value instanceof Date) {
    const date = value.toISOString().slice(0, 19).replaceAll('-', '');
    return `<value><dateTime.iso8601>${date}</dateTime.iso8601></value>\n`;
  }
  if (value instanceof Uint8Array)
    return `<value><base64>\n${base64Lines(value)}</base64></value>\n`;
  if (isArray(value)) {
    return `${ARRAY.start}${value.map(writeValue).join('')}${ARRAY.end}`;
  }
  let members = '';
  for (const name of Object.keys(value)) {
    members += `${memberStart(name)}${writeValue(value[name] ?? null)}</member>\n`;
  }
  return `<value><struct>\n${members}</struct></value>\n`;
}

/** Those of the names that came first: there are few, again and again. */
const memberStarts = new Map<string, string>();
const MOST_MEMBER_STARTS = 200;

function memberStart(name: string): string {
  const known = memberStarts.get(name);
  if (known !== undefined) return known;
  const start = `<member>\n<name>${escapeXml(name)}</name>\n`;
  if (memberStarts.size < MOST_MEMBER_STARTS) memberStarts.set(name, start);
  return start;
}

function writeNumber(value: number): string {
  if (Number.isSafeInteger(value)) return `<value><int>${value}</int></value>\n`;
  return `<value><double>${pythonFloat(value)}</double></value>\n`;
}

/** A float as Python's `repr` has it: an exponent outside of 1e-4 … 1e16, with two digits. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value).toLowerCase().replace('infinity', 'inf');
  const [mantissa, exponent] = value.toExponential().split('e').map(String);
  const power = Number(exponent);
  if (power >= -4 && power < 16) return Number.isInteger(value) ? `${value}.0` : String(value);
  const digits = String(Math.abs(power)).padStart(2, '0');
  return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`;
}

/** Base64 in lines of 76 characters, each ended. */
function base64Lines(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  return text.replace(/.{1,76}/g, '$&\n');
}
