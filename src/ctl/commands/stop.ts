/** `stop`: stop what runs. */
import { actOn } from '../act.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';

const WORDING: Wording = {
  done: 'stopped',
  errors: {
    BAD_NAME: 'no such process',
    BAD_SIGNAL: 'bad signal name',
    NOT_RUNNING: 'not running',
  },
  failedInItsOwnWords: true,
  harmless: 'NOT_RUNNING',
};

export const stop: Command = {
  name: 'stop',
  summary: 'Stop what runs',
  args: [{ kind: 'process', many: true }],
  forms: [
    ['stop <name>', 'Stop one process and wait until it has ended'],
    ['stop <gname>:*', 'Stop every process of a group'],
    ['stop <name> <name>', 'Stop several processes or groups, one after the other'],
    ['stop all', 'Stop everything'],
  ],
  upcheck: true,
  async run(ctl, names) {
    if (names.length === 0) return missingArgument(ctl, stop, 'a process name');
    await stopProcesses(ctl, names);
  },
};

export function stopProcesses(ctl: Ctl, names: readonly string[]): Promise<void> {
  return actOn(ctl, names, {
    wording: WORDING,
    all: () => ctl.client.call('supervisor.stopAllProcesses'),
    group: (name) => ctl.client.call('supervisor.stopProcessGroup', name),
    process: (name) => ctl.client.call('supervisor.stopProcess', name),
    noSuchGroup: EXIT.GENERIC,
  });
}
