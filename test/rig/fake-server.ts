/**
 * The real HTTP servers on a fake daemon, at a unix socket in a folder of their own, and a client
 * that writes and reads bytes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { InetServerConfig, UnixServerConfig } from '../../src/config/config.ts';
import { openServers } from '../../src/http/server.ts';
import type { World } from '../../src/http/world.ts';
import { files } from '../../src/os/files.ts';
import { METHODS } from '../../src/rpc/methods.ts';
import { Registry } from '../../src/rpc/registry.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeDaemon } from './fake-daemon.ts';
import { FakeLog } from './fake-log.ts';

const ORIGIN = { file: '/etc/supervisord.conf', line: 1, section: 'unix_http_server' };
const ANYBODY = {
  username: undefined,
  password: undefined,
  request_maxbytes: 16 * 1024 * 1024,
  origin: ORIGIN,
};

export function unixServer(
  file: string,
  options: Partial<UnixServerConfig> = {},
): UnixServerConfig {
  const defaults = { section: 'unix_http_server', chmod: 0o700, uid: -1, gid: -1 };
  return { family: 'unix', ...ANYBODY, ...defaults, file, ...options };
}

export function inetServer(
  port: number,
  options: Partial<InetServerConfig> = {},
): InetServerConfig {
  const defaults = { section: 'inet_http_server', host: '127.0.0.1' };
  return { family: 'inet', ...ANYBODY, ...defaults, port, ...options };
}

export interface Scratch extends Disposable {
  readonly folder: string;
}

export function scratchFolder(): Scratch {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-http-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface FakeWorld extends World {
  readonly daemon: FakeDaemon;
  readonly log: FakeLog;
  /** What went to standard error. */
  readonly told: string[];
}

export function fakeWorld(names: readonly string[], clock: Clock = new FakeClock()): FakeWorld {
  const daemon = new FakeDaemon(clock, names);
  const log = new FakeLog('trace');
  const registry = new Registry(METHODS, ['supervisor'], { daemon, files, log });
  const told: string[] = [];
  const os = { ...files, userById: () => ({ name: 'me', uid: 1, gid: 1, home: '/' }) };
  return { daemon, log, registry, clock, os, told, stderr: (text) => void told.push(text) };
}

export interface Server extends AsyncDisposable {
  readonly world: FakeWorld;
  readonly folder: string;
  readonly socket: string;
  close(): Promise<void>;
}

/** A server that is closed, and its folder gone, when the test ends. */
export async function serve(
  names: readonly string[],
  options: Partial<UnixServerConfig> = {},
  clock?: Clock,
): Promise<Server> {
  const world = fakeWorld(names, clock);
  const scratch = scratchFolder();
  const socket = path.join(scratch.folder, 'supervisor.sock');
  const servers = await openServers([unixServer(socket, options)], world);
  return {
    world,
    folder: scratch.folder,
    socket,
    close: () => servers.close(),
    async [Symbol.asyncDispose]() {
      await servers.close();
      scratch[Symbol.dispose]();
    },
  };
}

/** A connection of bytes. */
export class RawClient {
  readonly socket: Socket;
  readonly ended: Promise<void>;
  received = '';
  #waiting: (() => void) | undefined;

  constructor(where: string | number) {
    this.socket = typeof where === 'number' ? connect(where, '127.0.0.1') : connect(where);
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
