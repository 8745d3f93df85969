/** A client that writes and reads bytes, for what ordinary clients never send. */
import { connect, type Socket } from 'node:net';

/** A connection of bytes. */
export class RawClient {
  readonly socket: Socket;
  readonly ended: Promise<void>;
  received = '';
  #waiting: (() => void) | undefined;

  /** @param where A unix socket, or a TCP port */
  constructor(where: string | number, host = '127.0.0.1') {
    this.socket = typeof where === 'number' ? connect(where, host) : connect(where);
    this.socket.setEncoding('latin1');
    this.socket.on('data', (text: string) => {
      this.received += text;
      this.#waiting?.();
    });
    this.socket.on('error', () => {});
    this.ended = new Promise((resolve) => this.socket.on('close', () => resolve()));
  }

  send(...lines: string[]): this {
    this.socket.write(lines.join('\r\n'));
    return this;
  }

  /** Waits until what came matches, or the connection ends without that. */
  async until(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.received) && !this.socket.closed) {
      const news = new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
      await Promise.race([news, this.ended]);
    }
    if (!pattern.test(this.received)) throw new Error(`no ${pattern} in: ${this.received}`);
    return this.received;
  }

  /** Everything up to the end of the connection. */
  async rest(): Promise<string> {
    await this.ended;
    return this.received;
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

/** A call as the bytes of its request. */
export function callRequest(method: string, params = '', headers: readonly string[] = []): string {
  const body = `<?xml version='1.0'?><methodCall><methodName>${method}</methodName>${params}</methodCall>`;
  const length = `Content-Length: ${Buffer.byteLength(body)}`;
  return ['POST /RPC2 HTTP/1.1', ...headers, length, '', body].join('\r\n');
}
