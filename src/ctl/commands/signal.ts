/** `signal`: send a signal to processes. */
import { actOn, RESULTS_SHAPE, resultsDocument } from '../act.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Outcome, Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';

const WORDING: Wording = {
  done: 'signalled',
  errors: {
    BAD_NAME: 'no such process',
    BAD_SIGNAL: 'bad signal name',
    NOT_RUNNING: 'not running',
  },
  failedInItsOwnWords: true,
};

export const signal: Command = {
  name: 'signal',
  summary: 'Send a signal to processes',
  args: [{ kind: 'signal' }, { kind: 'process', many: true }],
  forms: [
    ['signal <signal name> <name>', 'Send a signal to one process'],
    ['signal <signal name> <gname>:*', 'Send it to every process of a group'],
    ['signal <signal name> <name> <name>', 'Send it to several processes or groups'],
    ["signal <signal name> 'web*'", 'Send it to every process whose name fits'],
    ['signal <signal name> all', 'Send it to everything'],
  ],
  notes: ['Signals have their name (HUP, SIGHUP) or their number.'],
  json: {
    shape: RESULTS_SHAPE,
    async document(ctl, words) {
      const outcomes = await signalNamed(ctl, words);
      return outcomes && resultsDocument(outcomes);
    },
  },
  upcheck: true,
  async run(ctl, words) {
    await signalNamed(ctl, words);
  },
};

async function signalNamed(
  ctl: Ctl,
  [name = '', ...names]: readonly string[],
): Promise<readonly Outcome[] | undefined> {
  if (names.length === 0) {
    missingArgument(ctl, signal, 'a signal name and a process name');
    return undefined;
  }
  return actOn(ctl, names, {
    wording: WORDING,
    all: () => ctl.client.call('supervisor.signalAllProcesses', name),
    group: (group) => ctl.client.call('supervisor.signalProcessGroup', group, name),
    process: (process) => ctl.client.call('supervisor.signalProcess', process, name),
    noSuchGroup: EXIT.GENERIC,
  });
}
