/**
 * Calls of the JSON API, relative to the page, so that a proxy may put it below any path.
 *
 * A refusal becomes an ApiError, whatever its cause: a fault of the daemon, a status of HTTP, or a
 * daemon that cannot be reached.
 */
import type { FaultName } from '../../src/wire/faults.ts';

/** What the daemon says when it refuses (RFC 9457). */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly fault?: { readonly name: FaultName };
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** Of HTTP; 0 if there was no answer. */
  readonly status: number;
  readonly fault: FaultName | undefined;

  constructor(status: number, message: string, fault?: FaultName) {
    super(message);
    this.status = status;
    this.fault = fault;
  }
}

/** Where something of the API is, for `fetch`, streams and links. `path` is already encoded. */
export function apiUrl(path: string, query: Query = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  );
  return `api/v1/${path}${search.size === 0 ? '' : `?${search}`}`;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

/** @throws {ApiError} */
export function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return call('GET', apiUrl(path, query), undefined, signal);
}

const FORBIDDEN = 403;

/** An answer, or nothing if the reader may not have it. @throws {ApiError} for other refusals */
export async function permitted<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.status === FORBIDDEN) return undefined;
    throw error;
  }
}

/** @throws {ApiError} */
export function post<T>(path: string, body: object = {}): Promise<T> {
  return call('POST', apiUrl(path), body);
}

async function call<T>(
  method: string,
  url: string,
  body: object | undefined,
  signal?: AbortSignal,
): Promise<T> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = body === undefined ? {} : { 'Content-Type': 'application/json' };
  const response = await fetch(url, { method, headers, ...sent, ...(signal && { signal }) }).catch(
    (error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiError(0, String(error));
    },
  );
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const answer: unknown = isJson && text !== '' ? JSON.parse(text) : {};
  if (response.ok) return answer as T;
  const { detail, title = response.statusText, fault } = answer as Problem;
  throw new ApiError(response.status, detail ?? title, fault?.name);
}
