/**
 * Looks after the file of a listening unix socket: when it is removed, or something else is put in
 * its place, the server binds it again. Connections that were made before stay.
 *
 *   keepSocket(file, { socket, bindAgain }, world)  ->  { letGo(), close() }
 *
 * The system tells of changes to the file, so that nothing wakes up for other files in a busy
 * folder; while the file cannot be made, of changes to the nearest folder that is there. What it
 * does not tell (a renamed folder) is found out by the touch that comes every six hours, which
 * keeps those away who clean folders of old files. A socket that another living server has put
 * there is left alone.
 */
import { type FSWatcher, lstatSync, watch } from 'node:fs';
import path from 'node:path';
import type { Timer } from '../base/clock.ts';
import { isSystemError } from '../base/errors.ts';
import { FOLDER_PREFIX, type SocketFile } from './unix-socket.ts';
import type { World } from './world.ts';

const TOUCH_MS = 6 * 60 * 60 * 1000;

export interface BoundSocket {
  readonly socket: SocketFile;
  /** Ends listening at the old file, and listens at a new one. */
  bindAgain(): Promise<SocketFile>;
}

export interface KeptSocket {
  /** Looks after it no longer, and leaves it where it is. */
  letGo(): Promise<void>;
  /** The same, and removes it. */
  close(): Promise<void>;
}

export function keepSocket(
  file: string,
  bound: BoundSocket,
  world: Pick<World, 'clock' | 'log'>,
): KeptSocket {
  return new SocketKeeper(file, bound, world);
}

class SocketKeeper implements KeptSocket {
  readonly #file: string;
  readonly #bindAgain: BoundSocket['bindAgain'];
  readonly #world: Pick<World, 'clock' | 'log'>;
  /** Undefined while it could not be bound. */
  #socket: SocketFile | undefined;
  #watcher: FSWatcher | undefined;
  #watched: string | undefined;
  #timer: Timer | undefined;
  /** What was told last, so that it is not told again and again. */
  #trouble = '';
  /** Settles when the look under way has ended. */
  #look: Promise<void> | undefined;
  /** Something happened during the look under way. */
  #isStale = false;
  #isClosed = false;

  constructor(
    file: string,
    { socket, bindAgain }: BoundSocket,
    world: Pick<World, 'clock' | 'log'>,
  ) {
    this.#file = file;
    this.#socket = socket;
    this.#bindAgain = bindAgain;
    this.#world = world;
    this.#setTimer();
    this.#check();
  }

  async letGo(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    this.#watcher?.close();
    await this.#look; // it may just be being bound again
  }

  async close(): Promise<void> {
    const gone = this.letGo();
    this.#socket?.remove();
    await gone;
    this.#socket?.remove();
  }

  #setTimer(): void {
    const { clock } = this.#world;
    this.#timer = clock.at(clock.monotonic() + TOUCH_MS, () => {
      this.#setTimer();
      this.#socket?.touch();
      this.#check();
    });
  }

  /** Sees to it that the socket is there and watched. */
  #check(): void {
    this.#isStale = true;
    this.#look ??= this.#settle()
      .catch((error: unknown) => this.#tell(`cannot look after ${this.#file}: ${String(error)}`))
      .finally(() => {
        this.#look = undefined;
      });
  }

  async #settle(): Promise<void> {
    while (!this.#isClosed && (this.#isStale || this.#watched !== nearest(this.#file))) {
      this.#isStale = false;
      const isThere = this.#socket?.isThere() === true;
      if (!isThere) this.#unwatch(); // it may be another file under the same name by now
      this.#watchNearest();
      if (!isThere) await this.#repair();
    }
  }

  async #repair(): Promise<void> {
    this.#socket = undefined;
    try {
      const socket = await this.#bindAgain();
      this.#socket = socket;
      this.#unwatch(); // another file of that name
      this.#tell(`the socket ${this.#file} was gone, and has been bound again`);
      this.#trouble = '';
    } catch (error) {
      const why = isSystemError(error) ? error.code : String(error);
      this.#tell(`the socket ${this.#file} is gone, and cannot be bound again: ${why}`);
    }
  }

  /** Watches the file; where it is not, the nearest folder above that is there. */
  #watchNearest(): void {
    const target = nearest(this.#file);
    if (target === this.#watched) return;
    this.#unwatch();
    this.#watched = target;
    try {
      this.#watcher = watch(target, { persistent: false }, (_event, name) => {
        if (!name?.startsWith(FOLDER_PREFIX)) this.#check(); // otherwise it is our own doing
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined; // no watches left: the next touch finds out
    }
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watched = undefined;
  }

  #tell(text: string): void {
    if (text === this.#trouble) return;
    this.#trouble = text;
    this.#world.log.warn(text);
  }
}

/** The path, or the nearest folder above it that exists. */
function nearest(file: string): string {
  let place = file;
  while (!exists(place) && place !== '/') place = path.dirname(place);
  return place;
}

function exists(place: string): boolean {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false; // behind a file that is no folder, or behind one that we may not enter
  }
}
