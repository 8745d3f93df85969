/**
 * Of a long list, the rows that can be seen, and a few around them: as a hook of Preact around
 * TanStack's virtualizer.
 */
import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type VirtualItem,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

/** Of rows in the document, however large the screen is. */
const MOST_ROWS = 150;

interface VirtualRowsOptions {
  readonly count: number;
  /** Rows beyond the edge, for smooth scrolling. */
  readonly overscan?: number;
  /** A row that is there wherever the list is scrolled to, since the focus is on it. */
  readonly kept?: number | undefined;
  element(): HTMLElement | null;
  /** In CSS pixels. */
  height(index: number): number;
  key(index: number): string | number;
}

export interface VirtualRows {
  readonly rows: readonly VirtualItem[];
  /** Of the whole list, in CSS pixels. */
  readonly height: number;
  readonly virtualizer: Virtualizer<HTMLElement, HTMLElement>;
}

export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { count, overscan = 8, kept, element, height, key } = options;
  const [, draw] = useReducer((times: number, _: undefined) => times + 1, 0);
  const settings = {
    count,
    overscan,
    getScrollElement: element,
    estimateSize: height,
    getItemKey: key,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(undefined),
    rangeExtractor: (range: Parameters<typeof defaultRangeExtractor>[0]) => {
      const seen = defaultRangeExtractor(range).slice(0, MOST_ROWS - 1);
      if (kept === undefined || kept >= count || seen.includes(kept)) return seen;
      return [...seen, kept].sort((a, b) => a - b);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, HTMLElement>(settings));
  virtualizer.setOptions(settings);
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => virtualizer._willUpdate());
  return {
    rows: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    virtualizer,
  };
}
