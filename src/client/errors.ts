/**
 * What can go wrong between a client and the daemon. Errors of the system (refused, no such file)
 * arrive as Node throws them; `Supervisor` makes `ConnectionFailed` of them.
 */

import type { SystemError } from '../base/errors.ts';
import { FAULTS, type FaultName } from '../wire/faults.ts';

/** Every error of this page, for who does not care which it is. */
export class SupervisorError extends Error {
  override readonly name: string = 'SupervisorError';
}

/** The daemon answered a call with a fault. Codes: `wire/faults.ts`; plug-ins may have their own. */
export class ServerFault extends SupervisorError {
  override readonly name = 'ServerFault';
  readonly code: number;
  /** The name of the fault, often with a detail: `BAD_NAME: web`. */
  readonly text: string;

  constructor(code: number, text: string) {
    super(`fault ${code}: ${text}`);
    this.code = code;
    this.text = text;
  }

  /** What the code is called, such as `BAD_NAME`; undefined for a code of a plug-in's own. */
  get faultName(): FaultName | undefined {
    const names = Object.keys(FAULTS) as FaultName[];
    return names.find((name) => FAULTS[name] === this.code);
  }
}

/** There is no connection: nobody listens, the socket is not there, or we may not use it. */
export class ConnectionFailed extends SupervisorError {
  override readonly name = 'ConnectionFailed';
  readonly serverUrl: string;
  /** The system's word for it: `ECONNREFUSED`, `ENOENT`, `EACCES`, `ENOTFOUND` … */
  readonly code: string;

  constructor(serverUrl: string, cause: SystemError) {
    super(`cannot reach ${serverUrl}: ${cause.code}`, { cause });
    this.serverUrl = serverUrl;
    this.code = cause.code;
  }
}

/** The answer did not come within the time that the caller gave it. The call may have its effect. */
export class CallTimedOut extends SupervisorError {
  override readonly name = 'CallTimedOut';
  readonly method: string;
  readonly timeoutMs: number;

  constructor(method: string, timeoutMs: number) {
    super(`${method} was not answered within ${timeoutMs} ms`);
    this.method = method;
    this.timeoutMs = timeoutMs;
  }
}

/** The daemon answered with an HTTP status other than 200, such as 401. */
export class HttpStatusError extends SupervisorError {
  override readonly name = 'HttpStatusError';
  readonly path: string;
  readonly status: number;
  readonly reason: string;

  constructor(path: string, status: number, reason: string) {
    super(`${path}: ${status} ${reason}`);
    this.path = path;
    this.status = status;
    this.reason = reason;
  }
}

/** The connection closed before the answer was complete. */
export class ConnectionLost extends SupervisorError {
  override readonly name = 'ConnectionLost';
  /** Whether a part of the answer had come. */
  readonly begun: boolean;

  constructor(begun: boolean) {
    super(`the connection closed ${begun ? 'within' : 'without'} an answer`);
    this.begun = begun;
  }
}

/** What came is not HTTP: the other end is something else than a supervisord. */
export class BadAnswer extends SupervisorError {
  override readonly name = 'BadAnswer';
}

/**
 * The value of a call, or the fault it was answered with; every other error is thrown on. For
 * callers to whom some faults are expected outcomes.
 */
export async function orFault<Value>(answer: Promise<Value>): Promise<Value | ServerFault> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ServerFault) return error;
    throw error;
  }
}
