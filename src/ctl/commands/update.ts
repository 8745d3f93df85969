/** `update`: read the configuration again and make the groups what it says. */
import { orFault, ServerFault } from '../../client/errors.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';

export const update: Command = {
  name: 'update',
  summary: 'Read the configuration again and act on what has changed',
  args: [{ kind: 'group', optional: true, many: true }],
  forms: [
    ['update', 'Read the configuration; add, remove and restart the groups that differ'],
    ['update all', 'The same'],
    ['update <gname> [...]', 'Do so with the groups that are named only'],
  ],
  upcheck: false,
  async run(ctl, words) {
    const answer = await orFault(ctl.client.call('supervisor.reloadConfig'));
    if (answer instanceof ServerFault) {
      if (answer.code !== FAULTS.SHUTDOWN_STATE) throw answer;
      ctl.output.line('ERROR: already shutting down');
      ctl.exitStatus = EXIT.GENERIC;
      return;
    }
    const [added, changed, removed] = answer[0];
    const names = new Set(words.includes('all') ? [] : words);
    if (names.size > 0) await complainOfUnknown(ctl, names, added);
    const isMeant = (name: string) => names.size === 0 || names.has(name);
    for (const name of removed.filter(isMeant)) await remove(ctl, name);
    for (const name of changed.filter(isMeant)) await replace(ctl, name);
    for (const name of added.filter(isMeant)) {
      await ctl.client.call('supervisor.addProcessGroup', name);
      ctl.output.line(`${name}: added process group`);
    }
  },
};

async function complainOfUnknown(
  ctl: Ctl,
  names: ReadonlySet<string>,
  added: readonly string[],
): Promise<void> {
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const groups = new Set([...infos.map(({ group }) => group), ...added]);
  for (const name of names) {
    if (groups.has(name)) continue;
    ctl.output.line(`ERROR: no such group: ${name}`);
    ctl.exitStatus = EXIT.GENERIC;
  }
}

async function remove(ctl: Ctl, name: string): Promise<void> {
  const results = await ctl.client.call('supervisor.stopProcessGroup', name);
  ctl.output.line(`${name}: stopped`);
  if (results.some(({ status }) => status === FAULTS.FAILED)) {
    ctl.output.line(`${name}: has problems; not removing`);
    ctl.exitStatus = EXIT.GENERIC;
    return;
  }
  await ctl.client.call('supervisor.removeProcessGroup', name);
  ctl.output.line(`${name}: removed process group`);
}

async function replace(ctl: Ctl, name: string): Promise<void> {
  await ctl.client.call('supervisor.stopProcessGroup', name);
  ctl.output.line(`${name}: stopped`);
  await ctl.client.call('supervisor.removeProcessGroup', name);
  await ctl.client.call('supervisor.addProcessGroup', name);
  ctl.output.line(`${name}: updated process group`);
}
