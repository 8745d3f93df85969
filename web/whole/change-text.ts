/** What becomes of an option, in a few words. Values of the environment may be secrets. */
import type { OptionChange } from '../../src/wire/api/config.ts';

export function changeText({ after, variables }: OptionChange): string {
  if (variables === null) return after ?? '';
  const { added, changed, removed } = variables;
  return [
    ...added.map((name) => `+${name}`),
    ...changed.map((name) => `±${name}`),
    ...removed.map((name) => `−${name}`),
  ].join(' ');
}
