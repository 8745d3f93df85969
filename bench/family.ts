/** A process with its descendants, from /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process and all its descendants. A process that ends meanwhile may be missing. */
export function familyOf(pid: number): number[] {
  const all = [pid];
  for (const member of all) all.push(...childrenOf(member));
  return all;
}

/** The path of what it runs; undefined if it has ended. */
export function executableOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

/**
 * Ends a process and all its descendants, at once.
 *
 * Those that may start others are stopped first, or they would replace what has ended.
 *
 * @param program The path of what starts no others
 */
export async function endFamily(pid: number, program: string): Promise<void> {
  const stopped = new Set<number>();
  for (;;) {
    const parents = familyOf(pid).filter((member) => executableOf(member) !== program);
    const running = parents.filter((member) => !stopped.has(member));
    if (running.length === 0) break;
    for (const member of running) {
      signal(member, 'SIGSTOP');
      stopped.add(member);
    }
  }
  const members = familyOf(pid);
  for (const member of members) signal(member, 'SIGKILL');
  for (const member of members) while (isAlive(member)) await sleep(5);
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')
        .split(' ')
        .flatMap((child) => (child === '' ? [] : [Number(child)])),
    );
  } catch {
    return [];
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

/** Whether it still runs: one that waits to be reaped does not. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
