/** What a child needs of the daemon around it. */
import type { Environment } from '../core/spawn-plan.ts';
import type { Logger } from '../logs/logger.ts';
import type { Output } from '../logs/output.ts';
import type { Channels, Credentials, Files, Processes, User } from '../os/port.ts';
import type { LaunchQueue } from './launch-queue.ts';

export interface ChildContext {
  readonly os: Channels &
    Pick<Processes, 'spawn' | 'findCommand' | 'kill'> &
    Pick<Files, 'write' | 'close'>;
  readonly log: Logger;
  readonly launches: Pick<LaunchQueue, 'enter' | 'withdraw' | 'placeOf'>;
  /** The `cgroup.procs` of the control group that its process is to be in. */
  cgroup?(): string | undefined;
  /** The environment that the daemon was started with. */
  readonly environment: Environment;
  /** The user id the daemon runs under. */
  readonly uid: number;
  /** Soft RLIMIT_NOFILE for children; undefined: as the daemon's own. */
  readonly openFiles: number | undefined;
  /** The groups of a user, for its processes. */
  credentials(user: User): Credentials;
}

/** Where what a child says goes. */
export interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}
