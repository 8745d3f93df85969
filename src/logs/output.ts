/**
 * One stdout or stderr of one process, on its way to a log file and whoever else is to have it.
 *
 *   bytes  ->  what is captured  ->  escape sequences  ->  file, syslog, main log (at debug), events
 *              (`capture.ts`)        (`strip-ansi.ts`)
 *
 * Bytes come in as the system's reader delivers them and, unless something of that is asked for, go
 * to the file as they are. Output never throws back at the reader: what cannot be written is
 * dropped, counted and reported (`rotating-file.ts`). The one thing that holds a program back is a
 * target that is itself a full pipe, and then only this channel is paused.
 *
 *   open()  at spawn        attach(channel)  once the pipe is read        close()  after end()
 *
 * For plain output nothing here keeps the bytes, and there is no object per chunk: a thousand quiet
 * programs cost a few plain fields each. While only the file is to have the bytes, the channel pumps
 * them there by itself, and they do not come by here: each `data` lends it the file again, and
 * whatever else is asked of an output stops that first.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import type { Channel, ChannelReader } from '../os/port.ts';
import { decodeStrictly, pythonBytes } from './decode.ts';
import { LineSplitter } from './lines.ts';
import type { LogSystem } from './log-tools.ts';
import type { Logger, LogLevel } from './logger.ts';
import {
  type FilterOptions,
  type FilterReader,
  type FilterSnapshot,
  OutputFilter,
} from './output-filter.ts';
import {
  type LogFile,
  type LogListener,
  RotatingFile,
  type RotatingFileSnapshot,
} from './rotating-file.ts';

export type ChannelName = 'stdout' | 'stderr';

export interface OutputOptions extends FilterOptions {
  /** The name that stands in log lines. */
  readonly process: string;
  readonly channel: ChannelName;
  /** Undefined: there is none. */
  readonly file: LogFile | undefined;
  /** Is given each line. */
  readonly syslog?: Observer | undefined;
}

/** Between two pieces of what comes. */
export interface OutputSnapshot {
  readonly file?: RotatingFileSnapshot | undefined;
  /** Undefined: nothing is filtered. */
  readonly filter?: FilterSnapshot | undefined;
  /** The beginning of a line for syslog, as base64. */
  readonly line?: string | undefined;
}

/** Where the bytes come from. */
type Source = Pick<Channel, 'pause' | 'resume' | 'pump' | 'stopPump'>;

/** Is given bytes that are valid during the call only. */
type Observer = (bytes: Uint8Array) => void;

export interface OutputTools {
  readonly files: LogSystem;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Output implements ChannelReader {
  readonly #name: string;
  readonly #log: Logger;
  readonly #file: RotatingFile | undefined;
  #filter: OutputFilter | undefined;
  readonly #lines: LineSplitter | undefined;
  #channel: Source | undefined;
  #whenEnded: (() => void) | undefined;
  #observer: Observer | undefined;
  #rawObserver: Observer | undefined;
  #captureObserver: Observer | undefined;

  /** @param before What to go on with, after `resume`; it also says whether escape sequences stay. */
  constructor(options: OutputOptions, tools: OutputTools, before?: OutputSnapshot) {
    this.#name = `'${options.process}' ${options.channel}`;
    this.#log = tools.log;
    this.#file = options.file && new RotatingFile(options.file, tools, this, before?.file);
    const stripAnsi = before ? before.filter?.ansi !== undefined : options.stripAnsi;
    const filtering = { stripAnsi, captureBytes: options.captureBytes };
    this.#filter = OutputFilter.isNeeded(filtering)
      ? new OutputFilter(filtering, this.#filtered(), before?.filter)
      : undefined;
    const line = before?.line === undefined ? undefined : fromBase64(before.line);
    this.#lines = options.syslog && new LineSplitter(options.syslog, line);
  }

  /** Its channel is about to be detached: what still comes is taken, but not pumped. */
  detach(): void {
    const channel = this.#channel;
    this.#channel = undefined;
    channel?.stopPump();
  }

  /** Waits for nothing any more. To be called after `detach`. */
  suspend(): void {
    this.#file?.suspend();
  }

  snapshot(): OutputSnapshot {
    const line = this.#lines?.held;
    return {
      file: this.#file?.snapshot(),
      filter: this.#filter?.snapshot(),
      line: line && line.length > 0 ? toBase64(line) : undefined,
    };
  }

  /** The end of `suspend`; to be called before a channel is attached again. */
  goOn(): void {
    this.#file?.resume();
  }

  /** The log file, if there is one. */
  get path(): string | undefined {
    return this.#file?.path;
  }

  /** Bytes that were written to the file since this object was made. */
  get writtenBytes(): number {
    return this.#file?.writtenBytes ?? 0;
  }

  /** Bytes that could not be written since this object was made. */
  get lostBytes(): number {
    return this.#file?.lostBytes ?? 0;
  }

  /** Opens the file: at every spawn. Never throws; a file that cannot be opened is reported. */
  open(): void {
    this.#file?.open();
  }

  /** Says which channel to hold back while the target takes no more, and whom its end concerns. */
  attach(channel: Source, whenEnded?: () => void): void {
    this.#channel = channel;
    this.#whenEnded = whenEnded;
    if (this.#file?.blocked) channel.pause();
  }

  /** Limits the file to other sizes from the next write on. */
  resize(limits: { readonly maxbytes: number; readonly backups: number }): void {
    this.#channel?.stopPump();
    this.#file?.resize(limits.maxbytes, limits.backups);
  }

  /** Whether escape sequences are taken out, from now on. */
  stripAnsi(strip: boolean): void {
    this.#channel?.stopPump();
    if (strip) this.#filter ??= new OutputFilter({}, this.#filtered());
    this.#filter?.stripAnsi(strip);
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    this.#channel?.stopPump(); // these do not come from it: `child.ts` has something to say
    if (this.#filter === undefined) this.#keep(bytes, start, end);
    else this.#filter.data(bytes.subarray(start, end));
    this.#rawObserver?.(bytes.subarray(start, end));
    if (this.#channel !== undefined && this.#isPlain) this.#pump(this.#channel);
  }

  /** The channel has written to the file by itself. Called by the channel. */
  pumped(written: number): void {
    this.#file?.pumped(written);
  }

  /** Tells `observer` what came as it came, once the log has it. */
  observeRaw(observer: Observer): void {
    this.#channel?.stopPump();
    this.#rawObserver = observer;
  }

  /** Tells `observer` what the log has been given; in capture mode, also what is captured. */
  observe(observer: Observer): void {
    this.#channel?.stopPump();
    this.#observer = observer;
  }

  /** Tells `observer` what stood between two tokens of capture mode. */
  observeCaptured(observer: Observer): void {
    this.#captureObserver = observer;
  }

  end(): void {
    this.#channel = undefined;
    this.#whenEnded?.();
  }

  /** Opens the file again by its path, after somebody has moved it away. Only while it is open. */
  reopen(): void {
    this.#channel?.stopPump();
    this.#file?.reopen();
  }

  /**
   * Replaces the file by an empty one, whether the process runs or not.
   *
   * @throws {SystemError} if the file cannot be removed or made anew.
   */
  clear(): void {
    this.#channel?.stopPump();
    this.#file?.clear();
  }

  /** The process has ended. What a full pipe would not take yet still goes out. */
  close(): void {
    this.#channel?.stopPump();
    this.#channel = undefined;
    this.#filter?.end();
    this.#lines?.end();
    this.#file?.close();
  }

  /** Tells `listener` whenever the file has changed. @returns what ends that. */
  subscribe(listener: LogListener): () => void {
    this.#channel?.stopPump();
    return this.#file?.subscribe(listener) ?? (() => {});
  }

  /** The file takes no more for now. Called by the file. */
  pause(): void {
    this.#channel?.pause();
  }

  /** The file takes bytes again. Called by the file. */
  resume(): void {
    this.#channel?.resume();
  }

  /** Something is wrong with the file, or well again. Called by the file. */
  trouble(level: LogLevel, message: string): void {
    this.#log.log(level, `${this.#name}: ${message}`);
  }

  /** Whether the file is the only one to get the bytes, as they are. */
  get #isPlain(): boolean {
    if (this.#filter !== undefined || this.#lines !== undefined) return false;
    if (this.#observer !== undefined || this.#rawObserver !== undefined) return false;
    return !this.#log.enabled('debug');
  }

  /** Lets the channel write to the file by itself, if that is possible now. */
  #pump(channel: Source): void {
    const target = this.#file?.pumpTarget();
    if (target !== undefined) channel.pump(target);
  }

  #keep(bytes: Uint8Array, start: number, end: number): void {
    this.#file?.write(bytes, start, end);
    this.#lines?.data(bytes, start, end);
    this.#tell(bytes, start, end);
  }

  /** The main log at debug and events have what is captured, too. */
  #tell(bytes: Uint8Array, start: number, end: number): void {
    if (this.#log.enabled('debug')) this.#copy(bytes.subarray(start, end));
    this.#observer?.(bytes.subarray(start, end));
  }

  #filtered(): FilterReader {
    return {
      text: (piece, isCaptured) => {
        if (isCaptured) this.#tell(piece, 0, piece.length);
        else this.#keep(piece, 0, piece.length);
      },
      captured: (bytes) => {
        this.#captureObserver?.(bytes);
        this.#log.debug(`${this.#name} emitted a comm event`);
      },
    };
  }

  #copy(bytes: Uint8Array): void {
    const text = decodeStrictly(bytes) ?? `Undecodable: ${pythonBytes(bytes)}`;
    this.#log.debug(`${this.#name} output:\n${text}`);
  }
}
