/**
 * The configuration dialect: what Python's `RawConfigParser` makes of a file, with the place of
 * every value.
 *
 *   ini.add(bytes, file)   adds a file; sections that are there already are continued
 *
 * Same as `RawConfigParser(inline_comment_prefixes=(';', '#'), strict=False)`, its oddities and
 * error texts included (the property test compares them with Python). What sections and options
 * mean is not known here; what is odd is kept in `oddities`.
 *
 * More than 300 lines, because a line has its meaning from the lines before it.
 */
import {
  completeUtf8Length,
  type DecodingFailure,
  decodeUtf8,
  findInvalidUtf8,
} from '../base/bytes.ts';
import { InternalError } from '../base/errors.ts';
import { BLANK, isBlank, repr, strip, stripEnd } from '../base/python-text.ts';
import type { Origin } from './config.ts';
import { ConfigError } from './errors.ts';
import { type Comment, isCut, type Oddity } from './oddities.ts';

export interface IniValue {
  readonly text: string;
  readonly origin: Origin;
}

export interface IniSection {
  readonly name: string;
  /** Its first header. */
  readonly origin: Origin;
  /** By option name in lower case, in the order of first appearance. */
  readonly options: Map<string, IniValue>;
}

/** What `[DEFAULT]` holds is an option of every section. */
const DEFAULTS = 'DEFAULT';

const HEADER = /^\[([^\n]+)\]/;
const OPTION = new RegExp(`^([^\\n]*?)[${BLANK}]*[=:][${BLANK}]*([^\\n]*)$`);

export class Ini {
  readonly #sections = new Map<string, IniSection>();
  readonly #defaults = new Map<string, IniValue>();
  /** The headers of each section. */
  readonly #headers = new Map<string, Origin[]>();
  readonly #files = new Set<string>();
  readonly #oddities: Oddity[] = [];

  /** In the order of the files; of a file that is added again there are none. */
  get oddities(): readonly Oddity[] {
    return this.#oddities;
  }

  get sections(): IterableIterator<IniSection> {
    return this.#sections.values();
  }

  section(name: string): IniSection | undefined {
    return this.#sections.get(name);
  }

  /** Where a section that is there begins. */
  originOf(name: string): Origin {
    const section = this.#sections.get(name);
    if (section === undefined) throw new InternalError(`no section [${name}]`);
    return section.origin;
  }

  /** A value of the section, or else of `[DEFAULT]`. */
  value(section: string, option: string): IniValue | undefined {
    return this.#sections.get(section)?.options.get(option) ?? this.#defaults.get(option);
  }

  /** All values of a section by name: its own first, then those of `[DEFAULT]`. */
  values(section: string): Map<string, IniValue> {
    const own = this.#sections.get(section)?.options ?? [];
    return new Map([...own, ...this.#defaults, ...own]);
  }

  /** Replaces what every section, `[DEFAULT]` included, says for `part` by `text`. */
  replaceEverywhere(part: string, text: string): void {
    for (const { name, options } of this.#sections.values()) {
      for (const [option, value] of this.values(name)) {
        if (!value.text.includes(part)) continue;
        options.set(option, { ...value, text: value.text.replaceAll(part, () => text) });
      }
    }
  }

  /** @throws {ConfigError} with Python's words, naming `file` as it is given here */
  add(bytes: Uint8Array, file: string): void {
    const oddities = this.#files.has(file) ? [] : this.#oddities;
    this.#files.add(file);
    const open = (name: string, line: number) =>
      this.#open(name, { file, line, section: name }, oddities);
    const reader = new Reader(file, open, oddities);
    for (const line of decodedLines(bytes, file)) reader.readLine(line);
    reader.finish();
  }

  #open(name: string, origin: Origin, oddities: Oddity[]): Map<string, IniValue> {
    const headers = this.#headers.get(name) ?? [];
    const [earlier] = headers;
    if (earlier !== undefined) oddities.push({ kind: 'section', origin, earlier });
    this.#headers.set(name, [...headers, origin]);
    const known = this.#sections.get(name);
    if (known !== undefined) return known.options;
    if (name === DEFAULTS) return this.#defaults;
    const section = { name, origin, options: new Map<string, IniValue>() };
    this.#sections.set(name, section);
    return section.options;
  }
}

/** An option whose value may go on in the next line. */
interface OpenOption {
  readonly name: string;
  readonly into: Map<string, IniValue>;
  readonly origin: Origin;
  /** The line of the header it stands below. */
  readonly header: number;
  readonly lines: string[];
  readonly comments: Comment[];
}

interface OpenSection {
  readonly name: string;
  readonly header: number;
  readonly options: Map<string, IniValue>;
}

/** Reads the lines of one file. */
class Reader {
  readonly #file: string;
  readonly #open: (name: string, line: number) => Map<string, IniValue>;
  readonly #options: OpenOption[] = [];
  readonly #badLines: { number: number; line: string }[] = [];
  #number = 0;
  #indent = 0;
  #section: OpenSection | undefined;
  #option: OpenOption | undefined;
  readonly #oddities: Oddity[];

  constructor(
    file: string,
    open: (name: string, line: number) => Map<string, IniValue>,
    oddities: Oddity[],
  ) {
    this.#file = file;
    this.#open = open;
    this.#oddities = oddities;
  }

  /** `line` ends with its newline, unless it is the last one. */
  readLine(line: string): void {
    this.#number++;
    const comment = commentStart(line);
    const text = strip(comment === -1 ? line : line.slice(0, comment));
    if (text === '') {
      if (comment === -1) this.#option?.lines.push('');
      return;
    }
    const indent = indentation(line);
    if (this.#option !== undefined && indent > this.#indent) this.#continue(this.#option, text);
    else {
      this.#indent = indent;
      const header = HEADER.exec(text)?.[1];
      if (header !== undefined) this.#readHeader(header);
      else if (this.#section === undefined) throw this.#noHeader(line);
      else this.#readOption(text, line, this.#section);
    }
    if (comment !== -1) this.#keepComment(strip(line.slice(comment)));
  }

  #readHeader(name: string): void {
    const header = this.#number;
    this.#section = { name, header, options: this.#open(name, header) };
    this.#option = undefined;
  }

  #continue({ name: option, origin, lines }: OpenOption, text: string): void {
    const header = HEADER.exec(text)?.[1];
    const name = OPTION.exec(text)?.[1];
    if (header !== undefined || name !== undefined) {
      this.#oddities.push({
        kind: 'swallowed',
        option,
        origin: { ...origin, line: this.#number },
        looksLike:
          header === undefined
            ? { kind: 'option', name: stripEnd(name ?? '').toLowerCase() }
            : { kind: 'section', name: header },
        before: lines.join('\n'),
      });
    }
    lines.push(text);
  }

  /** Of the line just read, if it belongs to a value. */
  #keepComment(text: string): void {
    if (this.#option === undefined) return;
    const { lines, comments } = this.#option;
    comments.push({ index: lines.length - 1, line: this.#number, text });
  }

  #readOption(text: string, line: string, section: OpenSection): void {
    const match = OPTION.exec(text);
    if (match === null || match[1] === '') this.#badLines.push({ number: this.#number, line });
    if (match === null) return; // lines indented deeper still belong to the option before
    const [, name = '', value = ''] = match;
    this.#option = undefined;
    if (name === '') return;
    const origin = { file: this.#file, line: this.#number, section: section.name };
    const option = {
      name: stripEnd(name).toLowerCase(),
      into: section.options,
      origin,
      header: section.header,
      lines: [strip(value)],
      comments: [],
    };
    this.#option = option;
    this.#options.push(option);
  }

  finish(): void {
    const headers = new Map<IniValue, number>();
    for (const option of this.#options) {
      const { name, into, header, origin, lines } = option;
      const value = { text: stripEnd(lines.join('\n')), origin };
      const earlier = into.get(name);
      if (earlier?.origin.section === origin.section) {
        const sameHeader = headers.get(earlier) === header;
        const sameValue = earlier.text === value.text;
        const place = { origin, earlier: earlier.origin };
        this.#oddities.push({ kind: 'option', option: name, ...place, sameHeader, sameValue });
      }
      into.set(name, value);
      headers.set(value, header);
      this.#findCuts(option);
    }
    this.#refuseBadLines();
  }

  #findCuts({ name: option, origin, lines, comments }: OpenOption): void {
    for (const comment of comments) {
      const cut = isCut(lines, comment);
      if (cut === undefined) continue;
      const mark = comment.text.charAt(0);
      this.#oddities.push({
        kind: 'cut',
        option,
        origin: { ...origin, line: comment.line },
        mark,
        ...cut,
      });
    }
  }

  #refuseBadLines(): void {
    const [first] = this.#badLines;
    if (first === undefined) return;
    const list = this.#badLines.map(
      ({ number, line }) => `\n\t[line ${String(number).padStart(2)}]: ${repr(line)}`,
    );
    throw new ConfigError(`Source contains parsing errors: ${repr(this.#file)}${list.join('')}`, {
      origin: { file: this.#file, line: first.number, section: '' },
    });
  }

  #noHeader(line: string): ConfigError {
    return new ConfigError(
      `File contains no section headers.\nfile: ${repr(this.#file)}, line: ${this.#number}\n${repr(line)}`,
      { origin: { file: this.#file, line: this.#number, section: '' } },
    );
  }
}

/**
 * Where the comment of a line starts, -1 if it has none.
 *
 * Python looks for the next `;` and the next `#` in turns and stops at the first turn in which
 * one of them starts a comment, so a later one can win; files exist that rely on nothing else.
 */
function commentStart(line: string): number {
  if (!line.includes(';') && !line.includes('#')) return -1;
  if (/^[;#]/.test(strip(line))) return 0;
  const places = new Map([
    [';', -1],
    ['#', -1],
  ]);
  while (places.size > 0) {
    let start = -1;
    for (const [prefix, before] of places) {
      const place = line.indexOf(prefix, before + 1);
      if (place === -1) places.delete(prefix);
      else places.set(prefix, place);
      const starts = place === 0 || (place > 0 && isBlank(line.charAt(place - 1)));
      if (starts && (start === -1 || place < start)) start = place;
    }
    if (start !== -1) return start;
  }
  return -1;
}

const FIRST_VISIBLE = new RegExp(`[^${BLANK}]`);

function indentation(line: string): number {
  return Math.max(line.search(FIRST_VISIBLE), 0);
}

/** Python reads and decodes this many bytes at a time, and counts positions within them. */
const CHUNK = 8192;

/**
 * The lines of a file, each with a newline at its end, whatever it was in the file. When bytes
 * are not UTF-8, the lines that were complete before their chunk come first.
 *
 * @throws {ConfigError} with the words of Python's decoder
 */
function* decodedLines(bytes: Uint8Array, file: string): Generator<string> {
  const { text, failure } = decode(bytes);
  const lines = splitLines(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
  const last = lines.at(-1);
  if (failure !== undefined && (!last?.endsWith('\n') || text.endsWith('\r'))) lines.pop();
  yield* lines;
  if (failure === undefined) return;
  const before = Buffer.from(bytes.subarray(0, failure.start)).toString('latin1');
  const line = before.split(/\r\n?|\n/).length;
  throw new ConfigError(failure.message, { origin: { file, line, section: '' } });
}

function splitLines(text: string): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
    lines.push(text.slice(start, end + 1));
    start = end + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** A failure starts at an offset in the whole file, whatever its message counts. */
function decode(bytes: Uint8Array): { text: string; failure?: DecodingFailure } {
  const whole = decodeUtf8(bytes);
  if (whole !== undefined) return { text: whole };
  let start = 0;
  for (let end = CHUNK; end < bytes.length + CHUNK; end += CHUNK) {
    const chunk = bytes.subarray(start, end);
    const invalid = findInvalidUtf8(chunk, true);
    if (invalid !== undefined) return failAt(bytes, start, invalid);
    start += completeUtf8Length(chunk);
  }
  return failAt(bytes, start, findInvalidUtf8(bytes.subarray(start)));
}

function failAt(bytes: Uint8Array, start: number, failure: DecodingFailure | undefined) {
  const text = decodeUtf8(bytes.subarray(0, start)) ?? '';
  if (failure === undefined) return { text };
  return { text, failure: { ...failure, start: start + failure.start } };
}
