/**
 * All processes as they are known, each a signal of its own, so that a change draws one row anew.
 *
 * Changes come in by the stream, many a second; they are kept until the next frame and then made
 * known together. `revision` counts those moments, for what depends on all processes.
 */
import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import type { ProcessState } from '../../src/wire/states.ts';
import { nextFrame } from './next-frame.ts';

const known = new Map<string, Signal<ProcessInfo>>();
const waiting = new Map<string, ProcessInfo>();

/** Counts the moments at which anything has changed. */
export const revision = signal(0);

/** Namespecs, by group and name; undefined until they are known. */
export const names = signal<readonly string[] | undefined>(undefined);

/** How many processes are in each state. */
export const tally: ReadonlySignal<ReadonlyMap<ProcessState, number>> = computed(() => {
  revision.value;
  const counts = new Map<ProcessState, number>();
  for (const { value } of known.values()) {
    counts.set(value.state.name, (counts.get(value.state.name) ?? 0) + 1);
  }
  return counts;
});

/** What is known of a process. Reading it in a view makes the view follow it. */
export function processOf(namespec: string): ProcessInfo | undefined {
  return known.get(namespec)?.value;
}

/** Takes everything anew; processes that are not in the list are gone. */
export function replaceProcesses(processes: readonly ProcessInfo[]): void {
  batch(() => {
    const listed = new Set(processes.map(({ namespec }) => namespec));
    for (const namespec of known.keys()) if (!listed.has(namespec)) known.delete(namespec);
    for (const process of processes) set(process);
    renew();
  });
}

/** Takes what has become of one process, at the next frame. */
export function patchProcess(process: ProcessInfo): void {
  if (waiting.size === 0) nextFrame(applyPatches);
  waiting.set(process.namespec, process);
}

function applyPatches(): void {
  batch(() => {
    const before = known.size;
    for (const process of waiting.values()) set(process);
    waiting.clear();
    if (known.size === before) revision.value++;
    else renew();
  });
}

function set(process: ProcessInfo): void {
  const signalOf = known.get(process.namespec);
  if (signalOf === undefined) known.set(process.namespec, signal(process));
  else signalOf.value = process;
}

function renew(): void {
  const order = [...known.values()].map((process) => process.peek()).sort(byGroupAndName);
  names.value = order.map(({ namespec }) => namespec);
  revision.value++;
}

/** `web_2` comes before `web_10`. */
const { compare } = new Intl.Collator('en', { numeric: true });

function byGroupAndName(a: ProcessInfo, b: ProcessInfo): number {
  return compare(a.group, b.group) || compare(a.name, b.name);
}
