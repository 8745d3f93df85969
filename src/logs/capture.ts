/**
 * Capture mode: tells what a program says to its log from what it says to event listeners, which
 * stands between two tokens.
 *
 *   'a<!--XSUPERVISOR:BEGIN-->b<!--XSUPERVISOR:END-->c'  ->  text a, captured b, text c
 *
 * Output comes in pieces, which may be cut anywhere. What can be the beginning of a token is held
 * back until that is known; everything else is handed on at once. What was begun and not ended is
 * dropped when the output ends.
 */
export const BEGIN_TOKEN: Uint8Array = Buffer.from('<!--XSUPERVISOR:BEGIN-->');
export const END_TOKEN: Uint8Array = Buffer.from('<!--XSUPERVISOR:END-->');

const OUTSIDE: CapturePlace = { captures: false, held: 0 };

export interface CaptureReader {
  /** Output, either side of the tokens. It is valid during the call only. */
  text(piece: Uint8Array, captured: boolean): void;
  /** The end token has come. */
  captured(): void;
}

/** Where between the tokens a piece ends. */
export interface CapturePlace {
  /** The last token was the one that begins. */
  readonly captures: boolean;
  /** How many bytes of the next token have come. */
  readonly held: number;
}

export class CaptureSplitter {
  readonly #reader: CaptureReader;
  #captures: boolean;
  /** How many bytes of the next token have come, at the end of the last piece. */
  #held: number;

  /** @param place Where what came before has ended. */
  constructor(reader: CaptureReader, { captures, held }: CapturePlace = OUTSIDE) {
    this.#reader = reader;
    this.#captures = captures;
    this.#held = Math.min(held, this.#token.length - 1);
  }

  /** Where the last piece has ended. */
  get place(): CapturePlace {
    return { captures: this.#captures, held: this.#held };
  }

  data(piece: Uint8Array): void {
    let rest = this.#held > 0 ? this.#resolveHeld(piece) : piece;
    while (rest.length > 0) rest = this.#next(rest);
  }

  /** Nothing follows. */
  end(): void {
    const held = this.#token.subarray(0, this.#held);
    this.#held = 0;
    if (held.length > 0) this.#reader.text(held, this.#captures);
    this.#captures = false;
  }

  get #token(): Uint8Array {
    return this.#captures ? END_TOKEN : BEGIN_TOKEN;
  }

  /** Goes on with a token that may have begun in an earlier piece. @returns what comes behind. */
  #resolveHeld(piece: Uint8Array): Uint8Array {
    const token = this.#token;
    const missing = token.subarray(this.#held);
    const common = Math.min(missing.length, piece.length);
    if (!startsWith(piece, missing.subarray(0, common))) {
      this.#reader.text(token.subarray(0, this.#held), this.#captures);
      this.#held = 0;
      return piece;
    }
    this.#held += common;
    if (this.#held === token.length) this.#toggle();
    return piece.subarray(common);
  }

  /** Hands on what comes before the next token, or what cannot belong to one. @returns the rest. */
  #next(piece: Uint8Array): Uint8Array {
    const token = this.#token;
    const at = Buffer.from(piece.buffer, piece.byteOffset, piece.length).indexOf(token);
    if (at === -1) this.#held = beginningAtEnd(piece, token);
    const end = at === -1 ? piece.length - this.#held : at;
    if (end > 0) this.#reader.text(piece.subarray(0, end), this.#captures);
    if (at === -1) return piece.subarray(piece.length);
    this.#toggle();
    return piece.subarray(at + token.length);
  }

  #toggle(): void {
    this.#held = 0;
    this.#captures = !this.#captures;
    if (!this.#captures) this.#reader.captured();
  }
}

/** What is kept is kept in blocks of so many bytes, however small the pieces are. */
const BLOCK_BYTES = 4096;

/**
 * What was captured since the last `take`. The limit is soft, as in the original: a piece pushes
 * out as many of the oldest bytes as it has itself, and is then kept whole.
 */
export class CaptureBuffer {
  readonly #maxBytes: number;
  #blocks: Uint8Array[] = [];
  /** Where it begins in the first block, and ends in the last. */
  #start = 0;
  #end = BLOCK_BYTES;

  /** @param bytes What was captured already. */
  constructor(maxBytes: number, bytes?: Uint8Array) {
    this.#maxBytes = maxBytes;
    if (bytes !== undefined) this.add(bytes);
  }

  /** What is there. */
  get bytes(): Uint8Array {
    return Buffer.concat(this.#blocks).subarray(this.#start, this.#start + this.#size);
  }

  add(piece: Uint8Array): void {
    if (this.#size + piece.length > this.#maxBytes) this.#dropOldest(piece.length);
    for (let at = 0; at < piece.length; ) {
      if (this.#end === BLOCK_BYTES) {
        this.#blocks.push(new Uint8Array(BLOCK_BYTES));
        this.#end = 0;
      }
      const part = piece.subarray(at, at + BLOCK_BYTES - this.#end);
      this.#blocks.at(-1)?.set(part, this.#end);
      this.#end += part.length;
      at += part.length;
    }
  }

  /** Hands over what is there, and is empty. */
  take(): Uint8Array {
    const { bytes } = this;
    this.#blocks = [];
    this.#start = 0;
    this.#end = BLOCK_BYTES;
    return bytes;
  }

  get #size(): number {
    return this.#blocks.length * BLOCK_BYTES - this.#start - (BLOCK_BYTES - this.#end);
  }

  #dropOldest(count: number): void {
    this.#start += Math.min(count, this.#size);
    const gone = Math.floor(this.#start / BLOCK_BYTES);
    this.#blocks.splice(0, gone);
    this.#start -= gone * BLOCK_BYTES;
  }
}

/** How many bytes at the end are the beginning of the token. Its first byte is in it only once. */
function beginningAtEnd(piece: Uint8Array, token: Uint8Array): number {
  const from = Math.max(0, piece.length - token.length + 1);
  const at = piece.subarray(from).lastIndexOf(token[0] ?? 0);
  if (at === -1) return 0;
  const tail = piece.subarray(from + at);
  return startsWith(token, tail) ? tail.length : 0;
}

function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  return beginning.every((byte, at) => bytes[at] === byte);
}
