/** `clear`: empty the logs of processes. */
import { actOn, RESULTS_SHAPE, resultsDocument } from '../act.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Outcome, Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';

const WORDING: Wording = {
  done: 'cleared',
  errors: { BAD_NAME: 'no such process', FAILED: 'failed' },
};

export const clear: Command = {
  name: 'clear',
  summary: 'Empty the logs of processes',
  args: [{ kind: 'process', many: true }],
  forms: [
    ['clear <name>', 'Empty the log files of one process'],
    ['clear <name> <name>', 'Empty those of several processes'],
    ["clear 'web*'", 'Empty those of every process whose name fits'],
    ['clear all', 'Empty those of every process'],
  ],
  json: {
    shape: RESULTS_SHAPE,
    async document(ctl, names) {
      const outcomes = await clearNamed(ctl, names);
      return outcomes && resultsDocument(outcomes);
    },
  },
  upcheck: true,
  async run(ctl, names) {
    await clearNamed(ctl, names);
  },
};

async function clearNamed(
  ctl: Ctl,
  names: readonly string[],
): Promise<readonly Outcome[] | undefined> {
  if (names.length === 0) {
    missingArgument(ctl, clear, 'a process name');
    return undefined;
  }
  return actOn(ctl, names, {
    wording: WORDING,
    all: () => ctl.client.call('supervisor.clearAllProcessLogs'),
    group: undefined,
    process: (process) => ctl.client.call('supervisor.clearProcessLogs', process),
    noSuchGroup: EXIT.GENERIC,
  });
}
