/**
 * What a process is sent on its standard input: its pipe, and a bounded queue in front of it.
 *
 *   send(bytes)  ->  taken, or why not
 *
 * Nothing waits and nothing polls: what the pipe does not take now goes out when the system says
 * that there is room again. A process that never reads costs the bytes of its queue, no more; they
 * are dropped with it. Bytes arrive in their order, and a send is taken whole or not at all.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import { isSystemError } from '../base/errors.ts';
import type { Channels, Files } from '../os/port.ts';

/** `full`: the process has not read what it was sent before. `closed`: it will read no more. */
export type Sent = 'taken' | 'full' | 'closed';

type System = Pick<Channels, 'whenWritable'> & Pick<Files, 'write' | 'close'>;

/** Beside what the pipe itself holds. */
const LIMIT_BYTES = 1024 * 1024;
/** Shorter pieces are joined, so that many of them take up little more than their bytes. */
const PIECE_BYTES = 4096;
const NOTHING = new Uint8Array(0);

export class StdinQueue {
  readonly #os: System;
  /** Undefined once it is closed. */
  #fd: number | undefined;
  #pieces: Buffer[] = [];
  #size = 0;
  #wait: { cancel(): void } | undefined;
  /** Who is to be told when nothing waits any more. */
  #drained: (() => void) | undefined;

  /**
   * @param fd The writing end of a pipe that is non-blocking; it is closed by `close`.
   * @param waiting What has been sent and waits for room, as base64; it goes on after `resume`.
   */
  constructor(os: System, fd: number, waiting = '') {
    this.#os = os;
    this.#fd = fd;
    this.#push(fromBase64(waiting));
  }

  /** Undefined once it is closed. */
  get fd(): number | undefined {
    return this.#fd;
  }

  /** Waits for no room any more. */
  suspend(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
  }

  /** What waits for room, as base64. */
  snapshot(): string {
    return toBase64(Buffer.concat(this.#pieces));
  }

  resume(): void {
    if (this.#fd === undefined || this.#size === 0) return;
    if (this.#wait === undefined) this.#flushLater(this.#fd);
  }

  /** Bytes that wait for room in the pipe. */
  get size(): number {
    return this.#size;
  }

  /**
   * @param drained If given, bytes of any size are taken, but only while nothing waits that was
   * sent before; otherwise it is called once nothing does.
   */
  send(bytes: Uint8Array, drained?: () => void): Sent {
    if (this.#fd === undefined) return 'closed';
    const limit = drained === undefined ? LIMIT_BYTES - bytes.length : 0;
    if (this.#size > limit) {
      this.#drained = drained;
      return 'full';
    }
    if (this.#wait === undefined) this.#write(this.#fd, bytes);
    else this.#push(bytes);
    return this.#isClosed() ? 'closed' : 'taken';
  }

  /** Drops what waits and closes the pipe; closing twice is harmless. */
  close(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    this.#drained = undefined;
    this.#pieces = [];
    this.#size = 0;
    if (this.#fd !== undefined) this.#os.close(this.#fd);
    this.#fd = undefined;
  }

  #isClosed(): boolean {
    return this.#fd === undefined;
  }

  /** Keeps a copy. */
  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    const last = this.#pieces.at(-1);
    if (last !== undefined && last.length < PIECE_BYTES) {
      this.#pieces[this.#pieces.length - 1] = Buffer.concat([last, bytes]);
    } else {
      this.#pieces.push(Buffer.from(bytes));
    }
    this.#size += bytes.length;
  }

  /** Writes what the pipe takes now, and keeps the rest. */
  #write(fd: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    try {
      const count = this.#os.write(fd, bytes, 0, bytes.length);
      if (count === bytes.length) return;
      this.#push(bytes.subarray(count));
      this.#flush(fd);
    } catch (error) {
      this.#failed(fd, error, bytes);
    }
  }

  #flush(fd: number): void {
    try {
      for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
        const count = this.#os.write(fd, first, 0, first.length);
        this.#size -= count;
        if (count < first.length) this.#pieces[0] = first.subarray(count);
        else this.#pieces.shift();
      }
    } catch (error) {
      this.#failed(fd, error, NOTHING);
    }
  }

  /** @param bytes What was not taken and is not kept yet. */
  #failed(fd: number, error: unknown, bytes: Uint8Array): void {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'EAGAIN') {
      this.close(); // EPIPE: nobody reads it any more
      return;
    }
    this.#push(bytes);
    this.#flushLater(fd);
  }

  #flushLater(fd: number): void {
    this.#wait = this.#os.whenWritable(fd, () => {
      this.#wait = undefined;
      this.#flush(fd);
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#size > 0) return;
    const drained = this.#drained;
    this.#drained = undefined;
    drained?.();
  }
}
