/** What the HTTP servers work on, and what each request brings. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../base/clock.ts';
import type { Principal } from '../core/access.ts';
import type { Logger } from '../logs/logger.ts';
import type { Accounts, Files, Peer } from '../os/port.ts';
import type { Audit } from '../rpc/audit.ts';
import type { Daemon } from '../rpc/daemon.ts';
import type { Registry } from '../rpc/registry.ts';
import type { Live } from './live.ts';

export interface World {
  readonly registry: Registry;
  /** What streams and metrics share. */
  readonly live: Live;
  readonly daemon: Daemon;
  readonly log: Logger;
  readonly audit: Audit;
  readonly clock: Clock;
  /** How many descriptors this process may have. */
  readonly openFiles: number;
  readonly os: Files & Pick<Accounts, 'userById' | 'groupsOf'>;
  /** Who has connected to a unix socket of ours, as far as the system tells. */
  readonly peerOf: (socket: Socket) => Peer | undefined;
  /** Writes to standard error, for what must reach the terminal. */
  readonly stderr: (text: string) => void;
}

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Who has sent it; the world that comes with it is the one they may see. */
  readonly principal: Principal;
  /** Empty if the request has none. */
  readonly body: string;
}
