/**
 * How an answer looks, whatever it says: status line, headers and error page as the original's.
 *
 * The first headers are `Server` and `Date`, in this order, and nothing is added that the caller
 * did not ask for; clients of all ages read them.
 */
import { Buffer } from 'node:buffer';
import type { ServerResponse } from 'node:http';

export const REASONS = {
  200: 'OK',
  301: 'Moved Permanently',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const;

export type Status = keyof typeof REASONS;

export type ErrorStatus = Exclude<Status, 200 | 304>;

export type Headers = readonly (readonly [name: string, value: string])[];

/**
 * Of everything that a browser shows: nothing but our own files is loaded or run, whatever a log
 * or a name says, and no other site puts it into a frame.
 */
export const SHOWN: Headers = [
  [
    'Content-Security-Policy',
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  ],
  ['X-Frame-Options', 'DENY'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'same-origin'],
];

/** What the original calls its server. */
const SERVER = 'Medusa/1.12';

/** Writes status line and headers; the body is the caller's. */
export function writeHead(response: ServerResponse, status: Status, headers: Headers): void {
  const all = [...commonHeaders(), ...headers];
  response.sendDate = false;
  if (response.req.httpVersion === '1.0' && response.shouldKeepAlive) {
    all.push(['Connection', 'Keep-Alive']);
  } else if (!headers.some(([name]) => name === 'Connection')) {
    response.removeHeader('Connection'); // keeps Node from adding its own
  }
  const flat: string[] = [];
  for (const [name, value] of all) flat.push(name, value);
  response.writeHead(status, REASONS[status], flat);
}

/** What is still to be said at the end of a stream, when another program takes over. */
const LAST_WORDS = new WeakMap<ServerResponse, () => Headers>();

export function sayAtHandOver(response: ServerResponse, trailers: () => Headers): void {
  LAST_WORDS.set(response, trailers);
}

/** Ends a stream, since another program takes over. */
export function endForHandOver(response: ServerResponse): void {
  const trailers = LAST_WORDS.get(response)?.() ?? [];
  response.addTrailers(trailers.map(([name, value]): [string, string] => [name, value]));
  response.end();
}

/** Sends a whole answer. */
export function sendBody(
  response: ServerResponse,
  status: Status,
  { type, headers = [], body }: { type: string; headers?: Headers; body: string | Buffer },
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = ['Content-Length', String(bytes.length)] as const;
  const order =
    status === 200
      ? [['Content-Type', type] as const, length]
      : [length, ['Content-Type', type] as const];
  writeHead(response, status, [...headers, ...order]);
  response.end(bytes);
}

export function sendError(
  response: ServerResponse,
  status: ErrorStatus,
  headers: Headers = [],
): void {
  sendBody(response, status, { type: 'text/html', headers, body: errorPage(status) });
}

/** A whole answer as bytes, for a request that never became one. */
export function rawError(status: ErrorStatus): string {
  const page = errorPage(status);
  const headers = [
    ...commonHeaders(),
    ['Connection', 'close'],
    ['Content-Length', String(page.length)],
    ['Content-Type', 'text/html'],
  ].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${REASONS[status]}\r\n${headers.join('')}\r\n${page}`;
}

function commonHeaders(): [string, string][] {
  return [
    ['Server', SERVER],
    ['Date', httpDate(Date.now())],
  ];
}

/** The date of the last answer; many come within a second. */
let lastDate = { second: Number.NaN, text: '' };

function httpDate(now: number): string {
  const second = Math.floor(now / 1000);
  if (second !== lastDate.second) lastDate = { second, text: new Date(now).toUTCString() };
  return lastDate.text;
}

/** The body of an answer that is no success. */
export function errorPage(status: ErrorStatus): string {
  return [
    '<head>',
    '<title>Error response</title>',
    '</head>',
    '<body>',
    '<h1>Error response</h1>',
    `<p>Error code ${status}.`,
    `<p>Message: ${REASONS[status]}.`,
    '</body>',
    '',
  ].join('\r\n');
}
