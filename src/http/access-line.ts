/** The line that the log has for a request: `localhost:0 - - [DATE] "GET / HTTP/1.1" 200 1234`. */
import type { IncomingMessage } from 'node:http';

export interface Answered {
  /** `address:port` of the client. */
  readonly peer: string;
  readonly statusCode: number;
  /** Of the whole answer. */
  readonly bytes: number;
  readonly at: Date;
}

export function accessLine(
  { method, url, httpVersion }: IncomingMessage,
  { peer, statusCode, bytes, at }: Answered,
): string {
  return `${peer} - - [${accessDate(at)}] "${method} ${url} HTTP/${httpVersion}" ${statusCode} ${bytes}`;
}

/** `22/Nov/2026:01:51:24 +0100`, in local time. */
function accessDate(date: Date): string {
  const [, month, day, year, time, zone = ''] = String(date).split(' ');
  return `${day}/${month}/${year}:${time} ${zone.replace('GMT', '')}`;
}
