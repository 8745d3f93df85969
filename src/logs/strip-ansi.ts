/**
 * Takes escape sequences (colours, cursor movements) out of output that comes in pieces.
 *
 *   new AnsiStripper().strip(piece)  ->  the piece without them; itself if it has none
 *
 * A sequence begins with ESC `[` and ends with one of TERMINATORS, whatever stands between: that is
 * the original's rule, which knows of no other endings. A sequence without its end takes the rest
 * of its piece with it, and no more; but one that is merely cut, after ESC or among its parameters,
 * goes on in the next piece. At most one byte is held back.
 */

const ESC = 0x1b;
const BRACKET = 0x5b;
const TERMINATORS: ReadonlySet<number> = new Set(Buffer.from('HfABCDRsuJKhlpm'));

/** Where a piece ends. After `escape` nobody knows yet whether ESC was text. */
export type AnsiPlace = 'text' | 'escape' | 'sequence';

export class AnsiStripper {
  /** Where the last piece has ended. */
  #in: AnsiPlace;

  /** @param place Where what came before has ended. */
  constructor(place: AnsiPlace = 'text') {
    this.#in = place;
  }

  /** Where the last piece has ended. */
  get place(): AnsiPlace {
    return this.#in;
  }

  /** The bytes that are text: in an array of their own if there are others, or were. */
  strip(piece: Uint8Array): Uint8Array {
    if (this.#in === 'text' && piece.indexOf(ESC) === -1) return piece;
    const text = new Uint8Array(piece.length + 1);
    let length = 0;
    let isCut = true;
    for (const byte of piece) {
      if (this.#in === 'sequence') {
        if (TERMINATORS.has(byte)) this.#in = 'text';
        else isCut &&= isParameter(byte);
        continue;
      }
      if (this.#in === 'escape') {
        this.#in = byte === BRACKET ? 'sequence' : 'text';
        isCut = true;
        if (byte === BRACKET) continue;
        text[length++] = ESC;
      }
      if (byte === ESC) this.#in = 'escape';
      else text[length++] = byte;
    }
    if (!isCut && this.#in === 'sequence') this.#in = 'text';
    return text.subarray(0, length);
  }

  /** Nothing follows. @returns what was held back. */
  end(): Uint8Array {
    const held = this.#in === 'escape' ? Uint8Array.of(ESC) : new Uint8Array(0);
    this.#in = 'text';
    return held;
  }
}

/** What stands between ESC `[` and the end of a sequence, by the standard (ECMA-48). */
function isParameter(byte: number): boolean {
  return byte >= 0x20 && byte <= 0x3f;
}
