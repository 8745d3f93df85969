/**
 * Lets in who is known: by the account of the server, as a user of the configuration, or as a user
 * of the system at the other end of a unix socket.
 *
 * An answer takes the same time whether the name or the password was wrong. Who guesses is slowed
 * down, see `throttle.ts`.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { ServerConfig, UserConfig } from '../config/config.ts';
import { isScrypt, sameText, tokenMatches } from '../os/password-hash.ts';
import type { Peer } from '../os/port.ts';
import type { ErrorStatus } from './answer.ts';
import { readAuthorization } from './authorization.ts';
import { Caller, type Rights } from './caller.ts';
import type { Admission, GateContext } from './gate.ts';
import { PasswordCheck } from './password-check.ts';
import { addressOf } from './peer.ts';
import { DELAY_MS } from './throttle.ts';

export interface AccountContext extends GateContext {
  /** Those of the configuration last read. */
  users(): readonly UserConfig[];
}

/** What came of looking at a request; `failed`, if somebody has tried and was wrong. */
type Verdict = Rights | { readonly status: ErrorStatus; readonly failed: boolean };

const UNKNOWN: Verdict = { status: 401, failed: false };
const WRONG: Verdict = { status: 401, failed: true };

/** What a password for an unknown name is compared with. */
const NOBODY = { rights: undefined, password: '' };

interface Account {
  /** Undefined: it is right for nobody. */
  readonly rights: (Rights & { readonly name: string }) | undefined;
  readonly password: string;
}

export class AccountGate {
  readonly #config: ServerConfig;
  readonly #context: AccountContext;
  readonly #passwords = new PasswordCheck();

  constructor(config: ServerConfig, context: AccountContext) {
    this.#config = config;
    this.#context = context;
  }

  admit({ headers, socket }: IncomingMessage): Admission | Promise<Admission> {
    const { throttle } = this.#context;
    const isSlow = !throttle.isIdle && throttle.isSlow(this.#sourceOf(socket));
    const verdict = this.#identify(headers.authorization, socket);
    if (isSlow || verdict instanceof Promise) return this.#admitLater(verdict, isSlow, socket);
    return this.#admission(verdict, socket);
  }

  async #admitLater(
    verdict: Verdict | Promise<Verdict>,
    isSlow: boolean,
    socket: Socket,
  ): Promise<Admission> {
    const { clock } = this.#context.world;
    const due = clock.monotonic() + DELAY_MS;
    const admission = this.#admission(await verdict, socket);
    if (isSlow) await new Promise<void>((resolve) => void clock.at(due, resolve));
    return admission;
  }

  #admission(verdict: Verdict, socket: Socket): Admission {
    const { throttle, world } = this.#context;
    if (!('status' in verdict)) return new Caller(verdict, socket, world);
    if (verdict.failed) {
      const source = this.#sourceOf(socket);
      if (throttle.failed(source)) {
        world.log.warn(`too many wrong passwords from ${source}: each answer to it waits a second`);
      }
    }
    return verdict.status;
  }

  #identify(header: string | undefined, socket: Socket): Verdict | Promise<Verdict> {
    const given = readAuthorization(header);
    switch (given.kind) {
      case 'none':
        return this.#peerRights(socket) ?? UNKNOWN;
      case 'unreadable':
        return { status: given.status, failed: false };
      case 'token':
        return this.#tokenRights(given.token) ?? WRONG;
      case 'account':
        return this.#accountRights(given, socket);
    }
  }

  #accountRights(
    { name, password }: { readonly name: string; readonly password: string },
    socket: Socket,
  ): Verdict | Promise<Verdict> {
    const accounts = this.#accounts();
    const decoy = accounts.find((account) => isScrypt(account.password)) ?? NOBODY;
    const { rights, password: stored } = accounts.find(
      (account) => account.rights !== undefined && sameText(account.rights.name, name),
    ) ?? { rights: undefined, password: decoy.password };
    const verdict = (isRight: boolean): Verdict => (isRight && rights) || WRONG;
    const isRight = this.#passwords.check(password, stored, this.#sourceOf(socket));
    return isRight instanceof Promise ? isRight.then(verdict) : verdict(isRight);
  }

  /** The one of the server is meant where a user has the same name. */
  #accounts(): Account[] {
    const { username, password = '' } = this.#config;
    const own: Account[] = username
      ? [{ rights: { name: username, role: 'admin' }, password }]
      : [];
    const others = this.#context
      .users()
      .flatMap((user) =>
        user.password === undefined ? [] : [{ rights: rightsOf(user), password: user.password }],
      );
    return [...own, ...others];
  }

  /** All are compared, so that the time tells nothing. */
  #tokenRights(token: string): Rights | undefined {
    const found = this.#context
      .users()
      .filter(({ tokens }) => tokens.filter((stored) => tokenMatches(token, stored)).length > 0);
    return found[0] && rightsOf(found[0]);
  }

  #peerRights(socket: Socket): Rights | undefined {
    const peer = this.#peerOf(socket);
    if (peer === undefined) return undefined;
    const users = this.#context.users();
    const user =
      users.find(({ uid }) => uid.includes(peer.uid)) ??
      users.find(({ gid }) => gid.length > 0 && this.#groupsOf(peer).some((g) => gid.includes(g)));
    if (user !== undefined) return rightsOf(user);
    // They could do everything without asking: kill us, or change the configuration.
    const isMaster = peer.uid === 0 || peer.uid === process.geteuid?.();
    return isMaster && !this.#config.username ? { name: undefined, role: 'admin' } : undefined;
  }

  #groupsOf({ uid, gid }: Peer): readonly number[] {
    const { os } = this.#context.world;
    const account = os.userById(uid);
    return account === undefined ? [gid] : [gid, ...os.groupsOf(account)];
  }

  #peerOf(socket: Socket): Peer | undefined {
    return this.#config.family === 'unix' ? this.#context.world.peerOf(socket) : undefined;
  }

  /** Whom failures are counted for; behind a unix socket that is a user of the system. */
  #sourceOf(socket: Socket): string {
    if (this.#config.family === 'inet') return addressOf(socket);
    const peer = this.#peerOf(socket);
    return peer === undefined ? 'localhost' : `uid ${peer.uid}`;
  }
}

function rightsOf({ name, role, groups }: UserConfig): Rights & { readonly name: string } {
  return { name, role, groups };
}
