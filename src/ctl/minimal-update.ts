/**
 * `update --minimal`: brings one group after the other up to date, and restarts no process that
 * can run on. A group that makes trouble is reported and holds up no other.
 */
import { orFault, ServerFault } from '../client/errors.ts';
import type { GroupUpdate } from '../client/methods.ts';
import { namespec } from '../wire/namespec.ts';
import type { Ctl } from './command.ts';
import { EXIT } from './exit-status.ts';
import { pendingChanges } from './pending-changes.ts';
import { errorLine } from './results.ts';

export async function updateMinimally(ctl: Ctl, isMeant: (name: string) => boolean): Promise<void> {
  const changes = (await pendingChanges(ctl)) ?? [];
  for (const { name } of changes.filter((change) => isMeant(change.name))) {
    const answer = await orFault(ctl.client.call('visord.updateGroup', name));
    if (answer instanceof ServerFault) {
      ctl.output.line(errorLine(name, answer.text));
      ctl.exitStatus = EXIT.GENERIC;
    } else {
      report(ctl, name, answer);
    }
  }
}

const DONE: Readonly<Record<GroupUpdate['change'], readonly string[]>> = {
  added: ['added process group'],
  removed: ['stopped', 'removed process group'],
  replaced: ['stopped', 'updated process group'],
  changed: ['updated process group'],
  unchanged: [],
};

const PROCESS_DONE = {
  added: 'added',
  removed: 'stopped and removed',
  restarted: 'restarted',
  replaced: 'updated, not started',
  adopted: 'updated',
} as const;

function report(ctl: Ctl, group: string, { change, processes }: GroupUpdate): void {
  const done = processes.map(({ name, change, reason }) =>
    change === 'failed'
      ? errorLine(namespec(group, name), reason)
      : `${namespec(group, name)}: ${PROCESS_DONE[change]}`,
  );
  for (const line of done) ctl.output.line(line);
  if (processes.some((process) => process.change === 'failed')) {
    ctl.output.line(`${group}: has problems; not updated completely`);
    ctl.exitStatus = EXIT.GENERIC;
  } else {
    for (const text of DONE[change]) ctl.output.line(`${group}: ${text}`);
  }
}
