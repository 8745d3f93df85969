/**
 * `update`: read the configuration again and make the groups what it says.
 *
 * Without flags it does and prints what the original does. `--dry-run` and `--minimal` are ours.
 */
import { orFault, ServerFault } from '../../client/errors.ts';
import type { GroupChanges } from '../../client/methods.ts';
import { FAULTS } from '../../wire/faults.ts';
import type { Command, Ctl, Flags } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import { fitsGroup } from '../globs.ts';
import { updateMinimally } from '../minimal-update.ts';
import { explainUpdate, pendingChanges } from '../pending-changes.ts';
import { usageError } from '../usage.ts';

export const update: Command = {
  name: 'update',
  summary: 'Read the configuration again and act on what has changed',
  args: [{ kind: 'group', optional: true, many: true }],
  forms: [
    ['update', 'Read the configuration; add, remove and restart the groups that differ'],
    ['update all', 'The same'],
    ['update <gname> [...]', 'Do so with the groups that are named only'],
    ["update 'web*'", 'Do so with the groups whose name fits'],
  ],
  flags: [
    { name: '--dry-run', doc: 'Only show what would be done, option by option' },
    { name: '--minimal', doc: 'Restart no process that can run on as it is' },
  ],
  json: {
    shape: '{"changes": [visord.getPendingChanges], "unknown": []}, with --dry-run only',
    async document(ctl, words, flags) {
      if (!flags.has('--dry-run')) {
        usageError(ctl, update, 'update: --json takes --dry-run', EXIT.INVALID_ARGUMENTS);
        return undefined;
      }
      const reading = await readChanges(ctl, words, flags);
      if (reading === undefined) return undefined;
      const changes = await pendingChanges(ctl);
      if (changes === undefined) return undefined;
      const { isMeant, unknown } = reading;
      return { changes: changes.filter(({ name }) => isMeant(name)), unknown };
    },
  },
  upcheck: false,
  async run(ctl, words, flags) {
    const reading = await readChanges(ctl, words, flags);
    if (reading === undefined) return;
    const { isMeant, changes } = reading;
    const isMinimal = flags.has('--minimal');
    if (flags.has('--dry-run')) await explainUpdate(ctl, isMeant, isMinimal);
    else if (isMinimal) await updateMinimally(ctl, isMeant);
    else await updateAsEver(ctl, isMeant, changes);
  },
};

interface Reading {
  readonly changes: GroupChanges;
  /** Whether a group is one of those that were named. */
  readonly isMeant: (name: string) => boolean;
  /** What was named and does not exist. */
  readonly unknown: readonly string[];
}

/** Has the configuration read; undefined if that is refused. */
async function readChanges(
  ctl: Ctl,
  words: readonly string[],
  flags: Flags,
): Promise<Reading | undefined> {
  const answer = await orFault(ctl.client.call('supervisor.reloadConfig'));
  if (answer instanceof ServerFault) {
    refused(ctl, answer, flags.size > 0);
    return undefined;
  }
  const meant = new Set(words.includes('all') ? [] : words);
  const [changes] = answer;
  const unknown = meant.size > 0 ? await complainOfUnknown(ctl, meant, changes[0]) : [];
  const isMeant = (name: string) =>
    meant.size === 0 || [...meant].some((word) => fitsGroup(word, name));
  return { changes, isMeant, unknown };
}

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
): Promise<readonly string[]> {
  const infos = await ctl.client.call('supervisor.getAllProcessInfo');
  const groups = [...new Set([...infos.map(({ group }) => group), ...added])];
  const unknown = [...names].filter((word) => !groups.some((group) => fitsGroup(word, group)));
  for (const name of unknown) {
    ctl.output.line(`ERROR: no such group: ${name}`);
    ctl.exitStatus = EXIT.GENERIC;
    ctl.unknown.push({ kind: 'group', name });
  }
  return unknown;
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
