/** What the machine is told of a launch that came to nothing. */
import { isSystemError } from '../base/errors.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { Input } from '../core/machine.ts';
import { isShortage, refusalText } from '../core/spawn-plan.ts';
import type { RefusedSpawn } from '../os/port.ts';

export type FailedLaunch = Extract<Input, { kind: 'spawnFailed' }>;

export function failed(reason: string, shortage = false): FailedLaunch {
  return { kind: 'spawnFailed', reason, shortage };
}

/** There are no pipes to be had. Throws what is no error of the system. */
export function withoutPipes({ name }: ProcessConfig, error: unknown): FailedLaunch {
  if (!isSystemError(error)) throw error;
  const reason =
    error.code === 'EMFILE'
      ? `too many open files to spawn '${name}'`
      : `unknown error making dispatchers for '${name}': ${error.code}`;
  return failed(reason, isShortage(error.code));
}

/** The system has refused to make a process. */
export function refused(config: ProcessConfig, refusal: RefusedSpawn): FailedLaunch {
  const shortage = refusal.stage === 'fork' && isShortage(refusal.code);
  return failed(refusalText(refusal, config), shortage);
}
