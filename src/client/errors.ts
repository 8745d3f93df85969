/**
 * What can go wrong between a client and the daemon, besides the errors of the system (refused,
 * no such file), which arrive as Node throws them.
 */

/** The daemon answered a call with a fault. Codes: `wire/faults.ts`; plug-ins may have their own. */
export class ServerFault extends Error {
  override readonly name = 'ServerFault';
  readonly code: number;
  /** The name of the fault, often with a detail: `BAD_NAME: web`. */
  readonly text: string;

  constructor(code: number, text: string) {
    super(`fault ${code}: ${text}`);
    this.code = code;
    this.text = text;
  }
}

/** The daemon answered with an HTTP status other than 200, such as 401. */
export class HttpStatusError extends Error {
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
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** Whether a part of the answer had come. */
  readonly begun: boolean;

  constructor(begun: boolean) {
    super(`the connection closed ${begun ? 'within' : 'without'} an answer`);
    this.begun = begun;
  }
}

/** What came is not HTTP: the other end is something else than a supervisord. */
export class BadAnswer extends Error {
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
