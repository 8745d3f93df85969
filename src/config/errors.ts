/**
 * An error in a configuration file: the original's words, and where.
 *
 * `[FILE:LINE]` goes behind the first line, so that the text people search for stays as it is.
 * How several of them are gathered is in `refusals.ts`.
 */
import { UserError } from '../base/errors.ts';
import type { Origin } from './config.ts';

/**
 * What an error says is not there, if it says that: something in the text of the files, or a
 * variable. It may be a mere consequence of an error before it.
 */
export type Missing = 'text' | 'variable';

export interface ErrorPlace {
  /** Undefined for what the command line said. */
  readonly origin?: Origin | undefined;
  /** What the user may have meant. */
  readonly hint?: string | undefined;
  readonly missing?: Missing | undefined;
}

export class ConfigError extends UserError implements ErrorPlace {
  override readonly name = 'ConfigError';
  /** The message without place and hint. */
  readonly reason: string;
  readonly origin: Origin | undefined;
  readonly hint: string | undefined;
  readonly missing: Missing | undefined;

  constructor(reason: string, { origin, hint, missing }: ErrorPlace) {
    super(withPlace(reason, origin, hint));
    this.reason = reason;
    this.origin = origin;
    this.hint = hint;
    this.missing = missing;
  }
}

/** Several errors, in their order. As a single error it is the first of them. */
export class ConfigErrors extends UserError {
  override readonly name = 'ConfigErrors';
  readonly errors: readonly ConfigError[];

  constructor(errors: readonly [ConfigError, ...ConfigError[]]) {
    super(errors[0].message);
    this.errors = errors;
  }
}

/** The errors that something thrown for the user stands for. */
export function errorsOf(error: UserError): readonly [ConfigError, ...ConfigError[]] {
  if (error instanceof ConfigErrors) {
    const [first, ...others] = error.errors;
    if (first !== undefined) return [first, ...others];
  }
  return [error instanceof ConfigError ? error : new ConfigError(error.message, {})];
}

/** Runs `read`; what it throws for the user becomes an error with that place, if it has none. */
export function at<T>(origin: Origin | undefined, read: () => T): T {
  return reworded(read, (error) =>
    error.origin === undefined ? new ConfigError(error.reason, { ...error, origin }) : error,
  );
}

/** Runs `read`; each error that it throws for the user is thrown as `change` has it. */
export function reworded<T>(read: () => T, change: (error: ConfigError) => ConfigError): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [first, ...others] = errorsOf(error);
    if (others.length === 0) throw change(first);
    throw new ConfigErrors([change(first), ...others.map(change)]);
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
