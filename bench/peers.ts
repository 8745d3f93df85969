/** The supervisors that are compared. To add one that takes a supervisord.conf, add a line. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

export interface Peer {
  readonly name: string;
  readonly supervisord: string;
  readonly supervisorctl: string;
  /** How to get it, printed where it is missing. */
  readonly install: string;
}

/** Ours first: the others are what it is compared with. */
export function allPeers(root: string): readonly Peer[] {
  return [
    {
      name: 'visord',
      supervisord: path.join(root, 'bin/supervisord'),
      supervisorctl: path.join(root, 'bin/supervisorctl'),
      install: 'npm ci',
    },
    {
      name: 'Supervisor',
      supervisord: process.env.SUPERVISORD ?? '/usr/bin/supervisord',
      supervisorctl: process.env.SUPERVISORCTL ?? '/usr/bin/supervisorctl',
      install: 'apt-get install supervisor',
    },
  ];
}

/**
 * What `supervisord -v` prints: for visord, the version of Supervisor that it follows. Undefined
 * where it cannot be run.
 */
export function versionOf(peer: Peer): string | undefined {
  const run = spawnSync(peer.supervisord, ['-v'], { env: CLEAN_ENV, encoding: 'utf8' });
  return run.status === 0 ? run.stdout.trim() : undefined;
}

/**
 * The environment of everything that is measured. Above all without NODE_EXTRA_CA_CERTS, which
 * makes Node 20 parse a file of certificates at every start.
 */
export const CLEAN_ENV: NodeJS.ProcessEnv = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: process.env.HOME ?? '/',
  LANG: 'C.UTF-8',
};
