/**
 * GET and HEAD of files in the package: those in `ui/`, for every path that no other route has, and
 * those of the dashboard, below `/dashboard/`.
 *
 * A path is resolved below its folder before the disk is asked, so `..` leads nowhere else.
 */
import { createReadStream, type Stats, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { packageFolder } from '../os/package-folder.ts';
import { type Headers, SHOWN, sendError, writeHead } from './answer.ts';
import { pathOf } from './uri.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css'],
  ['.gif', 'image/gif'],
  ['.js', 'text/javascript;charset=utf-8'],
  ['.png', 'image/png'],
]);

/** What is to be sent, with the headers beside those of any file. */
interface Sendable {
  readonly file: string;
  readonly status: Stats;
  readonly type: string;
  readonly headers: Headers;
}

/** Answers with a file of `ui/`. */
export function answerFile(request: IncomingMessage, response: ServerResponse): void {
  const place = placeOf(request);
  const file = inPackage('ui', place);
  const status = statusOf(file);
  if (status?.isDirectory() && !place.endsWith('/')) {
    sendError(response, 301, [['Location', `${encodeURI(place)}/`]]);
  } else if (status === undefined || !status.isFile()) sendError(response, 404);
  else answerWith(request, response, { file, status, type: typeOf(file), headers: [] });
}

/**
 * Answers with a file of the dashboard, compressed if the browser can take it. It asks each time
 * whether its copy is still good, so that no part of an older version stays beside a newer one.
 */
export function answerDashboard(request: IncomingMessage, response: ServerResponse): void {
  const file = inPackage('dist/web', placeOf(request).replace(/^\/dashboard/, ''));
  const original = TYPES.has(path.extname(file)) ? statusOf(file) : undefined;
  if (!original?.isFile()) {
    sendError(response, 404);
    return;
  }
  const type = typeOf(file);
  const headers: Headers = [
    ['Cache-Control', 'no-cache'],
    ['Vary', 'Accept-Encoding'],
  ];
  const compressed = acceptsGzip(request) ? statusOf(`${file}.gz`) : undefined;
  const what =
    compressed === undefined
      ? { file, status: original, headers }
      : {
          file: `${file}.gz`,
          status: compressed,
          headers: [...headers, ['Content-Encoding', 'gzip'] as const],
        };
  answerWith(request, response, { ...what, type });
}

function answerWith(request: IncomingMessage, response: ServerResponse, what: Sendable): void {
  const { file, status, type, headers } = what;
  if (isFresh(status, request.headers['if-modified-since'])) {
    writeHead(response, 304, []);
    response.end();
    return;
  }
  writeHead(response, 200, [
    ['Last-Modified', status.ctime.toUTCString()],
    ['Content-Length', String(status.size)],
    ['Content-Type', type],
    ...headers,
    ...SHOWN,
  ]);
  if (request.method === 'HEAD') response.end();
  else pipeline(createReadStream(file), response, () => {}); // a failure ends the connection
}

/** The path that is asked for, without any `..` in it. */
function placeOf({ url = '' }: IncomingMessage): string {
  return path.posix.normalize(`/${pathOf(url)}`);
}

function inPackage(folder: string, place: string): string {
  return path.join(packageFolder(__dirname), folder, place);
}

function typeOf(file: string): string {
  return TYPES.get(path.extname(file)) ?? 'text/plain';
}

/** Whether compressed text is welcome. Who refuses it with `q=0` gets it plain. */
function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(headers['accept-encoding'] ?? ''));
}

function statusOf(file: string): Stats | undefined {
  if (file.includes('\0')) return undefined;
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a file where a folder would have to be
  }
}

/**
 * Whether the client's copy is as new as ours. What counts is when the file came to this disk:
 * packages carry one and the same date of modification in every version.
 */
function isFresh({ ctime, size }: Stats, header: string | undefined): boolean {
  const [date = '', length] = (header ?? '').split(/; *length=/i);
  if (length !== undefined && Number(length) !== size) return false;
  return Math.floor(ctime.getTime() / 1000) * 1000 <= Date.parse(date);
}
