/** `reread`: read the configuration again and show what an update would change. */
import { compareText } from '../../base/python-text.ts';
import { orFault, ServerFault } from '../../client/errors.ts';
import type { GroupChanges } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const reread: Command = {
  name: 'reread',
  summary: 'Read the configuration again, without acting on it',
  args: [],
  forms: [['reread', 'Read the configuration files again and show which groups differ']],
  notes: ['Nothing is started or stopped: see update.'],
  json: {
    shape: '{"available": ["web"], "changed": [], "disappeared": []}',
    async document(ctl) {
      const changes = await rereadChanges(ctl);
      if (changes === undefined) return undefined;
      const [available, changed, disappeared] = changes;
      return { available, changed, disappeared };
    },
  },
  upcheck: false,
  async run(ctl) {
    const changes = await rereadChanges(ctl);
    if (changes === undefined) return;
    for (const line of changeLines(changes)) ctl.output.line(line);
  },
};

async function rereadChanges(ctl: Ctl): Promise<GroupChanges | undefined> {
  const answer = await orFault(ctl.client.call('supervisor.reloadConfig'));
  if (!(answer instanceof ServerFault)) return answer[0];
  ctl.exitStatus = EXIT.GENERIC;
  if (answer.code === FAULTS.SHUTDOWN_STATE) {
    ctl.output.line('ERROR: supervisor shutting down');
  } else if (answer.code === FAULTS.CANT_REREAD) {
    ctl.output.line(`ERROR: ${answer.text}`);
  } else {
    throw answer;
  }
  return undefined;
}

/** One line per group, by name. */
export function changeLines([added, changed, removed]: GroupChanges): string[] {
  const changes = new Map<string, string>();
  for (const name of added) changes.set(name, 'available');
  for (const name of changed) changes.set(name, 'changed');
  for (const name of removed) changes.set(name, 'disappeared');
  if (changes.size === 0) return ['No config updates to processes'];
  return [...changes.keys()].sort(compareText).map((name) => `${name}: ${changes.get(name)}`);
}
