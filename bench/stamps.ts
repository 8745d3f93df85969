/** The fifo on which the measured programs report their first instruction. */
import { execFileSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Stamp {
  readonly pid: number;
  /** CLOCK_MONOTONIC. */
  readonly ns: bigint;
}

/** Supervisor takes minutes to start 5000 programs. */
const PATIENCE_MS = 30_000;
const PATIENCE_PER_STAMP_MS = 200;

export class Stamps {
  readonly path: string;
  #arrived: Stamp[] = [];
  readonly #socket: Socket;
  #waiting: { readonly count: number; readonly enough: () => void } | undefined;

  constructor(path: string) {
    this.path = path;
    execFileSync('mkfifo', [path]);
    // Open for writing too, so that the fifo never comes to its end between two programs.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd, readable: true, writable: false });
    createInterface({ input: this.#socket }).on('line', (line) => this.#add(line));
  }

  /** The oldest stamp that nobody has asked for. */
  async next(): Promise<Stamp> {
    const [stamp] = await this.take(1);
    if (stamp === undefined) throw new Error('no stamp');
    return stamp;
  }

  /** The oldest stamps that nobody has asked for, as soon as there are so many. */
  async take(count: number): Promise<Stamp[]> {
    if (this.#arrived.length < count) {
      await new Promise<void>((resolve, reject) => {
        const late = () => reject(new Error(`${this.#arrived.length} of ${count} programs run`));
        const timer = setTimeout(late, PATIENCE_MS + count * PATIENCE_PER_STAMP_MS);
        const enough = () => {
          clearTimeout(timer);
          this.#waiting = undefined;
          resolve();
        };
        this.#waiting = { count, enough };
      });
    }
    return this.#arrived.splice(0, count);
  }

  /** Forgets what has been stamped: the programs of before have ended. */
  forget(): void {
    this.#arrived = [];
  }

  close(): void {
    this.#socket.destroy();
  }

  #add(line: string): void {
    const [pid, ns] = line.split(' ');
    this.#arrived.push({ pid: Number(pid), ns: BigInt(ns ?? 0) });
    if (this.#waiting && this.#arrived.length >= this.#waiting.count) this.#waiting.enough();
  }
}
