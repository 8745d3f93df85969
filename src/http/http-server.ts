/**
 * One HTTP server: takes requests in, has them checked and answered, and closes in good order.
 *
 * Connections stay open for as long as the client likes, and an answer may take as long as it
 * must; only a request that has begun to arrive must be there in time. Nothing runs at rest:
 * Node's own checks of connections are switched off, and deadlines are set while they matter.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { type Principal, permits } from '../core/access.ts';
import { daemonFor } from '../rpc/limited-daemon.ts';
import { accessLine } from './access-line.ts';
import { type ErrorStatus, endForHandOver, rawError, sendError } from './answer.ts';
import { type Body, readBody } from './body.ts';
import { ANYBODY, Caller } from './caller.ts';
import { Connections } from './connections.ts';
import type { Admission, Gate } from './gate.ts';
import { isCrossSite } from './origin.ts';
import { placeOf } from './peer.ts';
import { findRoute, type Route, takes } from './routes.ts';
import type { Exchange, World } from './world.ts';

/** From the connection to the end of its first head. */
const HEAD_TIMEOUT_MS = 60_000;
/** From the end of the head to the end of the body. */
const BODY_TIMEOUT_MS = 300_000;
/** For answers under way when the server closes. */
const CLOSE_TIMEOUT_MS = 2000;
/** The same when another program takes over; who gets none is told to ask that one. */
const HAND_OVER_MS = 100;
/** The longest interval that timers have: Node's check of connections never comes. */
const NEVER_MS = 2 ** 31 - 1;

const OPTIONS = {
  requireHostHeader: false,
  keepAliveTimeout: 0,
  headersTimeout: 0,
  requestTimeout: 0,
  connectionsCheckingInterval: NEVER_MS,
  highWaterMark: 16_384, // of what a client has not read; later versions of Node keep more
  keepAlive: true, // the kernel finds out about clients that are gone
};

export interface ServerOptions {
  /** Of the body of a request. */
  readonly maxBytes: number;
  readonly maxConnections: number;
  /** Whether everybody may ask how it is. */
  readonly openHealth: boolean;
  /** What listens, if it is not the server itself, and gives it secured connections. */
  readonly listener?: NetServer | undefined;
}

export class HttpServer {
  readonly node: Server;
  readonly listener: NetServer;
  readonly #gate: Gate;
  readonly #world: World;
  readonly #maxBytes: number;
  readonly #openHealth: boolean;
  readonly #answers = new Set<ServerResponse>();
  readonly #connections: Connections;
  #closed: Promise<void> | undefined;
  #isLeaving = false;
  #whenAnswered: (() => void) | undefined;

  constructor(gate: Gate, world: World, options: ServerOptions) {
    const { maxBytes, maxConnections, openHealth, listener } = options;
    this.#maxBytes = maxBytes;
    this.#openHealth = openHealth;
    this.#gate = gate;
    this.#world = world;
    this.#connections = new Connections(maxConnections, world.clock);
    this.node = createServer(OPTIONS);
    this.listener = listener ?? this.node;
    listener?.on('secureConnection', (socket: Socket) => {
      if (this.#closed === undefined) this.node.emit('connection', socket);
      else socket.destroy(); // its handshake ended too late
    });
    this.node.on('connection', (socket) => {
      this.#connections.add(socket);
      this.#countConnection(socket);
      this.#awaitRequest(socket);
    });
    this.node.on('request', (request, response) => this.#take(request, response));
    // Node would hang up without a word.
    this.node.on('connect', (_request, socket) => socket.end(rawError(400)));
    this.node.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
      const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
      if (error.code === 'ECONNRESET' || !socket.writable || this.#isAnswering(socket)) {
        socket.destroy();
      } else socket.end(rawError(status));
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Takes no new connections; those that are there stay. Node's own `close` would cut answers. */
  stopListening(): void {
    NetServer.prototype.close.call(this.listener);
  }

  /**
   * Ends every connection, since another program takes over. Answers that are ready within a moment
   * still go out; all other requests are told to come again.
   */
  async handOver(): Promise<void> {
    this.#isLeaving = true;
    this.stopListening();
    await this.#answered(HAND_OVER_MS);
    const late = [...this.#answers].filter((response) => !response.headersSent);
    await Promise.all(late.map((response) => refuse({ request: response.req, response }, 503)));
    await this.#answered(HAND_OVER_MS);
    this.#hangUp();
  }

  async #close(): Promise<void> {
    this.stopListening();
    await this.#answered(CLOSE_TIMEOUT_MS);
    this.#hangUp();
  }

  /** Waits until nobody is being answered any more, no longer than so many milliseconds. */
  async #answered(timeoutMs: number): Promise<void> {
    for (const response of this.#answers) {
      if (!response.headersSent) continue;
      if (this.#isLeaving) endForHandOver(response);
      else response.end(); // a stream, which has no end of its own
    }
    if (this.#answers.size === 0) return;
    const { clock } = this.#world;
    await new Promise<void>((resolve) => {
      const timer = clock.at(clock.monotonic() + timeoutMs, resolve);
      this.#whenAnswered = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  #hangUp(): void {
    this.node.close(); // lets go of Node's check of connections
    this.node.closeAllConnections();
  }

  #countConnection(socket: Socket): void {
    const { traffic } = this.#world.live;
    traffic.connections += 1;
    socket.once('close', () => {
      traffic.connections -= 1;
    });
  }

  /** Closes connections other than the newcomer, since descriptors are running out. */
  makeRoom(newcomer: Socket | undefined): void {
    this.#connections.makeRoom(newcomer);
  }

  /** Closes a connection on which a request has begun to arrive, but does not come to an end. */
  #awaitRequest(socket: Socket): void {
    const { clock } = this.#world;
    const timer = clock.at(clock.monotonic() + HEAD_TIMEOUT_MS, () => {
      if (socket.bytesRead > 0) socket.destroy();
    });
    HEAD_TIMERS.set(socket, () => timer.cancel());
    socket.once('close', () => timer.cancel());
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    HEAD_TIMERS.get(socket)?.();
    this.#answers.add(response);
    this.#world.live.traffic.requests += 1;
    this.#connections.count(socket, 1);
    const { bytesWritten } = socket;
    const peer = placeOf(socket);
    response.on('close', () => {
      this.#answers.delete(response);
      this.#connections.count(socket, -1);
      this.#trace(peer, response, socket.bytesWritten - bytesWritten);
      if (this.#answers.size === 0) this.#whenAnswered?.();
    });
    response.on('error', () => {}); // the client is gone: `close` follows
    this.#answer(request, response)
      .catch(async (error: unknown) => {
        if (this.#isLeaving && response.headersSent) return; // it has been told to come again
        const trace = error instanceof Error ? error.stack : String(error);
        this.#world.log.error(`Server Error: ${request.method} ${request.url}: ${trace}`);
        if (response.headersSent) response.destroy();
        else await refuse({ request, response }, 500);
      })
      .catch(() => response.destroy());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = findRoute(request.method ?? '', request.url ?? '');
    const isOpen = this.#openHealth && route?.isHealth === true;
    const gate = isOpen ? new Caller(ANYBODY, request.socket, this.#world) : this.#gate(request);
    const admission = gate instanceof Promise ? await gate : gate;
    const maxBytes = Math.min(this.#maxBytes, route?.maxBytes ?? Number.POSITIVE_INFINITY);
    const leaving = this.#isLeaving ? 503 : undefined;
    const denied = objection(request, { admission, route, maxBytes }) ?? leaving;
    const body = await this.#readBody(request, denied === undefined ? maxBytes : 0);
    if (body === undefined || response.destroyed) return;
    const status = denied ?? (body.kind === 'too large' ? 413 : undefined);
    if (status !== undefined || route === undefined || typeof admission === 'number') {
      await refuse({ request, response }, status ?? 400);
    } else {
      const text = body.kind === 'whole' ? body.text : '';
      const exchange = { request, response, principal: admission, body: text };
      await route.run(this.#worldOf(admission), exchange);
    }
  }

  /** What there is for somebody: for who is limited to groups, nothing of the others. */
  #worldOf(principal: Principal): World {
    const world = this.#world;
    if (principal.groups === undefined) return world;
    return { ...world, daemon: daemonFor(principal, world.daemon) };
  }

  async #readBody(request: IncomingMessage, maxBytes: number): Promise<Body | undefined> {
    const { clock } = this.#world;
    const body = readBody(request, maxBytes);
    await undefined; // what has come together with the head is parsed by then
    if (request.complete) return body;
    const timer = clock.at(clock.monotonic() + BODY_TIMEOUT_MS, () => request.destroy());
    try {
      return await body;
    } finally {
      timer.cancel();
    }
  }

  #isAnswering(socket: Socket): boolean {
    return [...this.#answers].some((response) => response.socket === socket);
  }

  /** As in the original, a line with `error` in it is an error, were it the name of a program. */
  #trace(peer: string, { req, statusCode }: ServerResponse, bytes: number): void {
    const { log, clock } = this.#world;
    const isError = /error/i.test(req.url ?? '');
    const level = isError ? 'error' : 'trace';
    if (!log.enabled(level)) return;
    log.log(level, accessLine(req, { peer, statusCode, bytes, at: new Date(clock.wall()) }));
  }
}

/** What calls off the wait for the first head of a connection. */
const HEAD_TIMERS = new WeakMap<Socket, () => void>();

interface Checked {
  readonly admission: Admission;
  readonly route: Route | undefined;
  readonly maxBytes: number;
}

/** @returns the status to refuse a request with, if any */
function objection(
  { method = '', url = '', headers }: IncomingMessage,
  { admission, route, maxBytes }: Checked,
): ErrorStatus | undefined {
  if (typeof admission === 'number') return admission;
  if (route === undefined || !takes(route.methods, method)) return 400;
  if (!permits(admission, route)) return 403;
  const changes = !SAFE_METHODS.has(method) || route.changes?.(url) === true;
  if (changes && isCrossSite(headers)) return 403;
  const length = headers['content-length'];
  if (method === 'POST' && length === undefined && !route.anyLength) return 411;
  return Number(length ?? 0) > maxBytes ? 413 : undefined;
}

async function refuse(
  exchange: Pick<Exchange, 'request' | 'response'>,
  status: ErrorStatus,
): Promise<void> {
  const { method = '', url = '' } = exchange.request;
  const route = findRoute(method, url);
  const headers: [string, string][] = [];
  if (status === 401) headers.push(['Connection', 'close'], ['WWW-Authenticate', REALM]);
  if (status === 503) headers.push(['Connection', 'close'], ['Retry-After', '1']);
  if (route?.refuse === undefined) sendError(exchange.response, status, headers);
  else await route.refuse(exchange, status, headers);
}

/** What does not change anything by itself. */
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const REALM = 'Basic realm="default"';
