/** What operations on logs have in common, whosever log it is. */
import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import type { FollowableLog } from '../../logs/follow.ts';
import { olderThan, openLog, textOf, withLogFile } from '../../logs/log-file.ts';
import { type LineRequest, readLines } from '../../logs/read-lines.ts';
import type { Context } from '../../rpc/method.ts';
import type { LogLines, LogPart } from '../../wire/api/log.ts';
import { boolean, integer, optional, string } from '../../wire/api/schema.ts';
import { SHOWN, writeHead } from '../answer.ts';
import { quote } from '../uri.ts';
import { Refusal } from './refusal.ts';

const BACKUP = {
  backup: optional(
    integer('0 for the log itself, otherwise the number of an older copy', {
      minimum: 0,
      maximum: 1_000_000,
    }),
    0,
  ),
} as const;

export const PART = {
  method: 'GET',
  query: {
    offset: optional(integer('Where it begins; negative: that many bytes before the end'), -16_384),
    length: optional(
      integer('How many bytes at most', { minimum: 1, maximum: 1024 * 1024 }),
      65_536,
    ),
    ...BACKUP,
  },
} as const;

export const LINES = {
  method: 'GET',
  query: {
    before: optional(integer('Lines that end here or before', { minimum: 0 })),
    after: optional(
      integer('Lines that begin here or behind; not together with `before`', { minimum: 0 }),
    ),
    count: optional(integer('How many lines at most', { minimum: 1, maximum: 5000 }), 200),
    search: optional(string('Only lines that hold this text', { maxLength: 1000 })),
    ignoreCase: optional(boolean('Whether capital letters and small ones are the same'), false),
    ...BACKUP,
  },
} as const;

export const DOWNLOAD = {
  method: 'GET',
  query: BACKUP,
  answer: { type: 'text/plain', doc: 'The log, as a file to save.' },
} as const;

interface Backup {
  readonly backup: number;
}

export function partOf(
  { files }: Context,
  { path }: FollowableLog,
  { offset, length, backup }: Backup & { readonly offset: number; readonly length: number },
): Promise<LogPart> {
  return withLogFile(files, { path, backup }, (file) => textOf(file, offset, length));
}

export async function linesOf(
  { files }: Context,
  { path }: FollowableLog,
  { backup, ...request }: Backup & LineRequest,
): Promise<LogLines> {
  if (request.before !== undefined && request.after !== undefined) {
    throw new Refusal(400, 'before and after are not given together', { field: 'after' });
  }
  const place = { path, backup };
  return withLogFile(files, place, async (file) => {
    const page = await readLines(file, request);
    const older = page.start === 0 ? olderThan(files, place) : undefined;
    return { id: file.id, size: file.size, ...page, older: older ?? null };
  });
}

/**
 * Sends the whole of a log as a file to save. What is added meanwhile is left out, and a client that
 * does not read holds up nobody.
 *
 * @throws {RpcFault} NO_FILE, FAILED
 */
export function sendLog(
  { files }: Context,
  { path }: FollowableLog,
  { backup, fileName }: Backup & { readonly fileName: string },
  response: ServerResponse,
): void {
  const { fd, size } = openLog(files, { path, backup });
  writeHead(response, 200, [
    ['Content-Type', 'text/plain;charset=utf-8'],
    [
      'Content-Disposition',
      `attachment; filename*=UTF-8''${quote(fileName).replaceAll('/', '%2F')}`,
    ],
    ['Cache-Control', 'no-store'],
    ...SHOWN,
  ]);
  if (size === 0) {
    files.close(fd);
    response.end();
  } else {
    pipeline(createReadStream('', { fd, end: size - 1 }), response, () => {}); // it closes the file
  }
}
