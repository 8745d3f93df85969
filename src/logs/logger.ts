/**
 * What everything that has something to say is handed: a `Logger`, with Supervisor's levels.
 *
 * `logs/main-log.ts` is the one that writes lines to the main log.
 */

/** The levels by their words in the configuration, with Supervisor's numbers. */
export const LOG_LEVELS = {
  critical: 50,
  error: 40,
  warn: 30,
  info: 20,
  debug: 10,
  trace: 5,
  blather: 3,
} as const;

export type LogLevel = keyof typeof LOG_LEVELS;

export interface Logger {
  /** Whether a message of this level would be written: ask before you build an expensive one. */
  enabled(level: LogLevel): boolean;
  /** The message may hold newlines; it is written as it is. Never throws. */
  log(level: LogLevel, message: string): void;
  critical(message: string): void;
  error(message: string): void;
  warn(message: string): void;
  info(message: string): void;
  debug(message: string): void;
  trace(message: string): void;
  blather(message: string): void;
}

/** All of a logger but the writing itself. */
export abstract class LevelLogger implements Logger {
  readonly #threshold: number;

  /** @param level The lowest level that is written. */
  constructor(level: LogLevel) {
    this.#threshold = LOG_LEVELS[level];
  }

  protected abstract write(level: LogLevel, message: string): void;

  enabled(level: LogLevel): boolean {
    return LOG_LEVELS[level] >= this.#threshold;
  }

  log(level: LogLevel, message: string): void {
    if (this.enabled(level)) this.write(level, message);
  }

  critical(message: string): void {
    this.log('critical', message);
  }

  error(message: string): void {
    this.log('error', message);
  }

  warn(message: string): void {
    this.log('warn', message);
  }

  info(message: string): void {
    this.log('info', message);
  }

  debug(message: string): void {
    this.log('debug', message);
  }

  trace(message: string): void {
    this.log('trace', message);
  }

  blather(message: string): void {
    this.log('blather', message);
  }
}
