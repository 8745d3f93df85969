/**
 * A log file of bounded size with its older copies.
 *
 * Bytes go through `log-writer.ts`, which never fails. The size is checked after each write, so a
 * file may exceed `maxBytes` by one write. What is not a plain file of our own (`/dev/stdout`, a
 * fifo) is never rotated and never removed.
 *
 * Whoever follows the file (`follow.ts`) is told that something happened, not what was written.
 */
import { constants } from 'node:fs';
import { isSystemError, systemErrorOf } from '../base/errors.ts';
import type { PumpTarget } from '../os/port.ts';
import { givingBackLater, shiftBackups, unshiftBackup } from './backups.ts';
import { isPlain, PLAIN_MODE } from './log-target.ts';
import type { LogOwner, LogSystem, LogTools } from './log-tools.ts';
import { LogWriter, type LogWriterSnapshot } from './log-writer.ts';
import { reasonOf } from './outage.ts';

/** Where a log goes and how much of it is kept. */
export interface LogFile {
  readonly path: string;
  /** The size at which it is rotated. 0: never. */
  readonly maxBytes: number;
  /** How many older copies are kept. 0: a full file is emptied. */
  readonly backups: number;
  /** Permission bits it is created with, before the umask; 0o666 unless told. */
  readonly mode?: number | undefined;
}

/** `replaced`: there may be another file at the path now. `truncated`: the same file, emptied. */
export type LogNews = 'written' | 'replaced' | 'truncated';

export type LogListener = (news: LogNews) => void;

export interface RotatingFileSnapshot extends LogWriterSnapshot {
  readonly path: string;
  /** Bytes, after a rotation that failed; undefined: at its limit. */
  readonly rotateAt?: number | undefined;
}

export class RotatingFile {
  #file: LogFile;
  readonly #files: LogSystem;
  readonly #owner: LogOwner;
  readonly #writer: LogWriter;
  /** The size at which it is rotated: `maxBytes`, or more after a rotation that failed. */
  #rotateAt: number;
  #listeners: Set<LogListener> | undefined;

  /** @param before What to go on with, after `resume`. */
  constructor(file: LogFile, tools: LogTools, owner: LogOwner, before?: RotatingFileSnapshot) {
    this.#file = file;
    this.#files = tools.files;
    this.#owner = owner;
    this.#writer = new LogWriter(file, tools, owner, before);
    this.#rotateAt = before?.rotateAt ?? sizeLimit(file);
  }

  /** Waits for nothing any more. What is open stays open. */
  suspend(): void {
    this.#writer.suspend();
  }

  snapshot(): RotatingFileSnapshot {
    const isLate = this.#rotateAt !== sizeLimit(this.#file);
    const rotateAt = isLate ? this.#rotateAt : undefined;
    return { path: this.path, rotateAt, ...this.#writer.snapshot() };
  }

  resume(): void {
    this.#writer.resume();
  }

  get path(): string {
    return this.#file.path;
  }

  /** Bytes that were written since this object was made. */
  get writtenBytes(): number {
    return this.#writer.writtenBytes;
  }

  /** Bytes that were dropped since this object was made. */
  get lostBytes(): number {
    return this.#writer.lostBytes;
  }

  /** Whether bytes wait for a full pipe to take them. */
  get blocked(): boolean {
    return this.#writer.blocked;
  }

  /** Whether there is something at the path. */
  exists(): boolean {
    try {
      this.#files.stat(this.path);
      return true;
    } catch {
      return false;
    }
  }

  /** Opens the file for appending. If that fails it is reported, and tried again by writing. */
  open(): void {
    this.#writer.open();
    this.#tell('replaced');
  }

  /** Never throws: what cannot be written is counted. */
  write(bytes: Uint8Array, start: number, end: number): void {
    const openings = this.#writer.log.openings;
    const written = this.#writer.write(bytes, start, end);
    if (this.#writer.log.openings !== openings) this.#tell('replaced');
    if (written > 0) this.#grown();
  }

  /**
   * Where others may write in our place for now, telling us by `pumped`; undefined: everything has
   * to come through `write`. Void after any other call.
   */
  pumpTarget(): PumpTarget | undefined {
    if (this.#listeners !== undefined) return undefined;
    return this.#writer.pumpTarget(this.#rotateAt - this.#writer.log.size);
  }

  /** Others have written so many bytes in our place. */
  pumped(bytes: number): void {
    this.#writer.pumped(bytes);
    this.#grown();
  }

  /** Keeps to other limits from the next write on. Copies beyond their new number stay. */
  resize(maxBytes: number, backups: number): void {
    this.#file = { ...this.#file, maxBytes, backups };
    this.#rotateAt = sizeLimit(this.#file);
  }

  /** Opens the path again, where another file may be by now. Nothing while it is closed. */
  reopen(): void {
    if (!this.#writer.isOpen) return;
    this.#writer.reopen();
    this.#rotateAt = sizeLimit(this.#file);
    this.#tell('replaced');
  }

  /**
   * Removes the file's name, so that `reopen()` begins a new one.
   *
   * @returns whether there was a plain file to remove.
   * @throws {SystemError} if it cannot be removed.
   */
  remove(): boolean {
    try {
      if (!isPlain(this.#files, this.path)) return false;
      givingBackLater(this.#files, this.path, () => this.#files.unlink(this.path));
      return true;
    } catch (error) {
      if (isSystemError(error) && error.code === 'ENOENT') return false;
      throw error;
    }
  }

  /**
   * Puts an empty file in the place of this one, whether it is open or not.
   *
   * @throws {SystemError} if the old file cannot be removed or the new one not be made.
   */
  clear(): void {
    const removed = this.remove();
    this.reopen();
    if (!removed) return;
    createEmpty(this.#files, this.#file);
    this.#tell('replaced');
  }

  /** Ends writing. What a full pipe has not taken yet still goes out. */
  close(): void {
    this.#writer.close();
  }

  /** @returns what ends the subscription. */
  subscribe(listener: LogListener): () => void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
    return () => {
      this.#listeners?.delete(listener);
      if (this.#listeners?.size === 0) this.#listeners = undefined;
    };
  }

  #grown(): void {
    this.#tell('written');
    if (this.#writer.log.size >= this.#rotateAt && this.#writer.log.plainFd !== undefined)
      this.#rotate();
  }

  #rotate(): void {
    try {
      this.#writer.log.measure();
      if (this.#writer.log.size < this.#rotateAt) return;
      if (this.#file.backups > 0) this.#startAnew();
      else this.#writer.log.truncate();
    } catch (error) {
      const reason = reasonOf(systemErrorOf(error));
      this.#rotateAt = this.#writer.log.size + this.#file.maxBytes;
      this.#owner.trouble('warn', `cannot rotate ${this.path}: ${reason}; it grows on`);
      return;
    }
    this.#rotateAt = sizeLimit(this.#file);
    this.#tell(this.#file.backups > 0 ? 'replaced' : 'truncated');
  }

  /** @throws {SystemError} if there can be no new file; then the old one has its name again. */
  #startAnew(): void {
    shiftBackups(this.#files, this.path, this.#file.backups);
    try {
      this.#writer.log.open();
    } catch (error) {
      if (unshiftBackup(this.#files, this.path)) throw error;
      this.#writer.reopen(); // the old one has lost its name, too: its folder is gone
    }
  }

  #tell(news: LogNews): void {
    if (this.#listeners === undefined) return;
    for (const listener of this.#listeners) listener(news);
  }
}

function sizeLimit(file: LogFile): number {
  return file.maxBytes > 0 ? file.maxBytes : Number.POSITIVE_INFINITY;
}

/** Makes sure that there is a file, empty if it is new. */
function createEmpty(files: LogSystem, file: LogFile): void {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
  files.close(files.open(file.path, flags, file.mode ?? PLAIN_MODE));
}
