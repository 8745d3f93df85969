/**
 * Ports for what must be told its port before it listens, and would not say that another has it:
 * nginx tries again for seconds, while a test talks to somebody else's. They are below those that the
 * system gives to connections, and each is held as a UDP port meanwhile, so that nobody who asks
 * here gets it as well.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 12_000;
const HOST = '127.0.0.1';

export class Ports implements AsyncDisposable {
  readonly #held: Socket[] = [];

  /** A TCP port that nobody listens on. */
  async free(): Promise<number> {
    for (;;) {
      const port = FIRST + Math.floor(Math.random() * COUNT);
      const held = await hold(port);
      if (held === undefined) continue;
      this.#held.push(held);
      if (await canListen(port)) return port;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#held.map((socket) => once(socket.close(), 'close')));
  }
}

/** Undefined if somebody else holds the port. */
async function hold(port: number): Promise<Socket | undefined> {
  const socket = createSocket('udp4');
  try {
    await once(socket.bind({ port, address: HOST, exclusive: true }), 'listening');
    return socket;
  } catch {
    socket.close();
    return undefined;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, HOST), 'listening');
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}
