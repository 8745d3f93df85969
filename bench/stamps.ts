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

const PATIENCE_MS = 30_000;

export class Stamps {
  readonly path: string;
  readonly #arrived: Stamp[] = [];
  readonly #socket: Socket;
  #waiting: ((stamp: Stamp) => void) | undefined;

  constructor(path: string) {
    this.path = path;
    execFileSync('mkfifo', [path]);
    // Open for writing too, so that the fifo never comes to its end between two programs.
    const fd = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
    this.#socket = new Socket({ fd, readable: true, writable: false });
    createInterface({ input: this.#socket }).on('line', (line) => this.#take(line));
  }

  /** The oldest stamp that nobody has asked for. */
  async next(): Promise<Stamp> {
    const early = this.#arrived.shift();
    if (early !== undefined) return early;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no program has started')), PATIENCE_MS);
      this.#waiting = (stamp) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(stamp);
      };
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(line: string): void {
    const [pid, ns] = line.split(' ');
    const stamp = { pid: Number(pid), ns: BigInt(ns ?? 0) };
    if (this.#waiting) this.#waiting(stamp);
    else this.#arrived.push(stamp);
  }
}
