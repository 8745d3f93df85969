/**
 * Lines in a box that scrolls: those that can be seen are in the document. At the end it follows
 * what comes; where the reader is reading, nothing moves, whatever comes before or behind.
 */
import type { Signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { useVirtualRows } from '../parts/virtual-rows.ts';
import { t } from '../text/translate.ts';
import { AnsiText } from './ansi.tsx';
import type { Line } from './log-tail.ts';

/** In CSS pixels, as in log.css, for a line that is not wrapped. */
const LINE_PX = 20;
/** How near to an edge counts as being there. */
const NEAR_PX = 40;

interface LogRowsProps {
  readonly lines: readonly Line[];
  readonly wrap: boolean;
  readonly find: string;
  /** Whether the end is kept in sight; scrolling away from it ends that, going back begins it. */
  readonly follow: Signal<boolean>;
  /** The key of a line to show when it is there. */
  readonly target?: string | undefined;
  /** Whether it is said which output a line is from. */
  readonly mixed?: boolean;
  /** Called when the reader comes to the first line. */
  onStart(): void;
  /** What a click on a line does, if anything. */
  onLine?: ((line: Line) => void) | undefined;
}

export function LogRows(props: LogRowsProps) {
  const { lines, wrap, find, follow, target, mixed, onStart, onLine } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const first = useRef<string | undefined>(undefined);
  const shown = useRef<string | undefined>(undefined);
  const { rows, height, virtualizer } = useVirtualRows({
    count: lines.length,
    overscan: 15,
    element: () => scroller.current,
    height: () => LINE_PX,
    key: (index) => lines[index]?.key ?? index,
  });
  // Heights depend on whether lines are wrapped
  useLayoutEffect(() => virtualizer.measure(), [wrap]);
  // When there are other lines, or the reader wants to see the end
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const added = lines.findIndex(({ key }) => key === first.current);
    first.current = lines[0]?.key;
    if (follow.value) box.scrollTop = box.scrollHeight;
    else if (added > 0) box.scrollTop += added * LINE_PX; // older lines have come before
    const wanted = target === shown.current ? -1 : lines.findIndex(({ key }) => key === target);
    if (wanted !== -1) {
      shown.current = target;
      virtualizer.scrollToIndex(wanted, { align: 'center' });
    } else if (box.scrollTop < NEAR_PX) onStart(); // there is room for older lines
  }, [lines, height, target, follow.value]);
  const scrolled = (): void => {
    const box = scroller.current;
    if (box === null) return;
    follow.value = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    if (box.scrollTop < NEAR_PX) onStart();
  };
  return (
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      class={wrap ? 'log wrapped' : 'log'}
      aria-label={t('logLines')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable with the keyboard
      tabIndex={0}
      onScroll={scrolled}
    >
      <div class="log-lines" style={{ height: `${height}px` }}>
        {rows.map(({ index, key, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={key}
              ref={wrap ? virtualizer.measureElement : null}
              class="line"
              data-index={index}
              data-target={line.key === target}
              data-channel={mixed === true ? line.source.channel : undefined}
              style={{ transform: `translateY(${start}px)` }}
            >
              {onLine === undefined ? (
                <AnsiText text={line.text} find={find} />
              ) : (
                <button type="button" title={t('showContext')} onClick={() => onLine(line)}>
                  <AnsiText text={line.text} find={find} />
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
