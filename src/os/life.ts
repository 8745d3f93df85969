/**
 * Processes that need not be our children: whether one lives, since when, and when it ends.
 *
 * A number alone does not name a process, because the system gives it to another one later; a
 * number and a start do. Where there is no `/proc`, the start is not known.
 */
import { constants } from 'node:os';
import { isSystemError } from '../base/errors.ts';
import { check } from './errno.ts';
import { files } from './files.ts';
import { native } from './native.ts';
import type { Channels } from './port.ts';

export interface Life {
  readonly pid: number;
  /** Milliseconds since the Unix epoch, by the wall clock as it was when we were started. */
  readonly since: number | undefined;
}

/** What the system counts starts in, on every architecture of Linux. */
const TICK_MS = 10;
/** Behind `pid (name) `: the 22nd field of the line is the start, counted from the state. */
const START_FIELD = 19;

/** Undefined if there is no such process. One that has ended and was not waited for still counts. */
export function lifeOf(pid: number): Life | undefined {
  const start = startTicks(pid); // first: a process may go at any moment, and then has none
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'EPERM') return undefined;
  }
  const own = startTicks(process.pid);
  const known = start !== undefined && own !== undefined;
  return { pid, since: known ? performance.timeOrigin + (start - own) * TICK_MS : undefined };
}

function startTicks(pid: number): number | undefined {
  try {
    const line = new TextDecoder().decode(files.readFile(`/proc/${pid}/stat`));
    const ticks = Number(line.slice(line.lastIndexOf(') ') + 2).split(' ')[START_FIELD]);
    return Number.isFinite(ticks) ? ticks : undefined;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/** How often a system that cannot tell of an end is asked whether it has come. */
const LOOK_AGAIN_MS = 5_000;

/**
 * Calls `run` once, later, when a process has ended. By a descriptor of the process, and where
 * there is none to be had (Linux before 5.3, or too many are open), by looking every five seconds.
 */
export function whenEnded(
  pid: number,
  channels: Pick<Channels, 'readFrom'>,
  run: () => void,
): { cancel(): void } {
  const fd = native().pidfdOpen(pid);
  if (fd === -constants.errno.ESRCH) {
    const soon = setImmediate(run);
    return { cancel: () => clearImmediate(soon) };
  }
  if (CANNOT_TELL.has(fd)) return lookUntilEnded(pid, run);
  const channel = channels.readFrom(check('pidfd_open', fd), { data: () => {}, end: run });
  return { cancel: () => channel.close() };
}

const { ENOSYS, EMFILE, ENFILE } = constants.errno;
const CANNOT_TELL: ReadonlySet<number> = new Set([-ENOSYS, -EMFILE, -ENFILE]);

function lookUntilEnded(pid: number, run: () => void): { cancel(): void } {
  const timer = setInterval(() => {
    if (lifeOf(pid) !== undefined) return;
    clearInterval(timer);
    run();
  }, LOOK_AGAIN_MS);
  return { cancel: () => clearInterval(timer) };
}
