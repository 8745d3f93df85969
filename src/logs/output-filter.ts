/**
 * What happens to output before anybody gets it, where that is asked for: capture mode and the
 * removal of escape sequences. Tokens are looked for first, so that one is found in spite of what
 * stands around it.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import { CaptureBuffer, type CapturePlace, CaptureSplitter } from './capture.ts';
import { type AnsiPlace, AnsiStripper } from './strip-ansi.ts';

export interface FilterOptions {
  /** Takes escape sequences out. */
  readonly stripAnsi?: boolean | undefined;
  /** How many bytes of what stands between the tokens are kept; 0: there are no tokens. */
  readonly captureBytes?: number | undefined;
}

/** Who gets the output. Arrays are valid during the call only. */
export interface FilterReader {
  /** @param isCaptured It stands between tokens, and comes again with `captured`. */
  text(piece: Uint8Array, isCaptured: boolean): void;
  /** All that stood between two tokens. */
  captured(bytes: Uint8Array): void;
}

/** Between two pieces. */
export interface FilterSnapshot {
  /** Undefined: escape sequences are left in. */
  readonly ansi?: AnsiPlace | undefined;
  /** Undefined: there are no tokens. */
  readonly capture?: CaptureSnapshot | undefined;
}

export interface CaptureSnapshot extends CapturePlace {
  /** Which side of the tokens the last text was on. */
  readonly isCaptured: boolean;
  /** What was captured, as base64. */
  readonly captured: string;
}

export class OutputFilter {
  readonly #reader: FilterReader;
  #stripper: AnsiStripper | undefined;
  readonly #splitter: CaptureSplitter | undefined;
  readonly #captured: CaptureBuffer;
  /** Which side of the tokens the last text was on. */
  #isCaptured = false;

  /** @param before What to go on with. */
  constructor(
    { stripAnsi, captureBytes = 0 }: FilterOptions,
    reader: FilterReader,
    { ansi, capture }: FilterSnapshot = {},
  ) {
    this.#reader = reader;
    this.#stripper = stripAnsi ? new AnsiStripper(ansi) : undefined;
    this.#captured = new CaptureBuffer(captureBytes, capture && fromBase64(capture.captured));
    if (captureBytes > 0) this.#splitter = new CaptureSplitter(this, capture);
    this.#isCaptured = capture?.isCaptured ?? false;
  }

  /** Undefined if there is nothing to do. */
  snapshot(): FilterSnapshot | undefined {
    const splitter = this.#splitter;
    if (this.#stripper === undefined && splitter === undefined) return undefined;
    const sides = { isCaptured: this.#isCaptured, captured: toBase64(this.#captured.bytes) };
    return {
      ansi: this.#stripper?.place,
      capture: splitter && { ...splitter.place, ...sides },
    };
  }

  /** Whether there is anything to do. */
  static isNeeded({ stripAnsi, captureBytes = 0 }: FilterOptions): boolean {
    return stripAnsi === true || captureBytes > 0;
  }

  /** Takes escape sequences out from now on, or leaves them in. */
  stripAnsi(strip: boolean): void {
    if (strip) this.#stripper ??= new AnsiStripper();
    else {
      this.#release();
      this.#stripper = undefined;
    }
  }

  data(piece: Uint8Array): void {
    if (this.#splitter === undefined) this.text(piece, false);
    else this.#splitter.data(piece);
  }

  /** Nothing follows: hands on what was held back, and begins anew. */
  end(): void {
    this.#splitter?.end();
    this.#release();
    this.#isCaptured = false;
    this.#captured.take();
  }

  /** Called by the splitter. */
  text(piece: Uint8Array, isCaptured: boolean): void {
    if (isCaptured !== this.#isCaptured) this.#release();
    this.#isCaptured = isCaptured;
    this.#pass(this.#stripper?.strip(piece) ?? piece);
  }

  /** Called by the splitter. */
  captured(): void {
    this.#release();
    this.#reader.captured(this.#captured.take());
  }

  /** What is held back belongs to the side of the tokens that it was written on. */
  #release(): void {
    if (this.#stripper !== undefined) this.#pass(this.#stripper.end());
  }

  #pass(text: Uint8Array): void {
    if (text.length === 0) return;
    if (this.#isCaptured) this.#captured.add(text);
    this.#reader.text(text, this.#isCaptured);
  }
}
