/** `start`: start what is not running. */
import { actOn } from '../act.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';

const WORDING: Wording = {
  done: 'started',
  errors: {
    BAD_NAME: 'no such process',
    NO_FILE: 'no such file',
    NOT_EXECUTABLE: 'file is not executable',
    ALREADY_STARTED: 'already started',
    SPAWN_ERROR: 'spawn error',
    ABNORMAL_TERMINATION: 'abnormal termination',
  },
  harmless: 'ALREADY_STARTED',
};

export const start: Command = {
  name: 'start',
  summary: 'Start what is not running',
  args: [{ kind: 'process', many: true }],
  forms: [
    ['start <name>', 'Start one process and wait until it runs'],
    ['start <gname>:*', 'Start every process of a group'],
    ['start <name> <name>', 'Start several processes or groups, one after the other'],
    ['start all', 'Start everything'],
  ],
  upcheck: true,
  async run(ctl, names) {
    if (names.length === 0) {
      return missingArgument(ctl, start, 'a process name', EXIT.INVALID_ARGUMENTS);
    }
    await startProcesses(ctl, names);
  },
};

export function startProcesses(ctl: Ctl, names: readonly string[]): Promise<void> {
  return actOn(ctl, names, {
    wording: WORDING,
    all: () => ctl.client.call('supervisor.startAllProcesses'),
    group: (name) => ctl.client.call('supervisor.startProcessGroup', name),
    process: (name) => ctl.client.call('supervisor.startProcess', name),
    noSuchGroup: EXIT.INVALID_ARGUMENTS,
  });
}
