/** What has happened to a process: what the daemon remembers, and what has been seen since. */

import { exitText } from '../parts/details.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { changesOf } from '../store/timeline.ts';
import { dateTime } from '../text/date-time.ts';
import { t } from '../text/translate.ts';
import type { PartProps } from './process-view.tsx';

export function Timeline({ process }: PartProps) {
  const { startedAt, lastExit } = process;
  const changes = changesOf(process.namespec);
  const known = [
    ...changes.map(({ at, state, note }) => ({ at, what: <StateBadge state={state} />, note })),
    ...(startedAt === null ? [] : [{ at: Date.parse(startedAt), what: t('startedAt'), note: '' }]),
    ...(lastExit === null
      ? []
      : [{ at: Date.parse(lastExit.at), what: t('stoppedAt'), note: exitText(lastExit) }]),
  ].sort((a, b) => b.at - a.at);
  return (
    <section class="card timeline">
      <p class="note">{t('timelineNote')}</p>
      {known.length === 0 ? (
        <p class="empty">{t('timelineEmpty')}</p>
      ) : (
        <ol>
          {known.map(({ at, what, note }, index) => (
            <li key={`${at}-${known.length - index}`}>
              <time class="number" dateTime={new Date(at).toISOString()}>
                {dateTime(at)}
              </time>
              <span>{what}</span>
              <span class="timeline-note">{note}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
