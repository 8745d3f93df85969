/**
 * `update --dry-run`: what an update would do, and why. Nothing is done.
 *
 *   web: would be updated
 *     web_00, web_01: would be restarted
 *       command: /bin/a -> /bin/b
 *
 * Processes of which the same is to be said share their lines.
 */
import { orFault, ServerFault } from '../client/errors.ts';
import type { ChangedOption, PendingChange, PendingProcessChange } from '../client/methods.ts';
import { FAULTS } from '../wire/faults.ts';
import type { Ctl } from './command.ts';
import { EXIT } from './exit-status.ts';

/** @param isMinimal Whether it is `update --minimal` that is explained. */
export async function explainUpdate(
  ctl: Ctl,
  isMeant: (name: string) => boolean,
  isMinimal: boolean,
): Promise<void> {
  const changes = await pendingChanges(ctl);
  if (changes === undefined) return;
  for (const line of changeLines(
    changes.filter(({ name }) => isMeant(name)),
    isMinimal,
  )) {
    ctl.output.line(line);
  }
}

/** What the configuration that was just read would change; undefined if the server cannot tell. */
export async function pendingChanges(ctl: Ctl): Promise<readonly PendingChange[] | undefined> {
  const answer = await orFault(ctl.client.call('visord.getPendingChanges'));
  if (!(answer instanceof ServerFault)) return answer;
  if (answer.code !== FAULTS.UNKNOWN_METHOD) throw answer;
  ctl.output.line('ERROR: the server cannot do this: it is not visord, or an older one');
  ctl.exitStatus = EXIT.GENERIC;
  return undefined;
}

export function changeLines(changes: readonly PendingChange[], isMinimal: boolean): string[] {
  if (changes.length === 0) return ['No config updates to processes'];
  return changes.flatMap((change) => {
    const { name, options, reordered, replaced } = change;
    const one = isMinimal && !replaced; // processes are treated one by one
    return [
      `${name}: ${groupVerb(change, one)}`,
      ...options.map((option) => `  ${optionLine(option)}`),
      ...(reordered ? ['  the order of its processes'] : []),
      ...processLines(change.processes, one ? ONE_BY_ONE : TOGETHER),
    ];
  });
}

function groupVerb({ change }: PendingChange, oneByOne: boolean): string {
  if (change === 'added') return 'would be added';
  if (change === 'removed') return 'would be stopped and removed';
  return oneByOne ? 'would be updated' : 'would be stopped and made anew';
}

type Verbs = Readonly<Record<'added' | 'removed' | 'restarted' | 'kept', string>>;

const ONE_BY_ONE: Verbs = {
  added: 'would be added',
  removed: 'would be stopped and removed',
  restarted: 'would be restarted',
  kept: 'would run on',
};

const TOGETHER: Verbs = {
  added: 'is new',
  removed: 'is gone',
  restarted: 'has changed',
  kept: 'has changed',
};

function processLines(processes: readonly PendingProcessChange[], verbs: Verbs): string[] {
  const said = new Map<string, string[]>();
  for (const { name, change, restart, options } of processes) {
    const what = change === 'changed' ? (restart ? 'restarted' : 'kept') : change;
    const lines = [verbs[what], ...options.map((option) => `    ${optionLine(option)}`)].join('\n');
    said.set(lines, [...(said.get(lines) ?? []), name]);
  }
  return [...said].flatMap(([lines, names]) => `  ${names.join(', ')}: ${lines}`.split('\n'));
}

function optionLine(change: ChangedOption): string {
  const note = change.restart ? '' : ' (needs no restart)';
  return `${change.option}: ${difference(change)}${note}`;
}

function difference(change: ChangedOption): string {
  if ('before' in change) return `${shown(change.before)} -> ${shown(change.after)}`;
  const parts = (['added', 'changed', 'removed'] as const)
    .filter((what) => change[what].length > 0)
    .map((what) => `${change[what].join(', ')} ${what}`);
  return parts.join('; ');
}

/** A value on one line. */
function shown(value: string): string {
  return value === '' ? 'none' : value.replaceAll('\n', '\\n');
}
