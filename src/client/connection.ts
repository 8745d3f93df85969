/**
 * One connection to a supervisord, over a unix socket or TCP, with HTTP spoken by hand: a command
 * line would spend a good part of its time on loading `node:http`.
 *
 * Requests are answered one after the other. The connection is made by the first of them, kept
 * for the next, and made anew when the server has closed it in between; while no request is under
 * way it does not keep the process alive. There are no time-outs:
 * a call that waits for a program takes as long as the program.
 */
import { connect, type Socket } from 'node:net';
import { ConnectionLost } from './errors.ts';
import { type ResponseHead, ResponseReader } from './response-reader.ts';
import { connectSecurely, type Trust } from './secure-connection.ts';
import type { ServerAddress } from './server-address.ts';

/** Hears of an answer while it comes. What is thrown here fails the request. */
export interface AnswerListener {
  head(head: ResponseHead): void;
  /** The bytes are valid during the call. Nothing more is read before the promise resolves. */
  body(bytes: Uint8Array): void | Promise<void>;
  /** What stands behind the body. */
  trailers?(trailers: ReadonlyMap<string, string>): void;
}

/** A request whose answer has not ended. */
interface Exchange {
  readonly socket: Socket;
  readonly reader: ResponseReader;
  fail(error: unknown): void;
}

export class Connection {
  readonly #address: () => ServerAddress;
  readonly #trust: () => Trust;
  #socket: Socket | undefined;
  #exchange: Exchange | undefined;
  /** How often it was closed: a request that waited for its turn meanwhile is not sent. */
  #closed = 0;
  /** Settles when the requests before have been answered. */
  #turn: Promise<void> = Promise.resolve();

  /** @param address and `trust` are asked when a connection is made, so that errors belong to a request. */
  constructor(address: () => ServerAddress, trust: () => Trust) {
    this.#address = address;
    this.#trust = trust;
  }

  /** Sends a request; resolves when the answer has ended. */
  request(request: string, listener: AnswerListener): Promise<void> {
    const before = this.#closed;
    const answered = this.#turn.then(() => {
      if (before !== this.#closed) throw new ConnectionLost(false);
      return this.#perform(request, listener);
    });
    this.#turn = answered.catch(() => {}); // the caller hears of it
    return answered;
  }

  /** Closes the connection at once; requests under way fail with `ConnectionLost`. */
  close(): void {
    this.#closed++;
    if (this.#socket !== undefined) this.#drop(this.#socket);
  }

  #perform(request: string, listener: AnswerListener): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const socket = this.#socket ?? this.#open();
      let reusable = false;
      const finish = (settle: () => void) => {
        this.#exchange = undefined;
        if (reusable) socket.unref();
        else this.#drop(socket);
        settle();
      };
      const fail = (error: unknown) => {
        reusable = false;
        finish(() => reject(error));
      };
      const reader = new ResponseReader({
        head: (head) => {
          reusable = head.keepAlive;
          listener.head(head);
        },
        body: (bytes) => {
          const wait = listener.body(bytes);
          if (wait === undefined) return;
          socket.pause();
          wait.then(() => socket.resume(), fail);
        },
        end: (trailers) => {
          listener.trailers?.(trailers);
          finish(resolve);
        },
      });
      this.#exchange = { socket, reader, fail };
      socket.ref();
      socket.write(request);
    });
  }

  #open(): Socket {
    const address = this.#address();
    const socket = this.#connect(address);
    this.#socket = socket;
    socket.on('data', (bytes) => this.#tell(socket, ({ reader }) => reader.feed(bytes)));
    socket.on('error', (error) => this.#tell(socket, ({ fail }) => fail(error)));
    socket.on('close', () => {
      this.#drop(socket);
      this.#tell(socket, ({ reader }) => reader.close());
    });
    return socket;
  }

  #connect(address: ServerAddress): Socket {
    if (address.family === 'unix') return connect({ path: address.path });
    const { host, port, secure } = address;
    return secure
      ? connectSecurely(address, this.#trust())
      : connect({ host, port, noDelay: true });
  }

  /** Tells the exchange of a socket what happened; an old socket may close during the next. */
  #tell(socket: Socket, news: (exchange: Exchange) => void): void {
    const exchange = this.#exchange;
    if (exchange?.socket !== socket) return;
    try {
      news(exchange);
    } catch (error) {
      exchange.fail(error);
    }
  }

  #drop(socket: Socket): void {
    socket.destroy();
    if (this.#socket === socket) this.#socket = undefined;
  }
}

/** Whether a stream simply ended with its connection. */
export function isStreamEnd(error: unknown): boolean {
  return error instanceof ConnectionLost && error.begun;
}
