/**
 * An error in a configuration file: the original's words, and where.
 *
 * `[FILE:LINE]` goes behind the first line, so that the text people search for stays as it is.
 */
import { UserError } from '../base/errors.ts';
import type { Origin } from './config.ts';

export interface ErrorPlace {
  /** Undefined for what the command line said. */
  readonly origin?: Origin | undefined;
  /** What the user may have meant. */
  readonly hint?: string | undefined;
}

export class ConfigError extends UserError {
  override readonly name = 'ConfigError';
  /** The message without place and hint. */
  readonly reason: string;
  readonly origin: Origin | undefined;
  readonly hint: string | undefined;

  constructor(reason: string, { origin, hint }: ErrorPlace) {
    super(withPlace(reason, origin, hint));
    this.reason = reason;
    this.origin = origin;
    this.hint = hint;
  }
}

/** Runs `read`; what it throws for the user becomes an error with that place, if it has none. */
export function at<T>(origin: Origin | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error instanceof ConfigError) {
      if (error.origin !== undefined) throw error;
      throw new ConfigError(error.reason, { origin, hint: error.hint });
    }
    throw new ConfigError(error.message, { origin });
  }
}

/** `web.conf:12`, as terminals and editors understand it. */
export function where({ file, line }: Origin): string {
  return `${file}:${line}`;
}

/** `[web.conf:12]`, behind a message. */
export function place(origin: Origin): string {
  return `[${where(origin)}]`;
}

function withPlace(reason: string, origin: Origin | undefined, hint: string | undefined): string {
  const [first = '', ...others] = reason.split('\n');
  const behind = origin === undefined ? '' : ` ${place(origin)}`;
  const meant = hint === undefined ? '' : ` (${hint})`;
  return [first + behind + meant, ...others].join('\n');
}
