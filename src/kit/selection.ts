/**
 * Which changes of state somebody wants to hear of, by patterns of states and of programs.
 *
 * A pattern is a file pattern (`base/fnmatch.ts`). That of a state fits its name; the word
 * `unexpected` stands for EXITED with an exit code that is not expected. That of a program fits
 * its group, or the process as `group:name` or as supervisorctl shows it.
 */
import { fnmatch } from '../base/fnmatch.ts';
import { namespec } from '../wire/namespec.ts';
import type { EventBelow } from './event.ts';

export type StateEvent = EventBelow<'PROCESS_STATE'>;

export interface Selection {
  readonly states: readonly string[];
  readonly programs: readonly string[];
}

const UNEXPECTED = 'unexpected';
const PREFIX = 'PROCESS_STATE_';

/** The state that a process has entered. */
export function enteredState(event: StateEvent): string {
  return event.name.slice(PREFIX.length);
}

export function isSelected(event: StateEvent, { states, programs }: Selection): boolean {
  const isUnexpected = event.name === 'PROCESS_STATE_EXITED' && !event.expected;
  const state = enteredState(event);
  return (
    states.some((pattern) => (pattern === UNEXPECTED ? isUnexpected : fnmatch(state, pattern))) &&
    isOfPrograms(event, programs)
  );
}

export function isOfPrograms(
  { groupname, processname }: StateEvent,
  programs: readonly string[],
): boolean {
  const names = [groupname, `${groupname}:${processname}`, namespec(groupname, processname)];
  return programs.some((pattern) => names.some((name) => fnmatch(name, pattern)));
}
