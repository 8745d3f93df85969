/**
 * The file, fifo or terminal that a log is written to, while it is open: which one it is, how much is
 * in it, and whether it still has a name.
 */
import type { Clock } from '../base/clock.ts';
import { closeTarget, hasLostItsName, type OpenTarget, openTarget } from './log-target.ts';
import type { LogSystem, LogTools } from './log-tools.ts';

/** How long output may go to a file that somebody has removed. */
const LOOK_MS = 500;

export class OpenLog {
  readonly path: string;
  readonly #mode: number | undefined;
  readonly #files: LogSystem;
  readonly #clock: Clock;
  #target: OpenTarget | undefined;
  #size = 0;
  #openings = 0;
  /** When to look again whether it still has a name. */
  #lookAt = 0;

  /** @param target What is open already. */
  constructor(
    file: { readonly path: string; readonly mode?: number | undefined },
    tools: LogTools,
    target?: OpenTarget,
  ) {
    this.path = file.path;
    this.#mode = file.mode;
    this.#files = tools.files;
    this.#clock = tools.clock;
    this.#target = target;
    this.#size = target?.size ?? 0;
  }

  get target(): OpenTarget | undefined {
    return this.#target;
  }

  /** How often something was opened: another number, and there may be another file. */
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

  /** Milliseconds for which nobody looks whether it still has a name. */
  get trustedMs(): number {
    return Math.max(0, this.#lookAt - this.#clock.monotonic());
  }

  /** So many bytes have been added. */
  grown(bytes: number): void {
    this.#size += bytes;
  }

  /** Counts anew: somebody else may have cut the plain file short. @throws {SystemError} */
  measure(): void {
    if (this.plainFd !== undefined) this.#size = this.#files.statFd(this.plainFd).size;
  }

  /** Empties the plain file that is open now. @throws {SystemError} */
  truncate(): void {
    if (this.plainFd === undefined) return;
    this.#files.truncateFd(this.plainFd, 0);
    this.#size = 0;
  }

  /**
   * Opens the path, and goes on there.
   *
   * @throws {SystemError} if there can be nothing; what is open stays open then.
   */
  open(): OpenTarget {
    const target = openTarget(this.#files, this.path, this.#mode);
    this.close();
    this.#target = target;
    this.#size = target.size;
    this.#openings++;
    this.#lookAt = this.#clock.monotonic() + LOOK_MS;
    return target;
  }

  /** What is open and still has a name; what has none is closed. */
  named(): OpenTarget | undefined {
    if (this.#target !== undefined && this.#isDeleted(this.#target)) this.close();
    return this.#target;
  }

  close(): void {
    if (this.#target !== undefined) closeTarget(this.#files, this.#target);
    this.#target = undefined;
  }

  #isDeleted(target: OpenTarget): boolean {
    const now = this.#clock.monotonic();
    if (!target.plain || now < this.#lookAt) return false;
    this.#lookAt = now + LOOK_MS;
    return hasLostItsName(this.#files, target);
  }
}
