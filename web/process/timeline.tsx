/** Through which states a process has gone lately, as the daemon remembers it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Timeline as Changes, StateChange } from '../../src/wire/api/process.ts';
import { get } from '../api/client.ts';
import { exitText } from '../parts/details.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { dateTime } from '../text/date-time.ts';
import { explain } from '../text/errors.ts';
import { t } from '../text/translate.ts';
import type { PartProps } from './process-view.tsx';

export function Timeline({ process }: PartProps) {
  const changes = useSignal<readonly StateChange[] | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const { namespec, state, startedAt, stoppedAt } = process;
  // It is told of a change, and asks what led to it: of several at once only the last is told.
  useEffect(() => {
    let isLatest = true;
    get<Changes>(`processes/${encodeURIComponent(namespec)}/timeline`).then(
      (answer) => {
        if (!isLatest) return;
        changes.value = answer.changes;
        failure.value = undefined;
      },
      (error: unknown) => {
        if (isLatest) failure.value = error;
      },
    );
    return () => {
      isLatest = false;
    };
  }, [namespec, state.name, startedAt, stoppedAt]);
  if (failure.value !== undefined) {
    return <p class="empty">{t('failed', { reason: explain(failure.value) })}</p>;
  }
  if (changes.value === undefined) return <p class="empty">{t('loading')}</p>;
  const latestFirst = changes.value.toReversed();
  return (
    <section class="card timeline">
      {latestFirst.length === 0 ? (
        <p class="empty">{t('timelineEmpty')}</p>
      ) : (
        <ol>
          {latestFirst.map((change, index) => (
            <li key={`${change.at}-${latestFirst.length - index}`}>
              <time class="number" dateTime={change.at}>
                {dateTime(Date.parse(change.at))}
              </time>
              <StateBadge state={change.state.name} />
              <span class="timeline-note">{noteOf(change)}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function noteOf({ pid, exit, error }: StateChange): string {
  const said = [exit === null ? '' : exitText(exit), error ?? '', pid === null ? '' : `pid ${pid}`];
  return said.filter((text) => text !== '').join(' · ');
}
