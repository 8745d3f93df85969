/** `signal`: send a signal to processes. */
import { actOn } from '../act.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Wording } from '../results.ts';
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
    ['signal <signal name> all', 'Send it to everything'],
  ],
  notes: ['Signals have their name (HUP, SIGHUP) or their number.'],
  upcheck: true,
  async run(ctl, [name = '', ...names]) {
    if (names.length === 0) {
      return missingArgument(ctl, signal, 'a signal name and a process name');
    }
    await actOn(ctl, names, {
      wording: WORDING,
      all: () => ctl.client.call('supervisor.signalAllProcesses', name),
      group: (group) => ctl.client.call('supervisor.signalProcessGroup', group, name),
      process: (process) => ctl.client.call('supervisor.signalProcess', process, name),
      noSuchGroup: EXIT.GENERIC,
    });
  },
};
