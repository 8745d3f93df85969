/** `start`: start what is not running. */
import { type Action, actOn, RESULTS_SHAPE, resultsDocument } from '../act.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Outcome, Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';
import { inSteps, stepsFor } from '../work.ts';

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
    ["start 'web*'", 'Start every process whose name fits'],
    ['start all', 'Start everything'],
  ],
  flags: [{ name: '--no-wait', doc: 'Do not wait until they run' }],
  json: {
    shape: RESULTS_SHAPE,
    async document(ctl, names, flags) {
      const outcomes = await startNamed(ctl, names, flags);
      return outcomes && resultsDocument(outcomes);
    },
  },
  upcheck: true,
  async run(ctl, names, flags) {
    await startNamed(ctl, names, flags);
  },
};

async function startNamed(
  ctl: Ctl,
  names: readonly string[],
  flags: Flags,
): Promise<readonly Outcome[] | undefined> {
  if (names.length === 0) {
    missingArgument(ctl, start, 'a process name', EXIT.INVALID_ARGUMENTS);
    return undefined;
  }
  const action = starting(ctl, flags);
  return inSteps(ctl, stepsFor('start', names), (work) => actOn(ctl, names, action, work));
}

/** @param flags may have `--no-wait`. */
export function starting({ client }: Pick<Ctl, 'client'>, flags: Flags): Action {
  const wait = flags.has('--no-wait') ? ([false] as const) : [];
  return {
    wording: flags.has('--no-wait') ? { ...WORDING, done: 'starting' } : WORDING,
    all: () => client.call('supervisor.startAllProcesses', ...wait),
    group: (name) => client.call('supervisor.startProcessGroup', name, ...wait),
    process: (name) => client.call('supervisor.startProcess', name, ...wait),
    noSuchGroup: EXIT.INVALID_ARGUMENTS,
  };
}
