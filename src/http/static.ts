/**
 * GET and HEAD of everything that no other route has: the files in `ui/` of the package.
 *
 * A path is resolved below that folder before the disk is asked, so `..` leads nowhere else.
 */
import { createReadStream, type Stats, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import { packageFolder } from '../os/package-folder.ts';
import { SHOWN, sendError, writeHead } from './answer.ts';
import { pathOf } from './uri.ts';

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.css', 'text/css'],
  ['.gif', 'image/gif'],
  ['.png', 'image/png'],
]);

export function answerFile(request: IncomingMessage, response: ServerResponse): void {
  const place = path.posix.normalize(`/${pathOf(request.url ?? '')}`);
  const file = path.join(packageFolder(__dirname), 'ui', place);
  const status = place.includes('\0') ? undefined : statusOf(file);
  if (status?.isDirectory() && !place.endsWith('/')) {
    sendError(response, 301, [['Location', `${encodeURI(place)}/`]]);
  } else if (status === undefined || !status.isFile()) sendError(response, 404);
  else if (isFresh(status, request.headers['if-modified-since'])) {
    writeHead(response, 304, []);
    response.end();
  } else sendFile(request, response, { file, status });
}

function sendFile(
  { method }: IncomingMessage,
  response: ServerResponse,
  { file, status }: { file: string; status: Stats },
): void {
  writeHead(response, 200, [
    ['Last-Modified', status.ctime.toUTCString()],
    ['Content-Length', String(status.size)],
    ['Content-Type', TYPES.get(path.extname(file)) ?? 'text/plain'],
    ...SHOWN,
  ]);
  if (method === 'HEAD') response.end();
  else pipeline(createReadStream(file), response, () => {}); // a failure ends the connection
}

function statusOf(file: string): Stats | undefined {
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
