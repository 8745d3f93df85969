/** The state of a daemon as one of format 1 has written it, and as it should not have. */
import { readdirSync, readFileSync } from 'node:fs';

export const RECORDED_STATE: string = readFileSync('test/golden/state-1.json', 'utf8');

/** What a daemon of each version has handed over; one that is released gets its file. */
export const RECORDED_HANDOVERS: readonly string[] = readdirSync('test/golden')
  .filter((file) => file.startsWith('handover-'))
  .map((file) => readFileSync(`test/golden/${file}`, 'utf8'));

/** With another value somewhere, such as at `supervisor.groups.0.config.name`; undefined: none. */
export function recordedStateWith(path: string, value: unknown): string {
  const state: unknown = JSON.parse(RECORDED_STATE);
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let at = state as Record<string, unknown>;
  for (const step of steps) at = at[step] as Record<string, unknown>;
  at[last] = value;
  return JSON.stringify(state);
}
