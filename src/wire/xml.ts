/**
 * As much XML as XML-RPC needs: text in, a call for every tag and every piece of text out.
 *
 *   scanXml(document, { open, text, close })
 *
 * Entities are the five of XML and numeric ones; comments, processing instructions and CDATA are
 * understood, attributes are skipped. A document type is refused, so that nothing can be defined
 * or fetched. The time is linear in the length of the document, depth and number of elements are
 * bounded. Control characters, which XML 1.0 forbids, are let in: output of programs holds them,
 * and the original's own answers carry them.
 *
 * @see {@link https://www.w3.org/TR/xml/}
 */

/** The text is not XML that we read. */
export class MalformedXml extends Error {
  override readonly name = 'MalformedXml';

  constructor(what: string, offset: number) {
    super(`${what} at character ${offset}`);
  }
}

export interface XmlHandler {
  open(tag: string): void;
  text(text: string): void;
  close(tag: string): void;
}

/** Elements within elements; a value of XML-RPC takes two to four of them. */
const MAX_DEPTH = 256;
/** Elements of one document, so that its size in memory stays near its size on the wire. */
export const MAX_ELEMENTS = 500_000;

const ATTRIBUTES = String.raw`(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*`;
const TAG = new RegExp(String.raw`<(/?)([A-Za-z_][\w:.-]*)${ATTRIBUTES}\s*(/?)>`, 'y');

/**
 * Reads a document.
 *
 * @throws {MalformedXml} if it is not well-formed or goes beyond the bounds.
 */
export function scanXml(document: string, handler: XmlHandler): void {
  const open: string[] = [];
  let elements = 0;
  let at = document.charCodeAt(0) === 0xfeff ? 1 : 0;

  while (at < document.length) {
    const mark = document.indexOf('<', at);
    const end = mark === -1 ? document.length : mark;
    if (end > at) readText(document.slice(at, end), at, open.length > 0, handler);
    if (mark === -1) break;

    const skipped = skipMarkup(document, mark, handler, open.length > 0);
    if (skipped !== undefined) {
      at = skipped;
      continue;
    }
    TAG.lastIndex = mark;
    const [all, slash, tag = '', empty] = TAG.exec(document) ?? malformed('invalid token', mark);
    if (slash === '/') {
      if (empty === '/' || open.pop() !== tag) malformed(`mismatched tag </${tag}>`, mark);
      handler.close(tag);
    } else {
      if (open.length === 0 && elements > 0) malformed('junk after document element', mark);
      elements++;
      if (elements > MAX_ELEMENTS) malformed('too many elements', mark);
      if (open.length >= MAX_DEPTH) malformed('elements nested too deeply', mark);
      handler.open(tag);
      if (empty === '/') handler.close(tag);
      else open.push(tag);
    }
    at = mark + all.length;
  }
  if (open.length > 0) malformed(`no closing tag for <${open.at(-1)}>`, at);
  if (elements === 0) malformed('no element found', at);
}

function malformed(what: string, offset: number): never {
  throw new MalformedXml(what, offset);
}

function readText(raw: string, offset: number, inside: boolean, handler: XmlHandler): void {
  if (raw.includes(']]>')) malformed('a bare ]]>', offset);
  if (inside) handler.text(unescapeXml(raw, offset));
  else if (raw.trim() !== '') malformed('text outside of the document element', offset);
}

const MARKUP = [
  { start: '<?', end: '?>' },
  { start: '<!--', end: '-->' },
  { start: '<![CDATA[', end: ']]>' },
] as const;

/** @returns where to go on after a comment, an instruction or CDATA; undefined if it is a tag */
function skipMarkup(
  document: string,
  mark: number,
  handler: XmlHandler,
  inside: boolean,
): number | undefined {
  const kind = MARKUP.find(({ start }) => document.startsWith(start, mark));
  if (kind === undefined) {
    if (document[mark + 1] === '!') malformed('document types are not allowed', mark);
    return undefined;
  }
  const from = mark + kind.start.length;
  const end = document.indexOf(kind.end, from);
  if (end === -1) malformed(`no ${kind.end}`, mark);
  if (kind.end === ']]>') {
    if (!inside) malformed('text outside of the document element', mark);
    handler.text(normaliseLineEnds(document.slice(from, end)));
  }
  return end + kind.end.length;
}

/** The ampersand is the last, so that what comes of it is not read again. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['amp', '&'],
]);

/**
 * What text between tags says.
 *
 * @param offset Where it stands in its document, for errors.
 * @throws {MalformedXml} if it holds an ampersand that begins no entity we know
 */
export function unescapeXml(raw: string, offset: number): string {
  const text = normaliseLineEnds(raw);
  if (!text.includes('&')) return text;
  return inPieces(text, (piece, start) => unescapePiece(piece, offset + start));
}

/** Anything behind an ampersand but the name of one of the five. */
const UNUSUAL_ENTITY = /&(?!(?:amp|lt|gt|quot|apos);)/;

function unescapePiece(piece: string, offset: number): string {
  if (!UNUSUAL_ENTITY.test(piece)) {
    let text = piece;
    for (const [name, character] of ENTITIES) text = text.replaceAll(`&${name};`, character);
    return text;
  }
  return piece.replace(/&([^;&]{0,32};)?/g, (entity, body: string | undefined, at: number) => {
    const name = body?.slice(0, -1) ?? '';
    return ENTITIES.get(name) ?? numericEntity(name) ?? malformed(`entity ${entity}`, offset + at);
  });
}

function numericEntity(name: string): string | undefined {
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (digits === null) return undefined;
  const [, hexadecimal, decimal = ''] = digits;
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : undefined;
}

/** The longest piece of text whose characters are replaced at once. */
const PIECE = 32_768;
/** As much as an entity can be long, and a little more. */
const LONGEST_ENTITY = 40;

/**
 * Replaces characters piece by piece: the memory that V8 needs for it grows with the number of the
 * replacements, by far more than they are long. No piece ends within an entity or a character.
 */
function inPieces(text: string, replace: (piece: string, start: number) => string): string {
  if (text.length <= PIECE) return replace(text, 0);
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE, text.length);
    if (end < text.length) {
      const entity = text.lastIndexOf('&', end - 1);
      if (entity > end - LONGEST_ENTITY && entity > start) end = entity;
      else if (isHighSurrogate(text.charCodeAt(end - 1))) end--;
    }
    pieces.push(replace(text.slice(start, end), start));
    start = end;
  }
  return pieces.join('');
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** XML says that a reader sees every line end as a line feed. */
function normaliseLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** A character that may need care; nearly no text has one. */
const SUSPECT = /[^\t\n\r -%'-;=?-\uD7FF\uE000-\uFFFD]/;
/** What XML 1.0 cannot carry. */
const UNCARRIABLE = /[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text as it stands between tags. What XML 1.0 cannot carry becomes U+FFFD. */
export function escapeXml(text: string): string {
  if (!SUSPECT.test(text)) return text;
  return inPieces(text, (piece) =>
    piece
      .replace(UNCARRIABLE, '\uFFFD')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;'),
  );
}
