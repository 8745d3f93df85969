/** Does one thing to the processes that words name: all, those of a group, or one. */
import { orFault, ServerFault } from '../client/errors.ts';
import type { ProcessResult } from '../client/methods.ts';
import { FAULTS } from '../wire/faults.ts';
import { splitNamespec } from '../wire/namespec.ts';
import type { Ctl } from './command.ts';
import { noSuchGroup, type Outcome, outcomeOf, report, type Wording } from './results.ts';
import type { Work } from './work.ts';

export interface Action {
  readonly wording: Wording;
  all(): Promise<readonly ProcessResult[]>;
  /** Undefined if the server takes no groups: then it is given the name as it was typed. */
  readonly group: ((name: string) => Promise<readonly ProcessResult[]>) | undefined;
  process(name: string): Promise<unknown>;
  /** The exit status for a group that does not exist. */
  readonly noSuchGroup: number;
}

/**
 * Acts on every name in turn and reports; `all` anywhere among them means everything.
 *
 * @param work has a step for each name, if it is something that takes its time.
 */
export async function actOn(
  ctl: Ctl,
  names: readonly string[],
  action: Action,
  work?: Work,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const name of names.includes('all') ? ['all'] : names) {
    work?.begin(name);
    const some = name === 'all' ? await actOnAll(action) : await actOnName(name, action);
    work?.end(name);
    for (const outcome of some) {
      report(ctl, outcome);
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

async function actOnAll({ wording, all }: Action): Promise<Iterable<Outcome>> {
  return outcomesOf(await all(), wording);
}

/** Acts on one process, or on the processes of a group. */
export async function actOnName(name: string, action: Action): Promise<Iterable<Outcome>> {
  const { group, process } = splitNamespec(name);
  if (process === undefined && action.group !== undefined) {
    return actOnGroup(group, action.group, action);
  }
  const answer = await orFault(action.process(name));
  const result = { group, name: process ?? name.slice(group.length + 1), ...ending(answer) };
  return outcomesOf([result], action.wording);
}

async function actOnGroup(
  group: string,
  act: (name: string) => Promise<readonly ProcessResult[]>,
  action: Action,
): Promise<Iterable<Outcome>> {
  const results = await orFault(act(group));
  if (!(results instanceof ServerFault)) return outcomesOf(results, action.wording);
  if (results.code === FAULTS.BAD_NAME) return [noSuchGroup(group, action.noSuchGroup)];
  throw results;
}

/** One by one, so that those before a result that makes no sense are printed. */
function* outcomesOf(results: readonly ProcessResult[], wording: Wording): Iterable<Outcome> {
  for (const result of results) yield outcomeOf(wording, result);
}

function ending(answer: unknown): Pick<ProcessResult, 'status' | 'description'> {
  if (answer instanceof ServerFault) return { status: answer.code, description: answer.text };
  return { status: FAULTS.SUCCESS, description: 'OK' };
}

/** The document of `--json` for a command that acts on processes. */
export const RESULTS_SHAPE = '{"results": [{"name", "ok", "text", "fault"}, ...]}';

export function resultsDocument(outcomes: readonly Outcome[]): object {
  return { results: outcomes.map(({ name, ok, text, fault }) => ({ name, ok, text, fault })) };
}
