/**
 * Puts what was read anew in the place of what has been kept, where both say the same: then it is in
 * memory once, and whoever compares them need not look inside.
 */
import type { GroupConfig, ProcessConfig } from './config.ts';

/** @param read Of the same name; undefined if there is none. */
export function sharedGroup(kept: GroupConfig, read: GroupConfig | undefined): GroupConfig {
  if (read === undefined || isSame(kept, read)) return read ?? kept;
  const byName = new Map(read.processes.map((process) => [process.name, process]));
  const processes = kept.processes.map((process) => sharedProcess(process, byName));
  return { ...kept, processes };
}

function sharedProcess(
  kept: ProcessConfig,
  read: ReadonlyMap<string, ProcessConfig>,
): ProcessConfig {
  const other = read.get(kept.name);
  return other !== undefined && isSame(kept, other) ? other : kept;
}

/** A field that is not there is as good as one that is undefined. */
function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys({ ...one, ...other });
  return names.every((name) => isSame(one[name], other[name]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
