/** The states that processes have gone through since the page is open, a bounded number of each. */
import { type Signal, signal } from '@preact/signals';
import type { StreamEvent } from '../../src/wire/api/stream.ts';
import type { ProcessState } from '../../src/wire/states.ts';

export interface Change {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly state: ProcessState;
  /** What there is to say about it, such as the pid. */
  readonly note: string;
}

const MOST = 200;
const NOTHING: readonly Change[] = [];
const known = new Map<string, Signal<readonly Change[]>>();

/** Oldest first. Reading it in a view makes the view follow it. */
export function changesOf(namespec: string): readonly Change[] {
  return signalOf(namespec).value;
}

/** Takes note of a process that has changed its state. It may have changed again meanwhile. */
export function noteChange({ at, to, process }: StreamEvent<'state'>): void {
  const { namespec, state, pid, description } = process;
  const said = pid === null ? description : `pid ${pid}`;
  const track = signalOf(namespec);
  const change = { at: Date.parse(at), state: to, note: state.name === to ? said : '' };
  track.value = [...track.peek(), change].slice(-MOST);
}

function signalOf(namespec: string): Signal<readonly Change[]> {
  const track = known.get(namespec) ?? signal(NOTHING);
  known.set(namespec, track);
  return track;
}
