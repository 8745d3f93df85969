/**
 * Writes bytes to the target at a path, and never fails whoever hands them over.
 *
 *   a full pipe   the rest waits in the backlog and the owner pauses its source until it is out
 *   a lost name   the file was removed: it is opened anew
 *   an error      the bytes are dropped and counted (`outage.ts`); tried again at most twice a
 *                 second, by the next write
 *
 * It knows nothing of sizes and older copies: `rotating-file.ts` does.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import { type SystemError, systemError, systemErrorOf } from '../base/errors.ts';
import type { PumpTarget } from '../os/port.ts';
import { Backlog } from './backlog.ts';
import { type OpenTarget, writeOnce } from './log-target.ts';
import type { LogOwner, LogSystem, LogTools } from './log-tools.ts';
import { OpenLog } from './open-log.ts';
import { Outage, type OutageSnapshot } from './outage.ts';

export interface LogWriterSnapshot {
  /** Between `open()` and `close()`. */
  readonly isOpen: boolean;
  /** What is open, perhaps also after `close()`. */
  readonly target?: OpenTarget | undefined;
  readonly writtenBytes: number;
  readonly lostBytes: number;
  readonly outage?: OutageSnapshot | undefined;
  /** What waits for a full pipe, as base64. */
  readonly backlog?: string | undefined;
}

/** After these the open file is as good as before; after any other it is opened anew. */
const FULL_DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

export class LogWriter {
  readonly log: OpenLog;
  readonly #files: LogSystem;
  readonly #clock: Clock;
  readonly #owner: LogOwner;
  /** Between `open()` and `close()`, whether or not opening has worked. */
  #isOpen = false;
  #writtenBytes = 0;
  #lostBytes = 0;
  #outage: Outage | undefined;
  #backlog: Backlog | undefined;
  #wait: { cancel(): void } | undefined;

  /** @param before What to go on with, after `resume`. */
  constructor(
    file: { readonly path: string; readonly mode?: number | undefined },
    tools: LogTools,
    owner: LogOwner,
    before?: LogWriterSnapshot,
  ) {
    this.log = new OpenLog(file, tools, before?.target);
    this.#files = tools.files;
    this.#clock = tools.clock;
    this.#owner = owner;
    if (before !== undefined) this.#restore(before);
  }

  /** Waits for nothing any more. What is open stays open. */
  suspend(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    this.#outage?.suspend();
  }

  snapshot(): LogWriterSnapshot {
    return {
      isOpen: this.#isOpen,
      target: this.log.target && { ...this.log.target, size: this.log.size },
      writtenBytes: this.#writtenBytes,
      lostBytes: this.#lostBytes,
      outage: this.#outage?.snapshot(),
      backlog: this.#backlog && toBase64(this.#backlog.bytes),
    };
  }

  resume(): void {
    this.#outage?.resume();
    if (this.#backlog !== undefined) this.#waitForRoom(this.#backlog);
  }

  /** Between `open()` and `close()`. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Bytes that were written since this object was made. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Bytes that were dropped since this object was made. */
  get lostBytes(): number {
    return this.#lostBytes;
  }

  /** Whether bytes wait for a full pipe to take them. */
  get blocked(): boolean {
    return this.#backlog !== undefined;
  }

  open(): void {
    this.#isOpen = true;
    if (this.log.target === undefined) this.#tryToOpen();
  }

  /**
   * Writes all of it, keeps it for a full pipe, or counts it as lost.
   *
   * @returns how many bytes are in the file now.
   */
  write(bytes: Uint8Array, start: number, end: number): number {
    if (start === end) return 0;
    if (this.#backlog !== undefined) {
      this.#keep(this.#backlog, bytes, start, end);
      return 0;
    }
    const target = this.#usableTarget();
    if (target !== undefined) return this.#send(target, bytes, start, end);
    this.#lose(end - start);
    return 0;
  }

  /**
   * Where others may write in our place for now, up to so many bytes; undefined: everything has to
   * come through `write`.
   */
  pumpTarget(bytes: number): PumpTarget | undefined {
    const fd = this.log.plainFd;
    const isHindered = !this.#isOpen || this.blocked || this.#outage?.isFailing;
    if (fd === undefined || isHindered) return undefined;
    return { fd, bytes, ms: this.log.trustedMs };
  }

  /** Others have written so many bytes in our place. */
  pumped(bytes: number): void {
    this.log.grown(bytes);
    this.#writtenBytes += bytes;
  }

  /** Opens the path again, where another file may be by now. */
  reopen(): void {
    this.#release();
    this.#tryToOpen();
    if (this.#backlog !== undefined) this.#drain(this.#backlog);
  }

  /** Ends writing. What a full pipe has not taken yet still goes out. */
  close(): void {
    this.#isOpen = false;
    if (this.#backlog === undefined) this.#release();
    else this.#drain(this.#backlog);
    this.#outage?.reportLoss();
  }

  #restore({ isOpen, outage, backlog, ...counts }: LogWriterSnapshot): void {
    this.#isOpen = isOpen;
    this.#writtenBytes = counts.writtenBytes;
    this.#lostBytes = counts.lostBytes;
    if (outage !== undefined) this.#outage = this.#makeOutage(outage);
    if (backlog !== undefined) this.#backlog = new Backlog(fromBase64(backlog));
  }

  #usableTarget(): OpenTarget | undefined {
    if (!this.#isOpen || this.#outage?.isResting) return undefined;
    return this.log.named() ?? this.#tryToOpen();
  }

  #tryToOpen(): OpenTarget | undefined {
    try {
      return this.log.open();
    } catch (error) {
      this.#fail(systemErrorOf(error), 0);
      return undefined;
    }
  }

  #release(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    this.log.close();
  }

  #send(target: OpenTarget, bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let error: SystemError | undefined;
    try {
      while (at < end) at += this.#writeOnce(target, bytes, at, end);
    } catch (thrown) {
      error = systemErrorOf(thrown);
    }
    this.log.grown(at - start);
    if (error === undefined) this.#outage?.over();
    else if (error.code === 'EAGAIN') this.#block(bytes, at, end);
    else this.#dropTarget(error, end - at);
    return at - start;
  }

  /** @throws {SystemError} */
  #writeOnce(target: OpenTarget, bytes: Uint8Array, start: number, end: number): number {
    const written = writeOnce(this.#files, target, bytes, { start, end });
    this.#writtenBytes += written;
    return written;
  }

  #dropTarget(error: SystemError, lost: number): void {
    if (!FULL_DISK.has(error.code)) this.#release();
    this.#fail(error, lost);
  }

  #fail(error: SystemError, lost: number): void {
    this.#outage ??= this.#makeOutage();
    this.#outage.failed(error);
    this.#lose(lost);
  }

  #makeOutage(before?: OutageSnapshot): Outage {
    const report = this.#owner.trouble.bind(this.#owner);
    return new Outage(this.log.path, this.#clock, report, before);
  }

  #lose(bytes: number): void {
    if (bytes === 0) return;
    this.#lostBytes += bytes;
    this.#outage?.lost(bytes);
    if (!this.#isOpen) this.#outage?.reportLoss(); // nothing waits for a timer after `close()`
  }

  #block(bytes: Uint8Array, start: number, end: number): void {
    this.#backlog = new Backlog();
    this.#keep(this.#backlog, bytes, start, end);
    this.#owner.pause();
    this.#waitForRoom(this.#backlog);
  }

  #keep(backlog: Backlog, bytes: Uint8Array, start: number, end: number): void {
    const dropped = backlog.push(bytes, start, end);
    if (dropped > 0) this.#fail(systemError('EAGAIN', 'its reader is too slow'), dropped);
  }

  #waitForRoom(backlog: Backlog): void {
    const { target } = this.log;
    if (target === undefined) return;
    try {
      this.#wait ??= this.#files.whenWritable(target.fd, () => {
        this.#wait = undefined;
        this.#drain(backlog);
      });
    } catch (error) {
      this.#giveUp(backlog, systemErrorOf(error));
    }
  }

  #drain(backlog: Backlog): void {
    const { target } = this.log;
    if (target === undefined) {
      this.#backlog = undefined; // it could not be reopened, which has been told
      this.#lose(backlog.size);
      this.#owner.resume();
      return;
    }
    try {
      backlog.drain((bytes) => this.#writeOnce(target, bytes, 0, bytes.length));
    } catch (thrown) {
      const error = systemErrorOf(thrown);
      if (error.code === 'EAGAIN') this.#waitForRoom(backlog);
      else this.#giveUp(backlog, error);
      return;
    }
    this.#backlog = undefined;
    if (!this.#isOpen) this.#release();
    this.#outage?.over();
    this.#owner.resume();
  }

  #giveUp(backlog: Backlog, error: SystemError): void {
    this.#backlog = undefined;
    this.#dropTarget(error, backlog.size);
    this.#owner.resume();
  }
}
