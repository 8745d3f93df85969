/**
 * Who has sent a request, for the decisions of `core/access.ts` and the lines of the log.
 *
 * Most requests are about reading, and nobody asks for names then: they are looked up when they are
 * asked for.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Principal } from '../core/access.ts';
import type { Peer } from '../os/port.ts';
import type { Role } from '../wire/roles.ts';
import { placeOf } from './peer.ts';
import type { World } from './world.ts';

/** What somebody is let in as. */
export interface Rights {
  /** Undefined: nobody has said; it is the peer's then. */
  readonly name: string | undefined;
  readonly role: Role;
  readonly groups?: readonly string[] | undefined;
}

/** Where there is no password everybody may do everything. */
export const ANYBODY: Rights = { name: undefined, role: 'admin' };

export class Caller implements Principal {
  readonly role: Role;
  readonly groups: readonly string[] | undefined;
  readonly #name: string | undefined;
  readonly #socket: Socket;
  readonly #world: Pick<World, 'os' | 'peerOf'>;

  constructor({ name, role, groups }: Rights, socket: Socket, world: Pick<World, 'os' | 'peerOf'>) {
    this.role = role;
    this.groups = groups;
    this.#name = name;
    this.#socket = socket;
    this.#world = world;
  }

  get name(): string {
    return this.#knownName() ?? 'anonymous';
  }

  get isAnonymous(): boolean {
    return this.#knownName() === undefined;
  }

  get from(): string {
    const peer = this.#peer();
    if (peer === undefined) return placeOf(this.#socket);
    const account = this.#name === undefined ? '' : ` of ${this.#accountOf(peer)}`;
    return `pid ${peer.pid}${account}`;
  }

  #knownName(): string | undefined {
    if (this.#name !== undefined) return this.#name;
    const peer = this.#peer();
    return peer === undefined ? certifiedName(this.#socket) : this.#accountOf(peer);
  }

  #peer(): Peer | undefined {
    return this.#socket.remoteAddress === undefined ? this.#world.peerOf(this.#socket) : undefined;
  }

  #accountOf({ uid }: Peer): string {
    return this.#world.os.userById(uid)?.name ?? `uid ${uid}`;
  }
}

/** What the certificate of a client calls it, if it had to have one. */
function certifiedName(socket: Socket): string | undefined {
  const { authorized, getPeerCertificate } = socket as Partial<TLSSocket>;
  if (authorized !== true) return undefined;
  const name = getPeerCertificate?.call(socket)?.subject?.CN;
  return typeof name === 'string' ? name : undefined;
}
