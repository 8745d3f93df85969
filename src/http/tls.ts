/**
 * What listens in front of an HTTP server that speaks TLS. It is loaded only where one does.
 *
 * The files are looked at whenever somebody connects: a renewed certificate is used from then on,
 * without a signal and without a word to connections that are there. One that cannot be used is
 * told of, and the old one stays.
 *
 * Connections that have not come to an end of their handshake are counted apart: a thousand of
 * them take nobody's place who has.
 */
import { readFileSync, statSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Server, TLSSocket, TlsOptions } from 'node:tls';
import { isSystemError, UserError } from '../base/errors.ts';
import type { TlsFiles } from '../config/config.ts';
import { Connections } from './connections.ts';
import { placeOf } from './peer.ts';
import type { World } from './world.ts';

const MOST_HANDSHAKES = 100;
const HANDSHAKE_TIMEOUT_MS = 60_000;

/** Makes the listener; connections are handed on with its event `secureConnection`. */
export function tlsListener(
  section: string,
  files: TlsFiles,
  world: Pick<World, 'clock' | 'log'>,
): Server {
  const tls = process.getBuiltinModule('node:tls');
  const certificates = new Certificates(section, files, world);
  const listener = withContents(section, files, (contents) =>
    tls.createServer({
      ...contents,
      requestCert: files.clientCa !== undefined,
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      minVersion: 'TLSv1.2',
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    }),
  );
  listener.prependListener('connection', () => certificates.renew(listener));
  limitHandshakes(listener, new Connections(MOST_HANDSHAKES, world.clock));
  return listener;
}

/** @throws {UserError} if a server could not speak TLS with these files */
export function requireCertificate(section: string, files: TlsFiles): void {
  const { createSecureContext } = process.getBuiltinModule('node:tls');
  withContents(section, files, createSecureContext);
}

/** @throws {UserError} if the files cannot be read, or what is made of them cannot be made */
function withContents<Made>(
  section: string,
  { certificate, key, clientCa }: TlsFiles,
  make: (contents: TlsOptions) => Made,
): Made {
  try {
    const ca = clientCa === undefined ? {} : { ca: readFileSync(clientCa) };
    return make({ cert: readFileSync(certificate), key: readFileSync(key), ...ca });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const { path = certificate } = error as NodeJS.ErrnoException;
    const why = isSystemError(error) ? error.code : error.message;
    throw new UserError(`cannot use ${path} of [${section}]: ${why}`, { cause: error });
  }
}

function limitHandshakes(listener: Server, handshakes: Connections): void {
  /** By the address of the client, which is what both sockets of a connection share. */
  const unfinished = new Map<string, Socket>();
  listener.on('connection', (socket: Socket) => {
    const place = placeOf(socket);
    unfinished.set(place, socket);
    handshakes.add(socket);
    socket.once('close', () => {
      if (unfinished.get(place) === socket) unfinished.delete(place);
    });
  });
  listener.on('secureConnection', (secured: TLSSocket) => {
    const place = placeOf(secured);
    const socket = unfinished.get(place);
    unfinished.delete(place);
    if (socket !== undefined) handshakes.forget(socket);
  });
}

/** The PEM files of one server. */
class Certificates {
  readonly #section: string;
  readonly #files: TlsFiles;
  readonly #world: Pick<World, 'log'>;
  /** What tells the files that were looked at last from others. */
  #seen: string;

  constructor(section: string, files: TlsFiles, world: Pick<World, 'log'>) {
    this.#section = section;
    this.#files = files;
    this.#world = world;
    this.#seen = this.#look();
  }

  /** Has the listener use the files as they are now. */
  renew(listener: Server): void {
    const now = this.#look();
    if (now === this.#seen) return;
    this.#seen = now;
    try {
      const section = this.#section;
      withContents(section, this.#files, (contents) => listener.setSecureContext(contents));
      this.#world.log.info(`the certificate of [${this.#section}] has been renewed`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.#world.log.warn(`${error.message}; the one read before stays`);
    }
  }

  #look(): string {
    const { certificate, key, clientCa } = this.#files;
    return [certificate, key, clientCa ?? key].map(signOf).join();
  }
}

function signOf(file: string): string {
  try {
    const { ino, size, mtimeMs, ctimeMs } = statSync(file);
    return `${ino}:${size}:${mtimeMs}:${ctimeMs}`;
  } catch {
    return 'none';
  }
}
