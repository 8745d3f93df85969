/**
 * What a process is sent on its standard input: its pipe, and a bounded queue in front of it.
 *
 *   send(bytes)  ->  taken, or why not
 *
 * Nothing waits and nothing polls: what the pipe does not take now goes out when the system says
 * that there is room again. A process that never reads costs the bytes of its queue, no more; they
 * are dropped with it. Bytes arrive in their order, and a send is taken whole or not at all.
 */
import { isSystemError } from '../base/errors.ts';
import type { Channels, Files } from '../os/port.ts';

/** `full`: the process has not read what it was sent before. `closed`: it will read no more. */
export type Sent = 'taken' | 'full' | 'closed';

type System = Pick<Channels, 'whenWritable'> & Pick<Files, 'write' | 'close'>;

/** Beside what the pipe itself holds. */
const LIMIT_BYTES = 1024 * 1024;
/** Shorter pieces are joined, so that many of them take up little more than their bytes. */
const PIECE_BYTES = 4096;

export class StdinQueue {
  readonly #os: System;
  /** Undefined once it is closed. */
  #fd: number | undefined;
  #pieces: Buffer[] = [];
  #size = 0;
  #wait: { cancel(): void } | undefined;

  /** @param fd The writing end of a pipe that is non-blocking; it is closed by `close`. */
  constructor(os: System, fd: number) {
    this.#os = os;
    this.#fd = fd;
  }

  /** Bytes that wait for room in the pipe. */
  get size(): number {
    return this.#size;
  }

  send(bytes: Uint8Array): Sent {
    if (this.#fd === undefined) return 'closed';
    if (this.#size + bytes.length > LIMIT_BYTES) return 'full';
    this.#push(bytes);
    if (this.#wait === undefined) this.#flush(this.#fd);
    return this.#isClosed() ? 'closed' : 'taken';
  }

  /** Drops what waits and closes the pipe; closing twice is harmless. */
  close(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
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

  #flush(fd: number): void {
    try {
      for (let first = this.#pieces[0]; first !== undefined; first = this.#pieces[0]) {
        const count = this.#os.write(fd, first, 0, first.length);
        this.#size -= count;
        if (count < first.length) this.#pieces[0] = first.subarray(count);
        else this.#pieces.shift();
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code === 'EAGAIN') this.#flushLater(fd);
      else this.close(); // EPIPE: nobody reads it any more
    }
  }

  #flushLater(fd: number): void {
    this.#wait = this.#os.whenWritable(fd, () => {
      this.#wait = undefined;
      this.#flush(fd);
    });
  }
}
