/**
 * Follows a log as it grows: its last bytes first, then whatever is added (`tail -f`).
 *
 * It is pulled: `next()` reads the file when somebody has room for more, so a client that does
 * not read costs an open descriptor and no memory. `ready` is called once after `next()` has had
 * nothing to give and then something happened to the log; nothing is polled.
 *
 * After a rotation the rest of the old file comes first and then the one that followed it, from its
 * start, also when that is an older copy by now. If the file got shorter, `TRUNCATED` comes and then
 * the file from its start.
 */
import type { FileStatus, Files } from '../os/port.ts';
import { copyPath } from './backups.ts';
import { characterBoundary, LONGEST_REST } from './decode.ts';
import { READ_FLAGS, readFully } from './read-log.ts';
import type { LogListener, LogNews } from './rotating-file.ts';

/** What can be followed: an output, or the main log. */
export interface FollowableLog {
  readonly path: string | undefined;
  subscribe(listener: LogListener): () => void;
}

/** Where to begin to follow a log. */
export interface Start {
  /** The number of an older copy of the log, the rest of which comes before what followed it. */
  readonly copy?: number | undefined;
  /** @returns where in the file that was opened */
  position(file: FileStatus): number;
}

/** How much of what is there already is shown. */
const START_BYTES = 1024;

/** What `next()` answers, once, when the file got shorter. */
export const TRUNCATED: Uint8Array = Buffer.from('==> File truncated <==\n');

type ReadableFiles = Pick<Files, 'open' | 'close' | 'read' | 'stat' | 'statFd'>;

export class Follower {
  readonly #path: string;
  readonly #files: ReadableFiles;
  readonly #ready: () => void;
  readonly #unsubscribe: () => void;
  #fd: number;
  #position: number;
  /** `next()` had nothing to give, and `ready` has not been called since. */
  #isIdle = false;
  /** How many files have taken the place of the one that is read, as far as is known. */
  #replacements: number;
  #wasTruncated = false;

  /**
   * @param start Where to begin; with the last lines if it is not given.
   * @throws {SystemError} if there is no such file.
   */
  constructor(
    log: FollowableLog & { readonly path: string },
    files: ReadableFiles,
    ready: () => void,
    start?: Start,
  ) {
    this.#path = log.path;
    this.#files = files;
    this.#ready = ready;
    this.#replacements = start?.copy ?? 0;
    this.#fd = files.open(copyPath(log.path, this.#replacements), READ_FLAGS);
    this.#position = start === undefined ? this.#startPosition() : start.position(this.file);
    this.#unsubscribe = log.subscribe((news) => this.#hear(news));
  }

  /** The file that is read now. */
  get file(): FileStatus {
    return this.#files.statFd(this.#fd);
  }

  /** Where in the file the next bytes are read. */
  get position(): number {
    return this.#position;
  }

  /** Leaves out what stands before this place in the file. */
  skipTo(position: number): void {
    this.#position = position;
  }

  /**
   * The next bytes, at most `maxBytes`; undefined if there are none now, and `ready` will be
   * called.
   *
   * @param room Where to put them, if they are not to have memory of their own
   * @throws {SystemError} if the file cannot be read.
   */
  next(maxBytes: number, room?: Uint8Array): Uint8Array | undefined {
    this.#isIdle = true; // if it cannot be read, too: it may be after the next news
    const bytes = this.#next(maxBytes, room);
    this.#isIdle = bytes === undefined;
    return bytes;
  }

  /** Ends following. `next()` must not be called again. */
  close(): void {
    this.#unsubscribe();
    this.#files.close(this.#fd);
  }

  #next(maxBytes: number, room: Uint8Array | undefined): Uint8Array | undefined {
    if (!this.#isCutShort()) {
      let bytes = this.#read(maxBytes, room);
      while (bytes === undefined && this.#moveOn()) bytes = this.#read(maxBytes, room);
      return bytes;
    }
    this.#position = 0;
    return TRUNCATED;
  }

  #hear(news: LogNews): void {
    if (news === 'replaced') this.#replacements++;
    if (news === 'truncated') this.#wasTruncated = true;
    if (!this.#isIdle) return;
    this.#isIdle = false;
    this.#ready();
  }

  #startPosition(): number {
    const { kind, size } = this.#files.statFd(this.#fd);
    if (kind !== 'file' || size <= START_BYTES) return 0;
    const start = size - START_BYTES;
    const around = new Uint8Array(2 * LONGEST_REST);
    const count = readFully(this.#files, this.#fd, around, start - LONGEST_REST);
    return start - LONGEST_REST + characterBoundary(around.subarray(0, count), LONGEST_REST);
  }

  #isCutShort(): boolean {
    const wasTruncated = this.#wasTruncated;
    this.#wasTruncated = false;
    return wasTruncated || this.#files.statFd(this.#fd).size < this.#position;
  }

  #read(maxBytes: number, room: Uint8Array | undefined): Uint8Array | undefined {
    const { kind, size } = this.#files.statFd(this.#fd);
    if (kind !== 'file' || size <= this.#position) return undefined;
    const length = Math.min(maxBytes, size - this.#position);
    const bytes = room?.subarray(0, length) ?? new Uint8Array(length);
    const count = this.#files.read(this.#fd, bytes, this.#position);
    this.#position += count;
    return count === 0 ? undefined : bytes.subarray(0, count);
  }

  /** Goes to the file that has taken the place of this one. @returns whether there is one. */
  #moveOn(): boolean {
    if (this.#replacements === 0) return false;
    try {
      const number = this.#numberHere();
      if (number === 0) {
        this.#replacements = 0;
        return false;
      }
      const next = number === undefined ? 0 : number - 1; // a file that is gone: the newest then
      const fd = this.#files.open(copyPath(this.#path, next), READ_FLAGS);
      this.#files.close(this.#fd);
      this.#fd = fd;
      this.#position = 0;
      this.#replacements = next;
      return true;
    } catch {
      return false; // it is gone, or cannot be opened: looked for again after news
    }
  }

  /** Which copy of the log the open file is: 0 the log itself, undefined none that can be found. */
  #numberHere(): number | undefined {
    const here = this.#files.statFd(this.#fd);
    for (let number = 0; number <= this.#replacements; number++) {
      const there = this.#status(number);
      if (there?.inode === here.inode && there.device === here.device) return number;
    }
    return undefined;
  }

  /** @throws {SystemError} if the log itself cannot be looked at. */
  #status(number: number): FileStatus | undefined {
    try {
      return this.#files.stat(copyPath(this.#path, number));
    } catch (error) {
      if (number === 0) throw error;
      return undefined; // a copy that is missing leaves a gap
    }
  }
}
