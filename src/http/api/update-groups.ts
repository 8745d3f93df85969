/**
 * Makes the configuration run, group by group, and tells what became of each.
 *
 * One group after the other, in the order in which an update goes through them; one that makes
 * trouble is told and holds up no other.
 */
import type { Daemon } from '../../rpc/daemon.ts';
import type { Context } from '../../rpc/method.ts';
import { pendingFacts } from '../../rpc/pending-facts.ts';
import type { GroupUpdate, Update } from '../../wire/api/config.ts';
import { faultOf } from '../../wire/api/problem.ts';
import { RpcFault } from '../../wire/faults.ts';

/**
 * @param groups Only these; undefined: all
 * @throws {RpcFault} CANT_REREAD, BAD_NAME for a group that does not exist
 */
export async function updateGroups(
  { daemon, methods }: Context,
  groups: readonly string[] | undefined,
  dryRun: boolean,
): Promise<Update> {
  await methods.invoke('supervisor.reloadConfig', []);
  const configured = new Set(daemon.config.groups.map(({ name }) => name));
  for (const name of groups ?? []) {
    if (!configured.has(name) && !daemon.groups.has(name)) throw new RpcFault('BAD_NAME', name);
  }
  const changes = daemon
    .pendingChanges()
    .filter(({ name }) => groups === undefined || groups.includes(name));
  const pending = pendingFacts(changes);
  const updates: GroupUpdate[] = [];
  for (const { name } of dryRun ? [] : changes) updates.push(await updateGroup(daemon, name));
  return { dryRun, pending, groups: updates };
}

async function updateGroup(daemon: Daemon, name: string): Promise<GroupUpdate> {
  try {
    const { kind, processes } = await daemon.updateGroup(name);
    return {
      name,
      change: kind,
      processes: processes.map(({ name, kind, reason }) => ({ name, change: kind, reason })),
      fault: null,
      description: 'OK',
    };
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
    const { fault, message } = error;
    return { name, change: null, processes: [], fault: faultOf(fault), description: message };
  }
}
