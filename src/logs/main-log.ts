/**
 * The log of supervisord itself: lines like `2024-01-02 03:04:05,678 INFO spawned: 'web' with
 * pid 42`, in local time, to a rotating file or syslog and, in the foreground, to stdout as well.
 *
 * Neither can hold up the daemon or fail it: when one cannot be written, the other one says so,
 * and lines that a full stdout does not take are kept up to a limit.
 */
import type { Clock } from '../base/clock.ts';
import { RpcFault } from '../wire/faults.ts';
import type { LogOwner, LogTools } from './log-tools.ts';
import { LevelLogger, type LogLevel } from './logger.ts';
import {
  type LogFile,
  type LogListener,
  RotatingFile,
  type RotatingFileSnapshot,
} from './rotating-file.ts';
import { Syslog, type SyslogHeading, type SyslogSnapshot, type SyslogSystem } from './syslog.ts';

export interface MainLogOptions {
  /** The lowest level that is written. */
  readonly level: LogLevel;
  readonly file: LogFile | undefined;
  /** Send each line to the syslog daemon at a socket. */
  readonly syslog?: SyslogTarget | undefined;
  /** Write to stdout as well: in the foreground, unless silent. */
  readonly echo: boolean;
}

/** What it writes to, and how far that has come. */
export interface MainLogSnapshot {
  readonly options: MainLogOptions;
  readonly file?: RotatingFileSnapshot | undefined;
  readonly echo?: RotatingFileSnapshot | undefined;
  readonly syslog?: SyslogSnapshot | undefined;
}

export interface MainLogTools extends LogTools {
  readonly files: LogTools['files'] & SyslogSystem;
}

export interface SyslogTarget {
  readonly path: string;
  readonly heading: SyslogHeading;
}

interface SyslogLog {
  readonly sender: Syslog;
  readonly heading: SyslogHeading;
}

/** How a level is written in a line. */
const CODES: Readonly<Record<LogLevel, string>> = {
  critical: 'CRIT',
  error: 'ERRO',
  warn: 'WARN',
  info: 'INFO',
  debug: 'DEBG',
  trace: 'TRAC',
  blather: 'BLAT',
};

const STDOUT: LogFile = { path: '/dev/stdout', maxBytes: 0, backups: 0 };

export class MainLog extends LevelLogger {
  readonly #options: MainLogOptions;
  readonly #stamp: Timestamp;
  readonly #file: RotatingFile | undefined;
  readonly #echo: RotatingFile | undefined;
  readonly #syslog: SyslogLog | undefined;

  /**
   * Opens what it writes to. Never throws; a file that cannot be opened is reported on stdout.
   *
   * @param before What to go on with, after `resume`; its options are to be given, too.
   */
  constructor(options: MainLogOptions, tools: MainLogTools, before?: MainLogSnapshot) {
    super(options.level);
    this.#options = options;
    this.#stamp = new Timestamp(tools.clock);
    const forFile = this.#ownerThatTells(() => this.#echo);
    const forEcho = this.#ownerThatTells(() => this.#file);
    if (options.echo) this.#echo = new RotatingFile(STDOUT, tools, forEcho, before?.echo);
    if (options.file) this.#file = new RotatingFile(options.file, tools, forFile, before?.file);
    this.#syslog = options.syslog && this.#makeSyslog(options.syslog, tools, before?.syslog);
    if (before !== undefined) return;
    this.#echo?.open();
    this.#file?.open();
  }

  /** Waits for nothing any more, but is still written to. */
  suspend(): void {
    for (const target of this.#targets) target.suspend();
  }

  snapshot(): MainLogSnapshot {
    return {
      options: this.#options,
      file: this.#file?.snapshot(),
      echo: this.#echo?.snapshot(),
      syslog: this.#syslog?.sender.snapshot(),
    };
  }

  resume(): void {
    for (const target of this.#targets) target.resume();
  }

  get #targets(): (RotatingFile | Syslog)[] {
    return [this.#file, this.#echo, this.#syslog?.sender].filter((one) => one !== undefined);
  }

  /** The log file, if there is one. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  /** Bytes that could not be written to the file, or sent. */
  get lostBytes(): number {
    return (this.#file?.lostBytes ?? 0) + (this.#syslog?.sender.lostBytes ?? 0);
  }

  /** Opens the file again by its path. Writes no line of its own. */
  reopen(): void {
    this.#file?.reopen();
  }

  /**
   * Replaces the file by an empty one.
   *
   * @throws {RpcFault} NO_FILE without a file; FAILED if it cannot be removed.
   */
  clear(): void {
    const file = this.#file;
    if (file === undefined || !file.exists()) throw new RpcFault('NO_FILE');
    try {
      file.remove();
    } catch {
      throw new RpcFault('FAILED');
    }
    // Told before it is reopened, so that the new file is empty; once per sink, as in Supervisor.
    this.info('reopening log file');
    if (this.#echo !== undefined) this.info('reopening log file');
    file.reopen();
  }

  /** Ends writing. Later messages are dropped. */
  close(): void {
    this.#file?.close();
    this.#syslog?.sender.close();
    this.#echo?.close();
  }

  /** Tells `listener` whenever the file has changed. @returns what ends that. */
  subscribe(listener: LogListener): () => void {
    return this.#file?.subscribe(listener) ?? (() => {});
  }

  protected override write(level: LogLevel, message: string): void {
    const line = this.#line(level, message);
    this.#file?.write(line, 0, line.length);
    this.#echo?.write(line, 0, line.length);
    this.#send(level, message);
  }

  /** A message is one line in syslog; each line of a longer one begins like the first. */
  #send(level: LogLevel, message: string): void {
    if (this.#syslog === undefined) return;
    const { sender, heading } = this.#syslog;
    for (const line of message.replace(/\n+$/, '').split('\n')) {
      sender.send(heading, this.#line(level, line));
    }
  }

  #makeSyslog(
    { path, heading }: SyslogTarget,
    { files, clock }: MainLogTools,
    before: SyslogSnapshot | undefined,
  ): SyslogLog {
    const { trouble } = this.#ownerThatTells(() => this.#echo);
    return { heading, sender: new Syslog(path, files, clock, trouble, before) };
  }

  #line(level: LogLevel, message: string): Uint8Array {
    return Buffer.from(`${this.#stamp.now()} ${CODES[level]} ${message}\n`);
  }

  /** There is nobody to hold back here. Troubles of one target are told to the other. */
  #ownerThatTells(other: () => RotatingFile | undefined): LogOwner {
    return {
      pause() {},
      resume() {},
      trouble: (level, message) => {
        if (!this.enabled(level)) return;
        if (level === 'warn') return this.write(level, message); // both can be told
        const line = this.#line(level, message);
        other()?.write(line, 0, line.length);
      },
    };
  }
}

/** `2024-01-02 03:04:05,678`: the part before the comma is made once per second. */
class Timestamp {
  readonly #clock: Clock;
  #second = Number.NaN;
  #text = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): string {
    const wall = Math.floor(this.#clock.wall());
    const second = Math.floor(wall / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#text = localTime(new Date(second * 1000));
    }
    return `${this.#text},${String(wall - second * 1000).padStart(3, '0')}`;
  }
}

function localTime(at: Date): string {
  const date = [at.getFullYear(), twoDigits(at.getMonth() + 1), twoDigits(at.getDate())];
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(twoDigits);
  return `${date.join('-')} ${time.join(':')}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
