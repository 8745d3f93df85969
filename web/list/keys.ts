/**
 * What keys do in the list. Letters work only while the focus is on a row, so that they are in
 * nobody's way. To add a key: an entry.
 */
import { type ActionName, perform } from '../store/actions.ts';
import { mayAct } from '../store/rights.ts';
import { go } from '../store/route.ts';
import type { Item } from './items.ts';
import { selected, toggle, toggleFold } from './shown.ts';

/** Where the keyboard is. */
export interface Place {
  readonly item: Item | undefined;
  readonly activeIndex: number;
  /** Rows on a screen. */
  readonly page: number;
  move(index: number): void;
}

const KEYS: Readonly<Record<string, (place: Place) => void>> = {
  ArrowDown: ({ activeIndex, move }) => move(activeIndex + 1),
  ArrowUp: ({ activeIndex, move }) => move(activeIndex - 1),
  PageDown: ({ activeIndex, page, move }) => move(activeIndex + page),
  PageUp: ({ activeIndex, page, move }) => move(activeIndex - page),
  Home: ({ move }) => move(0),
  End: ({ move }) => move(Number.POSITIVE_INFINITY),
  ArrowLeft: ({ item }) => fold(item, true),
  ArrowRight: ({ item }) => fold(item, false),
  ' ': ({ item }) => toggle(membersOf(item)),
  Enter: ({ item }) => {
    if (item?.kind === 'process') go('process', item.namespec);
    else if (item !== undefined) toggleFold(item.name);
  },
  s: (place) => act('start', place),
  x: (place) => act('stop', place),
  r: (place) => act('restart', place),
  '/': () => document.getElementById('find')?.focus(),
};

/** Does what the key stands for, if the focus is on a row itself and not on something in it. */
export function pressed(event: KeyboardEvent, place: Place): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const key = KEYS[event.key];
  const { target } = event;
  if (key === undefined || !(target instanceof HTMLElement)) return;
  const moves = /^(Arrow(Up|Down)|Page|Home|End)/.test(event.key);
  if (target.closest('.grid-body') === null || !(moves || target.role === 'row')) return;
  event.preventDefault();
  key(place);
}

/** What is selected, otherwise the row itself. */
function act(action: ActionName, { item }: Place): void {
  if (!mayAct.value) return;
  const chosen = selected.value.length > 0 ? selected.value : membersOf(item);
  void perform(action, chosen);
}

function fold(item: Item | undefined, folded: boolean): void {
  if (item?.kind === 'group' && item.folded !== folded) toggleFold(item.name);
}

function membersOf(item: Item | undefined): readonly string[] {
  if (item === undefined) return [];
  return item.kind === 'group' ? item.members : [item.namespec];
}
