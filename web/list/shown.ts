/** What the reader wants to see of the list, what is selected in it, and where the reader is. */
import { computed, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import type { ProcessState } from '../../src/wire/states.ts';
import { names, processOf, revision } from '../store/processes.ts';
import { type Item, listItems, matching } from './items.ts';

export const text = signal('');
export const states = signal<ReadonlySet<ProcessState>>(new Set());
export const folded = signal<ReadonlySet<string>>(new Set());
export const selection = signal<ReadonlySet<string>>(new Set());

/** The key of the item that the keyboard works on. */
export const active = signal<string | undefined>(undefined);

export const isFiltered = computed(() => text.value.trim() !== '' || states.value.size > 0);

/** The namespecs that the filter lets through, folded or not. */
export const shownNames: ReadonlySignal<readonly string[]> = computed(() =>
  shownProcesses.value.map(({ namespec }) => namespec),
);

/** Depends on what is in the processes only where the filter does. */
const shownProcesses = computed<readonly ProcessInfo[]>(() => {
  if (isFiltered.value) revision.value;
  const filter = { text: text.value, states: states.value, folded: folded.value };
  return matching((names.value ?? []).map(peek).filter(isKnown), filter);
});

/** The lines of the list. */
export const items: ReadonlySignal<readonly Item[]> = computed(() =>
  listItems(shownProcesses.value, folded.value),
);

/** What is selected and still there. */
export const selected: ReadonlySignal<readonly string[]> = computed(() =>
  (names.value ?? []).filter((name) => selection.value.has(name)),
);

/** Selects them, or takes them out of the selection if all of them are in it. */
export function toggle(namespecs: readonly string[]): void {
  const next = new Set(selection.value);
  const take = namespecs.every((name) => next.has(name));
  for (const name of namespecs) {
    if (take) next.delete(name);
    else next.add(name);
  }
  selection.value = next;
}

export function toggleState(state: ProcessState): void {
  states.value = toggled(states.value, state);
}

export function toggleFold(group: string): void {
  folded.value = toggled(folded.value, group);
}

export function showAll(): void {
  text.value = '';
  states.value = new Set();
}

function toggled<T>(set: ReadonlySet<T>, item: T): ReadonlySet<T> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

function peek(namespec: string): ProcessInfo | undefined {
  return untracked(() => processOf(namespec));
}

function isKnown(process: ProcessInfo | undefined): process is ProcessInfo {
  return process !== undefined;
}
