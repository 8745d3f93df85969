/**
 * What happens to output before anybody gets it, where that is asked for: capture mode and the
 * removal of escape sequences. Tokens are looked for first, so that one is found in spite of what
 * stands around it.
 */
import { CaptureBuffer, CaptureSplitter } from './capture.ts';
import { AnsiStripper } from './strip-ansi.ts';

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

export class OutputFilter {
  readonly #reader: FilterReader;
  #stripper: AnsiStripper | undefined;
  readonly #splitter: CaptureSplitter | undefined;
  readonly #captured: CaptureBuffer;

  constructor({ stripAnsi, captureBytes = 0 }: FilterOptions, reader: FilterReader) {
    this.#reader = reader;
    this.#stripper = stripAnsi ? new AnsiStripper() : undefined;
    this.#captured = new CaptureBuffer(captureBytes);
    if (captureBytes > 0) this.#splitter = new CaptureSplitter(this);
  }

  /** Whether there is anything to do. */
  static isNeeded({ stripAnsi, captureBytes = 0 }: FilterOptions): boolean {
    return stripAnsi === true || captureBytes > 0;
  }

  /** Takes escape sequences out from now on, or leaves them in. */
  stripAnsi(strip: boolean): void {
    if (strip) this.#stripper ??= new AnsiStripper();
    else {
      this.#endStripping();
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
    this.#endStripping();
    this.#captured.take();
  }

  /** Called by the splitter. */
  text(piece: Uint8Array, isCaptured: boolean): void {
    const text = this.#stripper?.strip(piece) ?? piece;
    if (text.length === 0) return;
    if (isCaptured) this.#captured.add(text);
    this.#reader.text(text, isCaptured);
  }

  /** Called by the splitter. */
  captured(): void {
    this.#reader.captured(this.#captured.take());
  }
  #endStripping(): void {
    const held = this.#stripper?.end();
    if (held !== undefined && held.length > 0) this.#reader.text(held, false);
  }
}
