/** What the system is asked for, to start the command of a process. */
import type { ProcessConfig } from '../config/config.ts';
import type { SpawnPlan } from '../core/spawn-plan.ts';
import type { SpawnRequest } from '../os/port.ts';
import type { ChildContext } from './child-context.ts';

export type CommandPlan = Extract<SpawnPlan, { kind: 'plan' }>;

/** @param fds What becomes 0, 1 and 2 of the child. */
export function spawnRequest(
  { user, directory, umask }: ProcessConfig,
  { paths, argv, env }: CommandPlan,
  fds: readonly number[],
  context: Pick<ChildContext, 'uid' | 'openFiles' | 'credentials' | 'cgroup'>,
): SpawnRequest {
  const isOther = user !== undefined && user.uid !== context.uid;
  return {
    paths,
    argv,
    env,
    fds,
    cwd: directory,
    umask,
    user: isOther ? context.credentials(user) : undefined,
    openFiles: context.openFiles,
    cgroup: context.cgroup?.(),
  };
}
