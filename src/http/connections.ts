/**
 * The open connections of one server: however many clients hold theirs, a new one gets in.
 *
 * There is a limit, so that connections do not use up the descriptors that programs need. At the
 * limit a new connection takes the place of the one that has been at rest for the longest time,
 * or, if all of them wait for an answer, of the one whose request is the oldest.
 */
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import { descriptorOf } from './peer.ts';

const MOST = 1000;

/**
 * How many connections each server may have, so that all of them together leave most descriptors
 * to the programs.
 *
 * @param openFiles How many descriptors this process may have
 */
export function maxConnections(openFiles: number, servers: number): number {
  return Math.min(MOST, Math.ceil(openFiles / 4 / servers));
}

/** How many are closed when descriptors are running out, and how many a server has at least then. */
const ROOM = 16;
const FEW = 4;
export const SHORTAGE_MS = 60_000;

/** Descriptors are running out when no more than these are free. */
const SPARE = 16;

/**
 * Whether descriptors are running out: the system gives the lowest number that is free.
 *
 * Node cannot tell later: where there is none left, libuv closes new connections unseen.
 */
export function isLastDescriptor(socket: Socket, openFiles: number): boolean {
  return descriptorOf(socket) >= openFiles - SPARE;
}

export class Connections {
  readonly #maxOpen: number;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** How many requests of each are not answered yet; the one that changed last is last. */
  readonly #unanswered = new Map<Socket, number>();
  #shortage = { maxOpen: 0, endMs: Number.NEGATIVE_INFINITY };

  constructor(maxOpen: number, clock: Pick<Clock, 'monotonic'>) {
    this.#maxOpen = maxOpen;
    this.#clock = clock;
  }

  /** Takes a new connection in, and forgets it when it is closed. */
  add(socket: Socket): void {
    const isShort = this.#clock.monotonic() < this.#shortage.endMs;
    const maxOpen = isShort ? this.#shortage.maxOpen : this.#maxOpen;
    if (this.#unanswered.size >= maxOpen) this.#closeOldest();
    this.#unanswered.set(socket, 0);
    socket.once('close', () => this.forget(socket));
  }

  /** Counts it no longer. */
  forget(socket: Socket): void {
    this.#unanswered.delete(socket);
  }

  /** @param change 1 when a request has come, -1 when it is answered */
  count(socket: Socket, change: 1 | -1): void {
    const before = this.#unanswered.get(socket);
    if (before === undefined) return; // it has been closed meanwhile
    this.#unanswered.delete(socket);
    this.#unanswered.set(socket, before + change);
  }

  /**
   * Gives descriptors back, since they are running out: closes some that are at rest, and allows no
   * more than there are then for a minute.
   *
   * @param newcomer Stays, whoever goes
   */
  makeRoom(newcomer: Socket | undefined): void {
    const atRest = [...this.#unanswered].filter(([socket, n]) => n === 0 && socket !== newcomer);
    for (const [socket] of atRest.slice(0, ROOM)) this.#close(socket);
    const maxOpen = Math.max(FEW, this.#unanswered.size);
    this.#shortage = { maxOpen, endMs: this.#clock.monotonic() + SHORTAGE_MS };
  }

  /** Closes the one that is missed least. */
  #closeOldest(): void {
    const all = [...this.#unanswered];
    const [socket] = all.find(([, unanswered]) => unanswered === 0) ?? all[0] ?? [];
    if (socket !== undefined) this.#close(socket);
  }

  #close(socket: Socket): void {
    this.#unanswered.delete(socket);
    socket.destroy();
  }
}
