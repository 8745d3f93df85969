/**
 * The two families of errors that are thrown on purpose; the third, `RpcFault`, is an expected
 * answer on the wire and lives in `wire/faults.ts`. System calls throw `SystemError`.
 */

/** The user can mend it: printed as its message, without a stack. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** A bug of ours: printed with its stack and an invitation to report it. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/** What a failed system call throws: Node's own shape, so that `fs` errors fit as they are. */
export interface SystemError extends Error {
  /** The name of the errno, such as `ENOENT`. */
  readonly code: string;
  /** Negative, as Node and libuv have it. */
  readonly errno?: number;
  readonly syscall?: string;
}

/** What a system call would throw that found out `text`. @param code The name of the errno. */
export function systemError(code: string, text: string): SystemError {
  return Object.assign(new Error(`${code}: ${text}`), { code });
}

/** Tells a failed system call from a bug. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && typeof (error as { code?: unknown }).code === 'string';
}

/** The error of a call that may fail. A bug is thrown on. */
export function systemErrorOf(error: unknown): SystemError {
  if (isSystemError(error)) return error;
  throw error;
}
