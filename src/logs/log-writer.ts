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
import type { Clock } from '../base/clock.ts';
import { type SystemError, systemError, systemErrorOf } from '../base/errors.ts';
import { type PumpTarget, SHORT_WRITE } from '../os/port.ts';
import { Backlog } from './backlog.ts';
import { closeTarget, hasLostItsName, type OpenTarget, openTarget } from './log-target.ts';
import type { LogOwner, LogSystem, LogTools } from './log-tools.ts';
import { Outage } from './outage.ts';

/** After these the open file is as good as before; after any other it is opened anew. */
const FULL_DISK: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
/** How long output may go to a file that somebody has removed. */
const LOOK_MS = 500;

export class LogWriter {
  readonly path: string;
  readonly #mode: number | undefined;
  readonly #files: LogSystem;
  readonly #clock: Clock;
  readonly #owner: LogOwner;
  /** Between `open()` and `close()`, whether or not opening has worked. */
  #isOpen = false;
  #openings = 0;
  /** When to look again whether the open file still has a name. */
  #lookAt = 0;
  #target: OpenTarget | undefined;
  #size = 0;
  #writtenBytes = 0;
  #lostBytes = 0;
  #outage: Outage | undefined;
  #backlog: Backlog | undefined;
  #wait: { cancel(): void } | undefined;

  constructor(
    file: { readonly path: string; readonly mode?: number | undefined },
    tools: LogTools,
    owner: LogOwner,
  ) {
    this.path = file.path;
    this.#mode = file.mode;
    this.#files = tools.files;
    this.#clock = tools.clock;
    this.#owner = owner;
  }

  /** Between `open()` and `close()`. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** How often a target was opened: another number, and there may be another file. */
  get openings(): number {
    return this.#openings;
  }

  /** The descriptor of the plain file that is open now. */
  get plainFd(): number | undefined {
    return this.#target?.plain ? this.#target.fd : undefined;
  }

  /** Bytes in the plain file that is open now, as far as we have counted. */
  get size(): number {
    return this.#size;
  }

  /** Counts anew: somebody else may have cut the plain file short. @throws {SystemError} */
  measure(): void {
    if (this.plainFd !== undefined) this.#size = this.#files.statFd(this.plainFd).size;
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
    if (this.#target === undefined) this.#tryToOpen();
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
    const fd = this.plainFd;
    const isHindered = !this.#isOpen || this.blocked || this.#outage?.isFailing;
    if (fd === undefined || isHindered) return undefined;
    return { fd, bytes, ms: Math.max(0, this.#lookAt - this.#clock.monotonic()) };
  }

  /** Others have written so many bytes in our place. */
  pumped(bytes: number): void {
    this.#size += bytes;
    this.#writtenBytes += bytes;
  }

  /** Opens the path again, where another file may be by now. */
  reopen(): void {
    this.#release();
    this.#tryToOpen();
    if (this.#backlog !== undefined) this.#drain(this.#backlog);
  }

  /**
   * Goes on in the file at the path.
   *
   * @throws {SystemError} if there can be none; the open file stays open then.
   */
  renew(): void {
    const target = openTarget(this.#files, this.path, this.#mode);
    this.#release();
    this.#target = target;
    this.#size = target.size;
    this.#openings++;
    this.#lookAt = this.#clock.monotonic() + LOOK_MS;
  }

  /** Empties the plain file that is open now. @throws {SystemError} */
  truncate(): void {
    if (this.plainFd === undefined) return;
    this.#files.truncateFd(this.plainFd, 0);
    this.#size = 0;
  }

  /** Ends writing. What a full pipe has not taken yet still goes out. */
  close(): void {
    this.#isOpen = false;
    if (this.#backlog === undefined) this.#release();
    else this.#drain(this.#backlog);
    this.#outage?.reportLoss();
  }

  #usableTarget(): OpenTarget | undefined {
    if (!this.#isOpen || this.#outage?.isResting) return undefined;
    if (this.#target !== undefined && this.#isDeleted(this.#target)) this.#release();
    return this.#target ?? this.#tryToOpen();
  }

  #isDeleted(target: OpenTarget): boolean {
    const now = this.#clock.monotonic();
    if (!target.plain || now < this.#lookAt) return false;
    this.#lookAt = now + LOOK_MS;
    return hasLostItsName(this.#files, target);
  }

  #tryToOpen(): OpenTarget | undefined {
    try {
      this.renew();
    } catch (error) {
      this.#fail(systemErrorOf(error), 0);
    }
    return this.#target;
  }

  #release(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    if (this.#target !== undefined) closeTarget(this.#files, this.#target);
    this.#target = undefined;
  }

  #send(target: OpenTarget, bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    let error: SystemError | undefined;
    try {
      while (at < end) at += this.#writeOnce(target, bytes, at, end);
    } catch (thrown) {
      error = systemErrorOf(thrown);
    }
    this.#size += at - start;
    if (error === undefined) this.#outage?.over();
    else if (error.code === 'EAGAIN') this.#block(bytes, at, end);
    else this.#dropTarget(error, end - at);
    return at - start;
  }

  /** @throws {SystemError} also when nothing went out, or writing would be tried for ever. */
  #writeOnce({ fd, mayBlock }: OpenTarget, bytes: Uint8Array, start: number, end: number): number {
    if (mayBlock && !this.#files.canWrite(fd)) throw systemError('EAGAIN', 'it is full');
    const piece = mayBlock ? Math.min(end, start + SHORT_WRITE) : end;
    const written = this.#files.write(fd, bytes, start, piece);
    if (written === 0) throw systemError('EIO', 'nothing was written');
    this.#writtenBytes += written;
    return written;
  }

  #dropTarget(error: SystemError, lost: number): void {
    if (!FULL_DISK.has(error.code)) this.#release();
    this.#fail(error, lost);
  }

  #fail(error: SystemError, lost: number): void {
    this.#outage ??= new Outage(this.path, this.#clock, (level, message) =>
      this.#owner.trouble(level, message),
    );
    this.#outage.failed(error);
    this.#lose(lost);
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
    if (this.#target === undefined) return;
    try {
      this.#wait ??= this.#files.whenWritable(this.#target.fd, () => {
        this.#wait = undefined;
        this.#drain(backlog);
      });
    } catch (error) {
      this.#giveUp(backlog, systemErrorOf(error));
    }
  }

  #drain(backlog: Backlog): void {
    const target = this.#target;
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
