/**
 * A log as it grows, as pieces of text that say where in the file they stand.
 *
 *   next(maxBytes)  ->  a piece, or undefined until `ready` is called
 *   position        ->  what a later feed can begin from, to miss nothing and repeat nothing
 *
 * The first piece of a feed that begins at the end is empty: it says where that is. Who reads too
 * slowly for a log that grows fast is taken on to its last lines; such a piece, and one before which
 * something may be missing for another reason, has a `gap`.
 *
 * A log need not be there yet. It is pulled like the `Follower` below it, and nothing is polled.
 */
import { isSystemError } from '../base/errors.ts';
import type { FileStatus, Files } from '../os/port.ts';
import { characterBoundary, decode } from './decode.ts';
import { fileId } from './file-id.ts';
import { type FollowableLog, Follower, TRUNCATED } from './follow.ts';
import { type LogPosition, olderCopy } from './log-position.ts';
import type { LogNews } from './rotating-file.ts';

export interface LogPiece extends LogPosition {
  /** Whole characters. */
  readonly text: string;
  /** Whether something is missing, or may be, between this piece and the one before. */
  readonly gap: boolean;
}

/** So far behind the end nobody reads any more. */
export const MOST_BEHIND = 1024 * 1024;
/** How far before the end reading goes on then. */
const RESUME_BEFORE_END = 16 * 1024;

const NEWLINE = 0x0a;

type FeedFiles = Pick<Files, 'open' | 'close' | 'read' | 'stat' | 'statFd'>;

export class LogFeed {
  readonly #log: FollowableLog;
  readonly #files: FeedFiles;
  readonly #ready: () => void;
  readonly #unsubscribe: () => void;
  #follower: Follower | undefined;
  /** What the follower was opened with. */
  #path: string | undefined;
  #tellFollower: (news: LogNews) => void = () => {};
  /** Of a character that is not whole yet. */
  #held: Uint8Array = new Uint8Array(0);
  #position: LogPosition | undefined;
  #gap = false;
  /** The next piece is told of even if it is empty. */
  #isDue = true;
  /** The next piece begins somewhere in a line, which is left out. */
  #isInLine = false;

  /** @param from Where an earlier feed was; with the end if it is not given. */
  constructor(log: FollowableLog, files: FeedFiles, ready: () => void, from?: LogPosition) {
    this.#log = log;
    this.#files = files;
    this.#ready = ready;
    this.#open((status) => this.#startIn(status, from), this.#olderCopy(from));
    this.#unsubscribe = log.subscribe((news) => this.#hear(news));
  }

  /** Behind the last piece; undefined if there was no file so far. */
  get position(): LogPosition | undefined {
    return this.#position;
  }

  /** @throws {SystemError} if the file cannot be read */
  next(maxBytes: number): LogPiece | undefined {
    const follower = this.#follower;
    if (follower === undefined) return undefined;
    this.#catchUp(follower);
    const bytes = follower.next(maxBytes);
    if (bytes === TRUNCATED) {
      this.#jumped();
      return this.next(maxBytes);
    }
    if (bytes === undefined && !this.#isDue) return undefined;
    return this.#piece(follower, bytes ?? new Uint8Array(0)) ?? this.next(maxBytes);
  }

  close(): void {
    this.#unsubscribe();
    this.#follower?.close();
    this.#follower = undefined;
  }

  #hear(news: LogNews): void {
    if (this.#follower === undefined || this.#log.path !== this.#path) {
      this.#follower?.close();
      this.#follower = undefined;
      this.#held = new Uint8Array(0);
      this.#open(() => 0);
      if (this.#follower !== undefined) this.#ready();
    } else this.#tellFollower(news);
  }

  #open(position: (file: FileStatus) => number, copy?: number): void {
    const { path } = this.#log;
    this.#path = path;
    if (path === undefined) return;
    const subscribe = (listener: (news: LogNews) => void) => {
      this.#tellFollower = listener;
      return () => {};
    };
    try {
      const start = { copy, position };
      this.#follower = new Follower({ path, subscribe }, this.#files, this.#ready, start);
    } catch (error) {
      if (!isSystemError(error)) throw error; // it is not there yet: there will be news of it
    }
  }

  #olderCopy(from: LogPosition | undefined): number | undefined {
    const { path } = this.#log;
    if (from === undefined || path === undefined) return undefined;
    return olderCopy(path, from, this.#files);
  }

  #startIn(file: FileStatus, from: LogPosition | undefined): number {
    const isThere = from?.id === fileId(file) && from.offset <= file.size;
    const offset = isThere ? from.offset : file.size;
    this.#gap = from !== undefined && !isThere;
    this.#isDue = !isThere;
    this.#position = { id: fileId(file), offset };
    return offset;
  }

  #catchUp(follower: Follower): void {
    const { size, kind } = follower.file;
    if (kind !== 'file' || size - follower.position <= MOST_BEHIND) return;
    follower.skipTo(size - RESUME_BEFORE_END);
    this.#jumped();
    this.#isInLine = true;
  }

  /** What comes next does not follow what was before. */
  #jumped(): void {
    this.#held = new Uint8Array(0);
    this.#gap = true;
  }

  /** @returns undefined if nothing of it can be told yet */
  #piece(follower: Follower, fresh: Uint8Array): LogPiece | undefined {
    const id = fileId(follower.file);
    if (id !== this.#position?.id) this.#held = new Uint8Array(0);
    const bytes = this.#withoutLine(Buffer.concat([this.#held, fresh]));
    const end = characterBoundary(bytes, bytes.length);
    const offset = follower.position - bytes.length;
    this.#held = bytes.subarray(end);
    this.#position = { id, offset: offset + end };
    if (end === 0 && !this.#isDue) return undefined;
    const gap = this.#gap;
    this.#gap = false;
    this.#isDue = false;
    return { id, offset, text: decode(bytes.subarray(0, end)), gap };
  }

  /** Without the rest of a line whose beginning was left out, if its end is there. */
  #withoutLine(bytes: Uint8Array): Uint8Array {
    if (!this.#isInLine) return bytes;
    this.#isInLine = false;
    return bytes.subarray(bytes.indexOf(NEWLINE) + 1);
  }
}
