/** `restart`: stop everything that is named, then start all of it. */
import type { Command } from '../command.ts';
import { missingArgument } from '../usage.ts';
import { startProcesses } from './start.ts';
import { stopProcesses } from './stop.ts';

export const restart: Command = {
  name: 'restart',
  summary: 'Stop processes, then start them again',
  args: [{ kind: 'process', many: true }],
  forms: [
    ['restart <name>', 'Restart one process'],
    ['restart <gname>:*', 'Restart every process of a group'],
    ['restart <name> <name>', 'Restart several: all are stopped before the first is started'],
    ['restart all', 'Restart everything'],
  ],
  notes: ['Configuration files are not read again: see reread and update.'],
  upcheck: true,
  async run(ctl, names) {
    if (names.length === 0) return missingArgument(ctl, restart, 'a process name');
    await stopProcesses(ctl, names);
    await startProcesses(ctl, names);
  },
};
