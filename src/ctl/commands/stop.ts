/** `stop`: stop what runs. */
import { type Action, actOn, RESULTS_SHAPE, resultsDocument } from '../act.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Outcome, Wording } from '../results.ts';
import { missingArgument } from '../usage.ts';
import { inSteps, stepsFor } from '../work.ts';

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
    ["stop 'web*'", 'Stop every process whose name fits'],
    ['stop all', 'Stop everything'],
  ],
  flags: [{ name: '--no-wait', doc: 'Do not wait until they have ended' }],
  json: {
    shape: RESULTS_SHAPE,
    async document(ctl, names, flags) {
      const outcomes = await stopNamed(ctl, names, flags);
      return outcomes && resultsDocument(outcomes);
    },
  },
  upcheck: true,
  async run(ctl, names, flags) {
    await stopNamed(ctl, names, flags);
  },
};

async function stopNamed(
  ctl: Ctl,
  names: readonly string[],
  flags: Flags,
): Promise<readonly Outcome[] | undefined> {
  if (names.length === 0) {
    missingArgument(ctl, stop, 'a process name');
    return undefined;
  }
  const action = stopping(ctl, flags);
  return inSteps(ctl, stepsFor('stop', names), (work) => actOn(ctl, names, action, work));
}

/** @param flags may have `--no-wait`. */
export function stopping({ client }: Pick<Ctl, 'client'>, flags: Flags): Action {
  const wait = flags.has('--no-wait') ? ([false] as const) : [];
  return {
    wording: flags.has('--no-wait') ? { ...WORDING, done: 'stopping' } : WORDING,
    all: () => client.call('supervisor.stopAllProcesses', ...wait),
    group: (name) => client.call('supervisor.stopProcessGroup', name, ...wait),
    process: (name) => client.call('supervisor.stopProcess', name, ...wait),
    noSuchGroup: EXIT.GENERIC,
  };
}
