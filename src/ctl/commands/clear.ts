/** `clear`: empty the logs of processes. */
import { actOn } from '../act.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Wording } from '../results.ts';
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
    ['clear all', 'Empty those of every process'],
  ],
  upcheck: true,
  async run(ctl, names) {
    if (names.length === 0) return missingArgument(ctl, clear, 'a process name');
    await actOn(ctl, names, {
      wording: WORDING,
      all: () => ctl.client.call('supervisor.clearAllProcessLogs'),
      group: undefined,
      process: (process) => ctl.client.call('supervisor.clearProcessLogs', process),
      noSuchGroup: EXIT.GENERIC,
    });
  },
};
