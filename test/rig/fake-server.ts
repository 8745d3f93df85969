/** The real HTTP servers on a fake daemon, at a unix socket in a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../src/base/clock.ts';
import type { InetServerConfig, UnixServerConfig } from '../../src/config/config.ts';
import { Live } from '../../src/http/live.ts';
import { descriptorOf } from '../../src/http/peer.ts';
import { openServers } from '../../src/http/server.ts';
import type { World } from '../../src/http/world.ts';
import { files } from '../../src/os/files.ts';
import { peerOf } from '../../src/os/sockets.ts';
import { METHODS } from '../../src/rpc/methods.ts';
import { Registry } from '../../src/rpc/registry.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeDaemon } from './fake-daemon.ts';
import { FakeLog } from './fake-log.ts';

const ORIGIN = { file: '/etc/supervisord.conf', line: 1, section: 'unix_http_server' };
const ANYBODY = {
  username: undefined,
  password: undefined,
  users: [],
  request_maxbytes: 16 * 1024 * 1024,
  allowed_hosts: [],
  health_without_auth: false,
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
  const defaults = { section: 'inet_http_server', host: '127.0.0.1', ipv6: false, tls: undefined };
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
  const os = {
    ...files,
    userById: () => ({ name: 'me', uid: 1, gid: 1, home: '/' }),
    groupsOf: () => [1],
  };
  const openFiles = Number.POSITIVE_INFINITY;
  return {
    daemon,
    log,
    registry,
    live: new Live(daemon, clock, os),
    clock,
    os,
    told,
    openFiles,
    audit: (line) => log.info(line()),
    peerOf: (socket) => peerOf(descriptorOf(socket)),
    stderr: (text) => void told.push(text),
  };
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
