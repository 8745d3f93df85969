/**
 * `update`: read the configuration again and make the groups what it says.
 *
 * Without flags it does and prints what the original does. `--dry-run` and `--minimal` are ours.
 */
import { orFault, ServerFault } from '../../client/errors.ts';
import type { GroupChanges } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { updateMinimally } from '../minimal-update.ts';
import { explainUpdate } from '../pending-changes.ts';

const FLAGS: readonly string[] = ['--dry-run', '--minimal'];

export const update: Command = {
  name: 'update',
  summary: 'Read the configuration again and act on what has changed',
  args: [{ kind: 'group', optional: true, many: true }],
  forms: [
    ['update', 'Read the configuration; add, remove and restart the groups that differ'],
    ['update all', 'The same'],
    ['update <gname> [...]', 'Do so with the groups that are named only'],
    ['update --minimal [<gname> ...]', 'Restart no process that can run on as it is'],
    ['update --dry-run [<gname> ...]', 'Only show what would be done, option by option'],
    ['update --dry-run --minimal', 'Show what would be done with --minimal'],
  ],
  upcheck: false,
  async run(ctl, words) {
    const flags = FLAGS.filter((flag) => words.includes(flag));
    const answer = await orFault(ctl.client.call('supervisor.reloadConfig'));
    if (answer instanceof ServerFault) return refused(ctl, answer, flags.length > 0);
    const names = words.filter((word) => !FLAGS.includes(word));
    const meant = new Set(names.includes('all') ? [] : names);
    if (meant.size > 0) await complainOfUnknown(ctl, meant, answer[0][0]);
    const isMeant = (name: string) => meant.size === 0 || meant.has(name);
    const isMinimal = flags.includes('--minimal');
    if (flags.includes('--dry-run')) await explainUpdate(ctl, isMeant, isMinimal);
    else if (isMinimal) await updateMinimally(ctl, isMeant);
    else await updateAsEver(ctl, isMeant, answer[0]);
  },
};

/** @param isOurs Whether the outcome need not look as in the original. */
function refused(ctl: Ctl, fault: ServerFault, isOurs: boolean): void {
  if (fault.code === FAULTS.SHUTDOWN_STATE) ctl.output.line('ERROR: already shutting down');
  else if (isOurs && fault.code === FAULTS.CANT_REREAD) ctl.output.line(`ERROR: ${fault.text}`);
  else throw fault;
  ctl.exitStatus = EXIT.GENERIC;
}

async function updateAsEver(
  ctl: Ctl,
  isMeant: (name: string) => boolean,
  [added, changed, removed]: GroupChanges,
): Promise<void> {
  for (const name of removed.filter(isMeant)) await remove(ctl, name);
  for (const name of changed.filter(isMeant)) await replace(ctl, name);
  for (const name of added.filter(isMeant)) {
    await ctl.client.call('supervisor.addProcessGroup', name);
    ctl.output.line(`${name}: added process group`);
  }
}

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
