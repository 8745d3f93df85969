/**
 * A client of supervisord: XML-RPC calls, and logs that are followed.
 *
 *   const client = new SupervisorClient({ serverUrl: 'unix:///run/supervisor.sock' });
 *   await client.call('supervisor.startProcess', 'web');
 *   client.close();
 *
 * Errors are those of `errors.ts` and Node's own (`code` is ECONNREFUSED, ENOENT …). Answers are
 * trusted to have the shape that `methods.ts` gives them.
 */
import { UserError } from '../base/errors.ts';
import { CONTINUE_HEADER } from '../wire/log-stream.ts';
import type { WireValue } from '../wire/value.ts';
import { parseResponse, writeCall } from '../wire/xmlrpc.ts';
import { Connection, isStreamEnd } from './connection.ts';
import { HttpStatusError, ServerFault } from './errors.ts';
import type { MethodName, Params, Result } from './methods.ts';
import type { ResponseHead } from './response-reader.ts';
import type { Trust } from './secure-connection.ts';
import { hostHeader, parseServerUrl } from './server-address.ts';

export interface ClientOptions extends Trust {
  /** `http[s]://host[:port]` or `unix:///path`. */
  readonly serverUrl: string;
  /** Sent instead of a name and a password. */
  readonly token?: string | undefined;
  /** Sent only together with a password. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

const CALL_PATH = '/RPC2';

export class SupervisorClient {
  #options: ClientOptions;
  readonly #connection: Connection;
  readonly #others: SupervisorClient[] = [];

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#connection = this.#connect();
  }

  /**
   * Calls a method and waits for its answer.
   *
   * @throws {ServerFault} if the answer is a fault.
   * @throws {HttpStatusError} if the server refuses to answer, such as with 401.
   */
  async call<Name extends MethodName>(name: Name, ...params: Params<Name>): Promise<Result<Name>> {
    const answer = await this.callUntyped(name, params as readonly WireValue[]);
    return answer as Result<Name>; // the wire cannot vouch for it, see the header
  }

  /** Calls a method that `methods.ts` does not know, such as that of a plug-in. */
  async callUntyped(name: string, params: readonly WireValue[]): Promise<WireValue> {
    const response = parseResponse(await this.#post(writeCall(name, params)));
    if (response.kind === 'fault') throw new ServerFault(response.code, response.text);
    return response.value;
  }

  /**
   * Follows a log (`/logtail/<name>/<channel>`, `/mainlogtail`) on a connection of its own.
   * Resolves when the server ends it, which it does when it shuts down, or `signal` aborts it. When
   * another program takes the server's place, that one is asked for the rest.
   *
   * @param data takes what came; nothing more is read until its promise resolves.
   * @throws {HttpStatusError} if there is no such log.
   */
  async follow(
    path: string,
    data: (bytes: Uint8Array) => void | Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    let place = await this.#followOnce(path, data, { signal });
    while (place !== undefined) place = await this.#followOnce(path, data, { signal, place });
  }

  /** @returns where another program is to go on */
  async #followOnce(
    path: string,
    body: (bytes: Uint8Array) => void | Promise<void>,
    { signal, place }: { signal?: AbortSignal | undefined; place?: string },
  ): Promise<string | undefined> {
    const connection = this.#connect();
    let aborted = signal?.aborted === true;
    let next: string | undefined;
    const abort = () => {
      aborted = true;
      connection.close();
    };
    signal?.addEventListener('abort', abort);
    try {
      const header = place === undefined ? '' : `${CONTINUE_HEADER}: ${place}\r\n`;
      await connection.request(this.#head('GET', escapePath(path), header), {
        head: (head) => checkStatus(path, head),
        body,
        trailers(trailers) {
          next = trailers.get(CONTINUE_HEADER);
        },
      });
    } catch (error) {
      if (!aborted && !isStreamEnd(error)) throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
      connection.close();
    }
    return aborted ? undefined : next;
  }

  /** A client of the same server, on a connection of its own, which is closed with this one. */
  another(): SupervisorClient {
    const client = new SupervisorClient(this.#options);
    this.#others.push(client);
    return client;
  }

  /** Talks to another server from the next call on, with the same name and password. */
  connectTo(serverUrl: string): void {
    this.#options = { ...this.#options, serverUrl };
    this.close();
  }

  /** Whether something is sent that the server could know us by. */
  get hasCredentials(): boolean {
    return authorizationOf(this.#options) !== undefined;
  }

  /** Uses another name and password from the next call on. */
  authenticate(username: string, password: string): void {
    this.#options = { ...this.#options, username, password, token: undefined };
  }

  /** Closes the connection, so that calls under way fail; the next call makes a new one. */
  close(): void {
    for (const other of this.#others.splice(0)) other.close();
    this.#connection.close();
  }

  #connect(): Connection {
    return new Connection(
      () => parseServerUrl(this.#options.serverUrl),
      () => this.#options,
    );
  }

  async #post(document: string): Promise<string> {
    const length = Buffer.byteLength(document);
    const headers = `Content-Type: text/xml\r\nAccept: text/xml\r\nContent-Length: ${length}\r\n`;
    const parts: Uint8Array[] = [];
    await this.#connection.request(this.#head('POST', CALL_PATH, headers) + document, {
      head: (head) => checkStatus(CALL_PATH, head),
      body: (bytes) => void parts.push(bytes),
    });
    return Buffer.concat(parts).toString();
  }

  /** A request up to the empty line behind its headers. */
  #head(method: 'GET' | 'POST', path: string, headers = ''): string {
    const host = hostHeader(parseServerUrl(this.#options.serverUrl));
    const authorization = authorizationOf(this.#options);
    const credentials = authorization === undefined ? '' : `Authorization: ${authorization}\r\n`;
    const common = `Host: ${host}\r\nUser-Agent: visord\r\n${credentials}`;
    return `${method} ${path} HTTP/1.1\r\n${common}${headers}\r\n`;
  }
}

/** @throws {UserError} if a token would not stay in its line */
function authorizationOf({ username, password, token }: ClientOptions): string | undefined {
  if (token !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(token))
      throw new UserError('a token has no blanks and no letters beyond ASCII');
    return `Bearer ${token}`;
  }
  if (username === undefined || password === undefined) return undefined;
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Makes any text a path that a request line can carry. */
function escapePath(path: string): string {
  return encodeURI(path).replace(/[?#]/g, encodeURIComponent);
}

function checkStatus(path: string, { status, reason }: ResponseHead): void {
  if (status !== 200) throw new HttpStatusError(path, status, reason);
}
