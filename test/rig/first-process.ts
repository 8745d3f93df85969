/** A daemon that is the first process of a namespace of its own, as in a container. */
import { read } from './commands.ts';
import type { Daemon } from './daemon.ts';
import type { DaemonOptions } from './rig.ts';
import { until } from './until.ts';

/** How it is started. */
export const contained: DaemonOptions = {
  before: 'exec unshare --pid --fork --mount-proc --kill-child "$0" "$@"',
};

/** Its pid, as we see it. */
export function firstProcess(daemon: Daemon): Promise<number> {
  return until('the first process', () => {
    return Number(read(`/proc/${daemon.pid}/task/${daemon.pid}/children`)) || undefined;
  });
}
