/** The state of a process by colour, shape and word: each is enough without the others. */
import type { ProcessState } from '../../src/wire/states.ts';
import { t } from '../text/translate.ts';

/** One shape each, filled where something runs or is wrong. */
const SHAPES: Readonly<Record<ProcessState, string>> = {
  RUNNING: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z', // disc
  STARTING: 'M8 2.5L13.5 12h-11z', // triangle up
  STOPPING: 'M8 13.5L2.5 4h11z', // triangle down
  BACKOFF: 'M3.5 2.5h9L8 8l4.5 5.5h-9L8 8z', // hourglass
  STOPPED: 'M3 3h10v10H3z', // square
  EXITED: 'M2 8h12M9 3l5 5-5 5', // arrow that leaves
  FATAL: 'M3 3l10 10M13 3L3 13', // cross
  UNKNOWN: 'M8 1.5L14.5 8 8 14.5 1.5 8z', // diamond
};

export function StateBadge({ state }: { readonly state: ProcessState }) {
  return (
    <span class="state" data-state={state} title={state}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[state]} />
      </svg>
      {t(state)}
    </span>
  );
}
