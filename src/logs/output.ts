/**
 * One stdout or stderr of one process, on its way to a log file.
 *
 * Bytes come in as the system's reader delivers them and go to the file as they are; at log level
 * debug the main log gets a copy. Output never throws back at the reader: what cannot be written
 * is dropped, counted and reported (`rotating-file.ts`). The one thing that holds a program back
 * is a target that is itself a full pipe, and then only this channel is paused.
 *
 *   open()  at spawn        attach(channel)  once the pipe is read        close()  after end()
 *
 * Nothing here keeps the bytes, and there is no object per chunk: a thousand quiet programs cost
 * a few plain fields each.
 */
import type { Clock } from '../base/clock.ts';
import type { Channel, ChannelReader } from '../os/port.ts';
import { decodeStrictly, pythonBytes } from './decode.ts';
import type { LogSystem } from './log-writer.ts';
import type { Logger, LogLevel } from './logger.ts';
import { type LogFile, type LogListener, RotatingFile } from './rotating-file.ts';

export type ChannelName = 'stdout' | 'stderr';

export interface OutputOptions {
  /** The name that stands in log lines. */
  readonly process: string;
  readonly channel: ChannelName;
  /** Undefined: the output is read and dropped. */
  readonly file: LogFile | undefined;
}

export interface OutputTools {
  readonly files: LogSystem;
  readonly clock: Clock;
  readonly log: Logger;
}

export class Output implements ChannelReader {
  readonly #name: string;
  readonly #log: Logger;
  readonly #file: RotatingFile | undefined;
  #channel: Pick<Channel, 'pause' | 'resume'> | undefined;
  #whenEnded: () => void = () => {};
  #observer: ((bytes: Uint8Array) => void) | undefined;

  constructor(options: OutputOptions, tools: OutputTools) {
    this.#name = `'${options.process}' ${options.channel}`;
    this.#log = tools.log;
    this.#file = options.file && new RotatingFile(options.file, tools, this);
  }

  /** The log file, if there is one. */
  get path(): string | undefined {
    return this.#file?.path;
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
  attach(channel: Pick<Channel, 'pause' | 'resume'>, whenEnded = () => {}): void {
    this.#channel = channel;
    this.#whenEnded = whenEnded;
    if (this.#file?.blocked) channel.pause();
  }

  /** Limits the file to other sizes from the next write on. */
  resize(limits: { readonly maxbytes: number; readonly backups: number }): void {
    this.#file?.resize(limits.maxbytes, limits.backups);
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    this.#file?.write(bytes, start, end);
    if (this.#log.enabled('debug')) this.#copy(bytes.subarray(start, end));
    this.#observer?.(bytes.subarray(start, end));
  }

  /** Tells `observer` what came, once the log has it. The bytes are valid during the call only. */
  observe(observer: (bytes: Uint8Array) => void): void {
    this.#observer = observer;
  }

  end(): void {
    this.#channel = undefined;
    this.#whenEnded();
  }

  /** Opens the file again by its path, after somebody has moved it away. Only while it is open. */
  reopen(): void {
    this.#file?.reopen();
  }

  /**
   * Replaces the file by an empty one, whether the process runs or not.
   *
   * @throws {SystemError} if the file cannot be removed or made anew.
   */
  clear(): void {
    this.#file?.clear();
  }

  /** The process has ended. What a full pipe would not take yet still goes out. */
  close(): void {
    this.#channel = undefined;
    this.#file?.close();
  }

  /** Tells `listener` whenever the file has changed. @returns what ends that. */
  subscribe(listener: LogListener): () => void {
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

  #copy(bytes: Uint8Array): void {
    const text = decodeStrictly(bytes) ?? `Undecodable: ${pythonBytes(bytes)}`;
    this.#log.debug(`${this.#name} output:\n${text}`);
  }
}
