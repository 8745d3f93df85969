/**
 * `restart --rolling`: so many processes at a time are stopped and started, and must be RUNNING
 * before the next are touched. The first failure ends it, so that what still runs runs on.
 */
import type { SupervisorClient } from '../client/supervisor-client.ts';
import { namespec } from '../wire/namespec.ts';
import { actOnName } from './act.ts';
import type { Ctl } from './command.ts';
import { starting } from './commands/start.ts';
import { stopping } from './commands/stop.ts';
import { EXIT } from './exit-status.ts';
import { type Outcome, report } from './results.ts';
import { selectProcesses } from './status-lines.ts';
import { inSteps, type Step, type Work } from './work.ts';

/** @param size how many are restarted at the same time. */
export async function restartRolling(
  ctl: Ctl,
  words: readonly string[],
  size: number,
): Promise<readonly Outcome[] | undefined> {
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const { selected, errors, unknown } = selectProcesses(infos, words);
  if (errors.length > 0) {
    for (const line of errors) ctl.output.line(line); // nothing is restarted
    ctl.unknown.push(...unknown);
    ctl.exitStatus = EXIT.GENERIC;
    return undefined;
  }
  const names = [...new Set(selected.map(({ group, name }) => namespec(group, name)))];
  const steps: Step[] = names.map((name) => ({ name, doing: 'restart' }));
  return inSteps(ctl, steps, (work) => restartBatches(ctl, names, size, work));
}

async function restartBatches(
  ctl: Ctl,
  names: readonly string[],
  size: number,
  work: Work,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < names.length; at += size) {
    const batch = names.slice(at, at + size);
    for (const name of batch) work.begin(name);
    const some = await Promise.all(batch.map((name) => restartOne(ctl, name, work)));
    outcomes.push(...some.flat());
    if (outcomes.every(({ ok }) => ok)) continue;
    const left = names.slice(at + size);
    if (left.length > 0) ctl.output.errorLine(`not restarted: ${left.join(', ')}`);
    break;
  }
  return outcomes;
}

async function restartOne(ctl: Ctl, name: string, work: Work): Promise<readonly Outcome[]> {
  const client = ctl.client.another(); // ends at Ctrl-C, with that of the command
  try {
    const stopped = await perform(ctl, client, name, stopping);
    if (stopped.some(({ ok }) => !ok)) return stopped;
    return [...stopped, ...(await perform(ctl, client, name, starting))];
  } finally {
    client.close();
    work.end(name);
  }
}

async function perform(
  ctl: Ctl,
  client: SupervisorClient,
  name: string,
  action: typeof starting,
): Promise<readonly Outcome[]> {
  const outcomes = [...(await actOnName(name, action({ client }, new Map())))];
  for (const outcome of outcomes) report(ctl, outcome);
  return outcomes;
}
