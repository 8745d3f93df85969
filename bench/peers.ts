/** The supervisors that are compared. To add one, add a line, and a file in `bench/peers/`. */
import path from 'node:path';
import type { Peer } from './peer.ts';
import { limit } from './peers/limit.ts';
import { pm2 } from './peers/pm2.ts';
import { runit, s6 } from './peers/services.ts';
import { SupervisorPeer, type Surroundings } from './peers/supervisor.ts';

const ORIGINAL = { name: 'Supervisor', install: 'apt-get install supervisor' };
const OTHER = { name: 'other Supervisor', install: 'its folder of commands in OTHER_SUPERVISOR' };

/** Ours first: the others are what it is compared with. */
export function allPeers(root: string): readonly [SupervisorPeer, ...Peer[]] {
  return [
    ours(root),
    new SupervisorPeer(ORIGINAL, process.env.SUPERVISOR ?? '/usr/bin'),
    new SupervisorPeer(OTHER, process.env.OTHER_SUPERVISOR ?? '/nonexistent'),
    runit,
    s6,
    pm2,
    limit,
  ];
}

export function ours(root: string, surroundings: Surroundings = {}): SupervisorPeer {
  const name = { name: 'visord', install: 'npm ci' };
  return new SupervisorPeer(name, path.join(root, 'bin'), surroundings);
}
