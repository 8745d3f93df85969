/**
 * The list: rows that can be seen, and the keyboard.
 *
 * One row at a time can be reached with Tab, the active one, with what is in it; arrows make
 * another one active. So a thousand processes are one stop on the way through the page.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useVirtualRows } from '../parts/virtual-rows.ts';
import { narrow } from '../store/screen.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';
import { GroupRow } from './group-row.tsx';
import type { Item } from './items.ts';
import { pressed } from './keys.ts';
import { ProcessRow } from './process-row.tsx';
import { active, items, selection } from './shown.ts';

/** In CSS pixels, as in list.css. */
const HEIGHTS = {
  wide: { group: 40, process: 44 },
  narrow: { group: 48, process: 76 },
} as const;

const COLUMNS: readonly (readonly [cell: string, heading: MessageKey])[] = [
  ['cell-state', 'state'],
  ['cell-name', 'name'],
  ['cell-pid number', 'pid'],
  ['cell-uptime number', 'uptime'],
  ['cell-restarts number', 'restarts'],
  ['cell-cpu', 'cpu'],
  ['cell-memory', 'memory'],
  ['cell-details', 'details'],
  ['cell-actions', 'actions'],
];

export function Grid() {
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const list = items.value;
  const found = list.findIndex(({ key }) => key === active.value);
  const activeIndex = Math.max(0, found);
  const sizes = HEIGHTS[narrow.value ? 'narrow' : 'wide'];
  const { rows, height, virtualizer } = useVirtualRows({
    count: list.length,
    kept: activeIndex,
    element: () => scroller.current,
    height: (index) => sizes[list[index]?.kind ?? 'process'],
    key: (index) => list[index]?.key ?? index,
  });
  // Heights depend on the width of the screen
  useLayoutEffect(() => virtualizer.measure(), [sizes]);
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = scroller.current?.querySelector<HTMLElement>('[data-active="true"]');
    if (row === null || row === undefined) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const move = (index: number): void => {
    const to = Math.min(Math.max(index, 0), list.length - 1);
    wantsFocus.current = true;
    active.value = list[to]?.key;
    virtualizer.scrollToIndex(to);
  };
  const page = Math.max(1, rows.length - 10);
  return (
    <div
      ref={scroller}
      role="grid"
      class="grid"
      aria-label={t('list')}
      aria-rowcount={list.length + 1}
      aria-multiselectable="true"
      aria-describedby="grid-keys"
      onKeyDown={(event) => pressed(event, { item: list[activeIndex], activeIndex, page, move })}
    >
      <Head />
      <div role="rowgroup" class="grid-body" style={{ height: `${height}px` }}>
        {rows.map(({ index, key, start }) => {
          const item = list[index];
          if (item === undefined) return null;
          const isActive = index === activeIndex;
          return (
            <div
              key={key}
              role="row"
              class={`row ${item.kind}`}
              aria-rowindex={index + 2}
              aria-selected={isSelected(item)}
              data-active={isActive}
              data-name={item.key}
              tabIndex={isActive ? 0 : -1}
              style={{ transform: `translateY(${start}px)`, height: `${sizes[item.kind]}px` }}
              onFocusIn={() => {
                active.value = item.key;
              }}
            >
              {item.kind === 'group' ? (
                <GroupRow item={item} isActive={isActive} />
              ) : (
                <ProcessRow {...item} isActive={isActive} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Head() {
  return (
    <div role="row" class="row head" aria-rowindex={1}>
      <div role="columnheader" class="cell-check">
        <span class="unseen">{t('selected', { n: selection.value.size })}</span>
      </div>
      {COLUMNS.map(([cell, heading]) => (
        <div key={cell} role="columnheader" class={cell}>
          {t(heading)}
        </div>
      ))}
    </div>
  );
}

function isSelected(item: Item): boolean {
  const members = item.kind === 'group' ? item.members : [item.namespec];
  return members.every((member) => selection.value.has(member));
}
