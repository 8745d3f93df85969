/**
 * Why a request is refused, and how that is told: as a problem document of RFC 9457.
 *
 * A fault of a method has its status here. A request that never came as far as an operation has a
 * status of HTTP and, where XML-RPC would have one, a fault as well.
 */
import type { ServerResponse } from 'node:http';
import { faultOf, type Problem } from '../../wire/api/problem.ts';
import type { FaultName, RpcFault } from '../../wire/faults.ts';
import { type ErrorStatus, type Headers, REASONS, SHOWN, sendBody } from '../answer.ts';

/** A request that is not as its operation takes it. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: ErrorStatus;
  /** The part of the request that is wrong, such as `names/0`. */
  readonly field: string | null;
  readonly headers: Headers;

  constructor(
    status: ErrorStatus,
    detail: string,
    { field = null, headers = [] }: { field?: string | null; headers?: Headers } = {},
  ) {
    super(detail);
    this.status = status;
    this.field = field;
    this.headers = headers;
  }
}

/** 409: the request is right, but not in the state that things are in. */
const FAULT_STATUS: { readonly [Name in FaultName]: ErrorStatus } = {
  UNKNOWN_METHOD: 404,
  INCORRECT_PARAMETERS: 400,
  BAD_ARGUMENTS: 400,
  SIGNATURE_UNSUPPORTED: 400,
  SHUTDOWN_STATE: 503,
  BAD_NAME: 404,
  BAD_SIGNAL: 400,
  NO_FILE: 404,
  NOT_EXECUTABLE: 409,
  FAILED: 409,
  ABNORMAL_TERMINATION: 409,
  SPAWN_ERROR: 409,
  ALREADY_STARTED: 409,
  NOT_RUNNING: 409,
  SUCCESS: 500,
  ALREADY_ADDED: 409,
  STILL_RUNNING: 409,
  CANT_REREAD: 409,
  NOT_PERMITTED: 403,
  UPGRADING: 503,
};

/** What XML-RPC calls it. */
const STATUS_FAULT: Partial<Record<ErrorStatus, FaultName>> = {
  400: 'INCORRECT_PARAMETERS',
  404: 'UNKNOWN_METHOD',
  405: 'UNKNOWN_METHOD',
  411: 'INCORRECT_PARAMETERS',
  413: 'INCORRECT_PARAMETERS',
  415: 'INCORRECT_PARAMETERS',
  500: 'FAILED',
  503: 'UPGRADING',
};

export function statusOf(fault: FaultName): ErrorStatus {
  return FAULT_STATUS[fault];
}

export function problemOfFault({ fault, message }: RpcFault): Problem {
  return {
    type: `urn:visord:${fault}`,
    title: fault,
    status: statusOf(fault),
    detail: message,
    fault: faultOf(fault),
    field: null,
  };
}

export function problemOfStatus(
  status: ErrorStatus,
  detail: string,
  field: string | null = null,
): Problem {
  const fault = STATUS_FAULT[status];
  return {
    type: 'about:blank',
    title: REASONS[status],
    status,
    detail,
    fault: fault === undefined ? null : faultOf(fault),
    field,
  };
}

/** What is to be said about a request that the server has refused before anybody looked at it. */
export const DETAILS: Partial<Record<ErrorStatus, string>> = {
  400: 'the request cannot be understood',
  401: 'user and password are needed',
  403: 'requests of other sites, for other hosts, and beyond the role of a user, are not answered',
  411: 'the request has no Content-Length',
  413: 'the body of the request is too long',
  500: 'visord has failed; its log says how',
  503: 'another program takes over supervisord: ask again, what was asked for may go on',
};

export function sendProblem(
  response: ServerResponse,
  problem: Problem,
  headers: Headers = [],
): void {
  sendBody(response, problem.status as ErrorStatus, {
    type: 'application/problem+json',
    headers: [...headers, ['Cache-Control', 'no-store'], ...SHOWN],
    body: `${JSON.stringify(problem)}\n`,
  });
}
