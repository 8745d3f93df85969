/**
 * HTTP answers, read as their bytes arrive.
 *
 *   feed(bytes)  ->  head(…) once, body(bytes) any number of times, end() once
 *
 * The body is as long as Content-Length says, comes in chunks, or ends with the connection. No
 * sockets and no copies here: the slices of `body` belong to the bytes that were fed. One reader
 * reads one answer; interim answers (1xx) are skipped. Lines are limited, bodies are not: the
 * caller knows what it is willing to keep.
 */
import { BadAnswer, ConnectionLost } from './errors.ts';

export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** By lower-case name; of a repeated header the last one. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whether the connection can serve another request afterwards. */
  readonly keepAlive: boolean;
}

export interface ResponseReceiver {
  head(head: ResponseHead): void;
  body(bytes: Uint8Array): void;
  /** @param trailers Headers behind the body, by lower-case name */
  end(trailers: ReadonlyMap<string, string>): void;
}

const MAX_LINE_BYTES = 65_536;
const MAX_HEADERS = 1000;
const LINE_FEED = 0x0a;

type State =
  | 'status line'
  | 'headers'
  | 'sized body'
  | 'endless body'
  | 'chunk size'
  | 'chunk'
  | 'chunk end'
  | 'trailer'
  | 'done';

export class ResponseReader {
  readonly #receiver: ResponseReceiver;
  #state: State = 'status line';
  #begun = false;
  /** The line that is not complete yet, as Latin-1. */
  #line = '';
  #statusLine = '';
  #headers = new Map<string, string>();
  #headerCount = 0;
  /** Bytes of the body, or of its chunk, that are still to come. */
  #missing = 0;

  constructor(receiver: ResponseReceiver) {
    this.#receiver = receiver;
  }

  get done(): boolean {
    return this.#state === 'done';
  }

  /** @throws {BadAnswer} if this is not HTTP. */
  feed(bytes: Uint8Array): void {
    this.#begun ||= bytes.length > 0;
    let at = 0;
    while (at < bytes.length && this.#state !== 'done') {
      at = IN_BODY.has(this.#state) ? this.#takeBody(bytes, at) : this.#takeLine(bytes, at);
    }
  }

  /**
   * The connection has closed.
   *
   * @throws {ConnectionLost} if more was to come.
   */
  close(): void {
    if (this.#state === 'endless body') this.#finish();
    if (this.#state !== 'done') throw new ConnectionLost(this.#begun);
  }

  #takeBody(bytes: Uint8Array, start: number): number {
    const endless = this.#state === 'endless body';
    const end = endless ? bytes.length : Math.min(bytes.length, start + this.#missing);
    if (!endless) this.#missing -= end - start;
    this.#receiver.body(bytes.subarray(start, end));
    if (!endless && this.#missing === 0) {
      if (this.#state === 'chunk') this.#state = 'chunk end';
      else this.#finish();
    }
    return end;
  }

  #takeLine(bytes: Uint8Array, start: number): number {
    const newline = bytes.indexOf(LINE_FEED, start);
    const end = newline === -1 ? bytes.length : newline;
    if (this.#line.length + end - start > MAX_LINE_BYTES) throw new BadAnswer('a line too long');
    this.#line += Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString(
      'latin1',
    );
    if (newline === -1) return end;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#readLine(line);
    return newline + 1;
  }

  #readLine(line: string): void {
    if (this.#state === 'status line') {
      if (!line.startsWith('HTTP/')) throw new BadAnswer(`not an HTTP status line: ${line}`);
      this.#statusLine = line;
      this.#state = 'headers';
    } else if (this.#state === 'headers') {
      if (line === '') this.#readHead();
      else this.#readHeader(line);
    } else if (this.#state === 'chunk size') {
      this.#readChunkSize(line);
    } else if (this.#state === 'chunk end') {
      this.#state = 'chunk size';
    } else if (line === '') {
      this.#finish(); // the trailer ends like the headers do
    } else this.#readHeader(line);
  }

  #readHeader(line: string): void {
    const colon = line.indexOf(':');
    if (colon === -1) throw new BadAnswer(`a header without a colon: ${line}`);
    if (++this.#headerCount > MAX_HEADERS) throw new BadAnswer('too many headers');
    this.#headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }

  #readHead(): void {
    const [version = '', code = '', ...reason] = this.#statusLine.split(' ');
    const status = Number(code);
    if (!/^\d{3}$/.test(code)) throw new BadAnswer(`not an HTTP status line: ${this.#statusLine}`);
    const headers = this.#headers;
    this.#headers = new Map(); // of an answer behind this one, or the trailer
    if (status < 200) {
      this.#state = 'status line';
      return;
    }
    const connection = headers.get('connection')?.toLowerCase();
    const keepAlive = version === 'HTTP/1.0' ? connection === 'keep-alive' : connection !== 'close';
    const length = headers.get('content-length');
    const chunked = headers.get('transfer-encoding')?.toLowerCase().endsWith('chunked') === true;
    if (length !== undefined && !/^\d+$/.test(length)) throw new BadAnswer('a bad Content-Length');
    this.#missing = Number(length ?? 0);
    this.#state = chunked ? 'chunk size' : length === undefined ? 'endless body' : 'sized body';
    const delimited = this.#state !== 'endless body';
    this.#receiver.head({
      status,
      reason: reason.join(' '),
      headers,
      keepAlive: keepAlive && delimited,
    });
    const empty = status === 204 || status === 304;
    if (empty || (this.#state === 'sized body' && this.#missing === 0)) this.#finish();
  }

  #readChunkSize(line: string): void {
    const size = line.split(';', 1)[0]?.trim() ?? '';
    if (!/^[0-9a-f]{1,12}$/i.test(size)) throw new BadAnswer(`not the size of a chunk: ${line}`);
    this.#missing = Number.parseInt(size, 16);
    this.#state = this.#missing === 0 ? 'trailer' : 'chunk';
  }

  #finish(): void {
    this.#state = 'done';
    this.#receiver.end(this.#headers);
  }
}

const IN_BODY: ReadonlySet<State> = new Set<State>(['sized body', 'endless body', 'chunk']);
