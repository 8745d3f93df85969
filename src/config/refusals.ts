/**
 * What is wrong with a configuration, gathered while everything that can be read is read.
 *
 *   const port = refusals.attempt(() => readPort());   undefined if it was refused
 *
 * A start ends with the first, a check tells them all: the order is that of the original, so that
 * both have one reader. What would be told only because of an earlier error is left out.
 */
import { InternalError, UserError } from '../base/errors.ts';
import { type ConfigError, ConfigErrors, errorsOf, type Missing } from './errors.ts';

export class Refusals {
  readonly #errors: ConfigError[] = [];
  readonly #ignored = new Set<Missing>();

  get all(): readonly ConfigError[] {
    return this.#errors;
  }

  /** Keeps what `read` throws for the user. @returns what it returns, undefined if it threw */
  attempt<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.add(error);
      return undefined;
    }
  }

  add(error: UserError): void {
    for (const each of errorsOf(error)) {
      if (each.missing !== undefined && this.#ignored.has(each.missing)) continue;
      if (!this.#errors.some((other) => isSame(each, other))) this.#errors.push(each);
    }
  }

  /** From here on nothing missing of that kind is told, since what was refused may have had it. */
  ignore(missing: Missing): void {
    this.#ignored.add(missing);
  }

  /** @throws {ConfigErrors} unless nothing was refused */
  raise(): void {
    if (this.#errors.length > 0) throw this.raised();
  }

  /** What was refused, as one error to throw. */
  raised(): ConfigErrors {
    const [first, ...others] = this.#errors;
    if (first === undefined) throw new InternalError('nothing was refused');
    return new ConfigErrors([first, ...others]);
  }
}

/** An option may be read twice, and its error then end with its section once only. */
function isSame(one: ConfigError, other: ConfigError): boolean {
  if (one.origin?.file !== other.origin?.file || one.origin?.line !== other.origin?.line) {
    return false;
  }
  return one.reason.startsWith(other.reason) || other.reason.startsWith(one.reason);
}
