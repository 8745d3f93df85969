/**
 * The views, by the first part of the place behind `#`. To add one: an entry. Views that few open
 * first are loaded when they are opened.
 */
import type { ComponentType } from 'preact';
import { ListView } from './list/list-view.tsx';
import { lazy } from './parts/lazy.tsx';
import type { MessageKey } from './text/messages.ts';

export interface ViewProps {
  /** The parts of the place behind the name of the view. */
  readonly place: readonly string[];
}

interface View {
  /** In the bar of sections; others are reached from elsewhere. */
  readonly title?: MessageKey;
  readonly view: ComponentType<ViewProps>;
  /** It shows what belongs to no group, and is not offered to who is limited to some. */
  readonly whole?: true;
}

export const VIEWS: Readonly<Record<string, View>> = {
  '': { title: 'processes', view: ListView },
  process: { view: lazy(async () => (await later()).ProcessView) },
  changes: { title: 'changes', view: lazy(async () => (await later()).ChangesView) },
  log: { title: 'mainLog', whole: true, view: lazy(async () => (await later()).MainLogView) },
  pools: { title: 'pools', view: lazy(async () => (await later()).PoolsView) },
};

function later() {
  return import('./later.ts');
}
