/**
 * `restart`: stop everything that is named, then start all of it; with `--rolling`, one process
 * after the other.
 */
import { actOn, RESULTS_SHAPE, resultsDocument } from '../act.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Outcome } from '../results.ts';
import { missingArgument, usageError } from '../usage.ts';
import { inSteps, stepsFor } from '../work.ts';
import { starting } from './start.ts';
import { stopping } from './stop.ts';

export const restart: Command = {
  name: 'restart',
  summary: 'Stop processes, then start them again',
  args: [{ kind: 'process', many: true }],
  forms: [
    ['restart <name>', 'Restart one process'],
    ['restart <gname>:*', 'Restart every process of a group'],
    ['restart <name> <name>', 'Restart several: all are stopped before the first is started'],
    ["restart 'web*'", 'Restart every process whose name fits'],
    ['restart all', 'Restart everything'],
  ],
  flags: [
    { name: '--no-wait', doc: 'Wait until they have ended, but not until they run again' },
    {
      name: '--rolling',
      argument: 'N',
      optional: true,
      doc: 'Restart N at a time, 1 if not given, each RUNNING before the next; stop at a failure',
    },
  ],
  json: {
    shape: RESULTS_SHAPE,
    async document(ctl, names, flags) {
      const outcomes = await restartNamed(ctl, names, flags);
      return outcomes && resultsDocument(outcomes);
    },
  },
  notes: ['Configuration files are not read again: see reread and update.'],
  upcheck: true,
  async run(ctl, names, flags) {
    await restartNamed(ctl, names, flags);
  },
};

async function restartNamed(
  ctl: Ctl,
  names: readonly string[],
  flags: Flags,
): Promise<readonly Outcome[] | undefined> {
  if (names.length === 0) {
    missingArgument(ctl, restart, 'a process name');
    return undefined;
  }
  const rolling = flags.get('--rolling');
  if (rolling === undefined) return restartTogether(ctl, names, flags);
  const size = rolling === '' ? 1 : Number(rolling);
  if (!Number.isInteger(size) || size < 1 || flags.has('--no-wait')) {
    const text = flags.has('--no-wait') ? 'waits for each process' : 'takes a number from 1 on';
    usageError(ctl, restart, `restart: --rolling ${text}`, EXIT.INVALID_ARGUMENTS);
    return undefined;
  }
  const { restartRolling } = await import('../rolling.ts');
  return restartRolling(ctl, names, size);
}

function restartTogether(
  ctl: Ctl,
  names: readonly string[],
  flags: Flags,
): Promise<readonly Outcome[]> {
  const steps = [...stepsFor('stop', names), ...stepsFor('start', names)];
  return inSteps(ctl, steps, async (work) => {
    const stopped = await actOn(ctl, names, stopping(ctl, new Map()), work);
    return [...stopped, ...(await actOn(ctl, names, starting(ctl, flags), work))];
  });
}
