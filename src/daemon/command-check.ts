/** Why a start request is to be refused before anything is tried. */
import type { ProcessConfig } from '../config/config.ts';
import { refusalText, spawnPlan } from '../core/spawn-plan.ts';
import type { RefusedSpawn } from '../os/port.ts';
import type { ChildContext } from './child-context.ts';

/** Why a command cannot be executed, as a caller is told. */
export interface Unusable {
  readonly fault: 'NO_FILE' | 'NOT_EXECUTABLE';
  readonly text: string;
}

/** Looks for the command of a process. Undefined: it is there and can be executed. */
export function checkCommand(
  config: ProcessConfig,
  { os, environment }: Pick<ChildContext, 'os' | 'environment'>,
): Promise<Unusable | undefined> {
  const plan = spawnPlan(config, environment);
  if (plan.kind === 'nonsense') {
    return Promise.resolve({ fault: 'NOT_EXECUTABLE', text: plan.reason });
  }
  return new Promise((resolve) => {
    os.findCommand(plan.paths, (refusal) => {
      resolve(refusal && unusable(config, refusal));
    });
  });
}

function unusable(config: ProcessConfig, refusal: RefusedSpawn): Unusable {
  const fault = refusal.stage === 'find' ? 'NO_FILE' : 'NOT_EXECUTABLE';
  return { fault, text: refusalText(refusal, config) };
}
