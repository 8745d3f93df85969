/** Does one thing to the processes that words name: all, those of a group, or one. */
import { orFault, ServerFault } from '../client/errors.ts';
import type { ProcessResult } from '../client/methods.ts';
import { FAULTS } from '../wire/faults.ts';
import { splitNamespec } from '../wire/namespec.ts';
import type { Ctl } from './command.ts';
import { errorLine, report, type Wording } from './results.ts';

export interface Action {
  readonly wording: Wording;
  all(): Promise<readonly ProcessResult[]>;
  /** Undefined if the server takes no groups: then it is given the name as it was typed. */
  readonly group: ((name: string) => Promise<readonly ProcessResult[]>) | undefined;
  process(name: string): Promise<unknown>;
  /** The exit status for a group that does not exist. */
  readonly noSuchGroup: number;
}

/** Acts on every name in turn and reports; `all` anywhere among them means everything. */
export async function actOn(ctl: Ctl, names: readonly string[], action: Action): Promise<void> {
  if (names.includes('all')) {
    for (const result of await action.all()) report(ctl, action.wording, result);
    return;
  }
  for (const name of names) {
    const { group, process } = splitNamespec(name);
    if (process === undefined && action.group !== undefined) {
      await actOnGroup(ctl, group, action.group, action);
    } else {
      const answer = await orFault(action.process(name));
      const result = { group, name: process ?? name.slice(group.length + 1), ...outcome(answer) };
      report(ctl, action.wording, result);
    }
  }
}

async function actOnGroup(
  ctl: Ctl,
  group: string,
  act: (name: string) => Promise<readonly ProcessResult[]>,
  { wording, noSuchGroup }: Action,
): Promise<void> {
  const results = await orFault(act(group));
  if (!(results instanceof ServerFault)) {
    for (const result of results) report(ctl, wording, result);
  } else if (results.code === FAULTS.BAD_NAME) {
    ctl.output.line(errorLine(group, 'no such group'));
    ctl.exitStatus = noSuchGroup;
  } else {
    throw results;
  }
}

function outcome(answer: unknown): Pick<ProcessResult, 'status' | 'description'> {
  if (answer instanceof ServerFault) return { status: answer.code, description: answer.text };
  return { status: FAULTS.SUCCESS, description: 'OK' };
}
