/**
 * The HTTP servers of a configuration: all of them listen, or none.
 *
 *   openServers(configs, world)  ->  { close() }
 *
 * This file makes the servers and brings their failures into words; `http-server.ts` is one of
 * them, `routes.ts` says who answers.
 */
import { isIP, type Server as NetServer, type Socket } from 'node:net';
import { isSystemError, type SystemError, UserError } from '../base/errors.ts';
import type {
  InetServerConfig,
  ServerConfig,
  TlsFiles,
  UnixServerConfig,
} from '../config/config.ts';
import { isOpenToAll } from '../config/openness.ts';
import { duplicate } from '../os/program.ts';
import { isLastDescriptor, maxConnections, SHORTAGE_MS } from './connections.ts';
import { makeGate } from './gate.ts';
import { HttpServer } from './http-server.ts';
import { listen } from './listen.ts';
import { descriptorOf } from './peer.ts';
import type { KeptSocket } from './socket-keeper.ts';
import { Throttle } from './throttle.ts';
import { adoptUnixSocket, listenOnUnixSocket } from './unix-socket.ts';
import type { World } from './world.ts';

/** A socket that listens, and stays open while one program takes the place of another. */
export interface HandedSocket {
  /** A path, or host and port. */
  readonly address: string;
  readonly fd: number;
}

export interface Servers {
  /**
   * Ends listening, removes the sockets and closes what is idle or never ends by itself. Answers
   * under way may finish, within limits. Closing twice is harmless.
   */
  close(): Promise<void>;
  /**
   * Ends all of it but the sockets, which go on listening: whoever connects waits for the next
   * program. Requests that take their time are told to come again.
   */
  handOver(): Promise<readonly HandedSocket[]>;
}

/** What an earlier program of this process has left. */
export interface Inheritance {
  readonly sockets: readonly HandedSocket[];
  /** Is told of a server that cannot listen; the others do. */
  failed(error: UserError): void;
}

/**
 * Opens all servers.
 *
 * @param inherited Sockets that are used where an address is still the same; the others are closed
 * @throws {UserError} if one of them cannot listen; the others are closed again then.
 */
export async function openServers(
  configs: readonly ServerConfig[],
  world: World,
  inherited?: Inheritance,
): Promise<Servers> {
  const open: OpenServer[] = [];
  const throttle = new Throttle(world.clock);
  const maxPerServer = maxConnections(world.openFiles, configs.length);
  let warnedMs = Number.NEGATIVE_INFINITY;
  const makeRoom = (newcomer?: Socket) => {
    for (const server of open) server.makeRoom(newcomer);
    const now = world.clock.monotonic();
    if (now < warnedMs + SHORTAGE_MS) return;
    warnedMs = now;
    world.log.warn('descriptors are running out: idle connections of clients are closed');
  };
  const close = async (): Promise<void> => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  };
  const sockets = new Map(inherited?.sockets.map(({ address, fd }) => [address, fd]));
  for (const config of configs) {
    const socket = sockets.get(addressOf(config));
    sockets.delete(addressOf(config));
    try {
      open.push(await openServer(config, { world, throttle, maxPerServer, makeRoom, socket }));
    } catch (error) {
      const failure = isSystemError(error)
        ? new UserError(explain(error), { cause: error })
        : error;
      if (inherited !== undefined && failure instanceof UserError) {
        inherited.failed(failure);
        continue;
      }
      await close();
      throw failure;
    }
  }
  for (const fd of sockets.values()) world.os.close(fd);
  return {
    close,
    handOver: async () =>
      (await Promise.all(open.splice(0).map((server) => server.handOver()))).flat(),
  };
}

interface OpenServer extends Servers {
  makeRoom(newcomer: Socket | undefined): void;
}

function addressOf(config: ServerConfig): string {
  if (config.family === 'unix') return config.file;
  return `${config.ipv6 ? 'ipv6 ' : ''}${config.host}:${config.port}`;
}

interface Surroundings {
  readonly world: World;
  readonly throttle: Throttle;
  readonly maxPerServer: number;
  /** Listens already. */
  readonly socket: number | undefined;
  /** Closes connections of all servers. */
  makeRoom(newcomer?: Socket): void;
}

async function openServer(
  config: ServerConfig,
  { world, throttle, maxPerServer, makeRoom, socket }: Surroundings,
): Promise<OpenServer> {
  const gate = await makeGate(config, { world, throttle });
  const tls = config.family === 'inet' ? config.tls : undefined;
  const server = new HttpServer(gate, world, {
    listener: tls && (await secured(config.section, tls, world)),
    maxBytes: config.request_maxbytes,
    maxConnections: maxPerServer,
    openHealth: config.health_without_auth,
  });
  let keeper: KeptSocket | undefined;
  try {
    if (config.family === 'unix') keeper = await openUnixSocket(server, config, { world, socket });
    else if (socket !== undefined) await listen(server.listener, { fd: socket });
    else await listenOnAddress(server.listener, config);
  } catch (error) {
    await server.close();
    throw error;
  }
  server.listener.on('connection', (socket) => {
    if (isLastDescriptor(socket, world.openFiles)) makeRoom(socket);
  });
  server.listener.on('error', (error: NodeJS.ErrnoException) => {
    if (error.syscall === 'listen') return; // who binds it again is told
    world.log.error(`Server Error: cannot accept a connection: ${error.message}`);
    if (error.code === 'EMFILE' || error.code === 'ENFILE') makeRoom();
  });
  for (const namespace of world.registry.namespaces) {
    world.log.info(`RPC interface '${namespace}' initialized`);
  }
  if (isOpenToAll(config)) {
    world.log.critical(
      `Server '${config.section}' running without any HTTP authentication checking`,
    );
  }
  return {
    makeRoom: (newcomer) => server.makeRoom(newcomer),
    async close() {
      const kept = keeper?.close();
      await server.close();
      await kept;
      server.stopListening(); // the keeper may just have begun again
    },
    async handOver() {
      await keeper?.letGo();
      const listening = descriptorOf(server.listener);
      const fd = listening === -1 ? undefined : duplicate(listening);
      await server.handOver();
      return fd === undefined ? [] : [{ address: addressOf(config), fd }];
    },
  };
}

/** TLS is loaded only where it is spoken. */
async function secured(section: string, files: TlsFiles, world: World): Promise<NetServer> {
  const { tlsListener } = await import('./tls.ts');
  return tlsListener(section, files, world);
}

/** Listens at a socket, and keeps it there. */
async function openUnixSocket(
  server: HttpServer,
  config: UnixServerConfig,
  { world, socket: fd }: Pick<Surroundings, 'world' | 'socket'>,
): Promise<KeptSocket> {
  const socket =
    fd === undefined
      ? await listenOnUnixSocket(server.node, config, world)
      : await adoptUnixSocket(server.node, config, fd);
  const { keepSocket } = await import('./socket-keeper.ts');
  const bindAgain = () => {
    server.stopListening();
    return listenOnUnixSocket(server.node, config, world);
  };
  return keepSocket(config.file, { socket, bindAgain }, world);
}

async function listenOnAddress(server: NetServer, config: InetServerConfig): Promise<void> {
  await listen(server, { host: await ipAddress(config), port: config.port });
}

/** The resolver costs a millisecond of every start: it is loaded when there is a name to resolve. */
async function ipAddress({ host, ipv6 }: InetServerConfig): Promise<string> {
  if (host === '') return ipv6 ? '::' : '0.0.0.0';
  if (isIP(host) !== 0) return host;
  const { lookup } = process.getBuiltinModule('node:dns/promises');
  return (await lookup(host, ipv6 ? {} : { family: 4 })).address;
}

/** The numbers that Python has for failed lookups of names. */
const LOOKUP_ERRORS: ReadonlyMap<string, number> = new Map([
  ['ENOTFOUND', -2],
  ['EAI_AGAIN', -3],
]);

function explain({ code, errno = 0 }: SystemError): string {
  if (code === 'EADDRINUSE') {
    return (
      'Another program is already listening on a port that one of our HTTP servers is configured ' +
      'to use.  Shut this program down first before starting supervisord.'
    );
  }
  const number = LOOKUP_ERRORS.get(code);
  const error = number === undefined ? `errno.${code} (${Math.abs(errno)})` : String(number);
  return `Cannot open an HTTP server: socket.error reported ${error}`;
}
