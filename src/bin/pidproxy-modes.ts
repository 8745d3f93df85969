/**
 * When pidproxy ends, and to whom it passes signals on.
 *
 * `Watching`, the usual one, lives as long as the command and the process in the pidfile: a daemon
 * may put itself into the background, or hand over to a successor that writes its own number into
 * the file. After a signal that asks for the end it waits for that too. Nothing is polled: ends are
 * heard of, and only while nobody is known to live is the folder of the pidfile watched, for a few
 * seconds. `Original` does as Supervisor's pidproxy.
 *
 * A number in the file that belongs to a process younger than the file counts as none.
 */
import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../base/errors.ts';
import { type Life, whenEnded } from '../os/life.ts';
import type { Channels } from '../os/port.ts';
import { ENDING_SIGNALS, readNamed, readPid, type Signal, send } from './pidfile.ts';

/** What a mode needs of the program around it. */
export interface Surroundings {
  readonly system: Pick<Channels, 'readFrom'>;
  readonly pidfile: string;
  line(text: string): void;
  errorLine(text: string): void;
  end(status: number): void;
}

export interface Mode {
  /** The command has ended, or could not be started. */
  commandEnded(): void;
  pass(signal: Signal): void;
}

const FAILED = 1;

/** As the original: how often it looks whether the command has ended. */
const LOOK_AFTER_MS = 5_000;
/** How long a successor has to write its number, and a command to end after its daemon. */
const PATIENCE_MS = 5_000;

export class Original implements Mode {
  readonly #around: Surroundings;
  #ended = false;

  constructor(around: Surroundings) {
    this.#around = around;
    setInterval(() => {
      if (this.#ended) around.end(0);
    }, LOOK_AFTER_MS);
  }

  commandEnded(): void {
    this.#ended = true;
  }

  pass(signal: Signal): void {
    const pid = readPid(this.#around.pidfile);
    if (pid === undefined) sayUnreadable(this.#around);
    else if (sendOrEnd(pid, signal, this.#around) && ENDING_SIGNALS.includes(signal)) {
      this.#around.end(0);
    }
  }
}

export class Watching implements Mode {
  readonly #around: Surroundings;
  #commandRuns = true;
  /** What asked for the end, once something has: whoever takes over hears of it. */
  #ending: Signal | undefined;
  /** Somebody has got that signal. */
  #isPassed = false;
  /** Whose end is awaited. */
  #watched: Life | undefined;
  /** Who has ended; its number stays in the file, and in the system until its parent knows. */
  #gone: Life | undefined;
  #patience: { readonly timer: NodeJS.Timeout; readonly folder: FSWatcher | undefined } | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  commandEnded(): void {
    this.#commandRuns = false;
    this.#settle();
  }

  pass(signal: Signal): void {
    const ends = ENDING_SIGNALS.includes(signal);
    const named = readNamed(this.#around.pidfile);
    if (ends) this.#ending = signal;
    if (named === undefined || (!this.#commandRuns && named.life === undefined)) {
      sayUnreadable(this.#around);
      return;
    }
    if (!sendOrEnd(named.pid, signal, this.#around) || !ends) return;
    this.#isPassed = true;
    if (this.#watched === undefined && named.life !== undefined) this.#watch(named.life);
  }

  /** Decides what to wait for next. */
  #settle(): void {
    if (this.#watched !== undefined) return;
    if (this.#commandRuns && !this.#isPassed) return;
    const life = readNamed(this.#around.pidfile)?.life;
    if (life !== undefined && !isSame(life, this.#gone)) this.#meet(life);
    else if (!this.#commandRuns && this.#isPassed) this.#around.end(0);
    else this.#wait();
  }

  /** Somebody has taken over, and hears of what was asked for meanwhile. */
  #meet(life: Life): void {
    this.#watch(life);
    if (this.#ending === undefined) return;
    try {
      send(life.pid, this.#ending);
      this.#isPassed = true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ESRCH') endUnsent(life.pid, this.#ending, error.code, this.#around);
      // else it has just ended, which will be heard of
    }
  }

  #watch(life: Life): void {
    this.#stopWaiting();
    this.#watched = life;
    whenEnded(life.pid, this.#around.system, () => {
      this.#gone = life;
      this.#watched = undefined;
      this.#settle();
    });
  }

  /** Gives a successor the time to write its number, or the command the time to end. */
  #wait(): void {
    if (this.#patience !== undefined) return;
    const giveUp = () => {
      this.#settle(); // where the folder cannot be watched
      if (this.#watched === undefined) this.#around.end(0);
    };
    const timer = setTimeout(giveUp, PATIENCE_MS);
    this.#patience = { timer, folder: watchFile(this.#around.pidfile, () => this.#settle()) };
  }

  #stopWaiting(): void {
    clearTimeout(this.#patience?.timer);
    this.#patience?.folder?.close();
    this.#patience = undefined;
  }
}

function isSame(one: Life, other: Life | undefined): boolean {
  return one.pid === other?.pid && one.since === other.since;
}

/** Its folder is watched, since the file may be made, replaced and removed. */
function watchFile(file: string, changed: () => void): FSWatcher | undefined {
  const { dir, base } = path.parse(path.resolve(file));
  try {
    const watcher = watch(dir, (_what, name) => {
      if (name === null || name === base) changed();
    });
    watcher.on('error', () => watcher.close()); // the folder has gone
    return watcher;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

function sayUnreadable({ pidfile, line }: Surroundings): void {
  line(`Can't read child pidfile ${pidfile}!`);
}

/** False after it has ended pidproxy, because the signal could not be sent. */
function sendOrEnd(pid: number, signal: Signal, around: Surroundings): boolean {
  try {
    send(pid, signal);
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    endUnsent(pid, signal, error.code, around);
    return false;
  }
}

function endUnsent(pid: number, signal: Signal, code: string, around: Surroundings): void {
  around.errorLine(`pidproxy: cannot send ${signal} to process ${pid}: ${code}`);
  around.end(FAILED);
}
