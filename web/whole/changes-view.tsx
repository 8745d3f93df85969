/** What an update would do, and the button that does it. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { GroupChange, GroupUpdate, Pending, Update } from '../../src/wire/api/config.ts';
import { post } from '../api/client.ts';
import { ask } from '../parts/ask.tsx';
import { Button } from '../parts/button.tsx';
import { tell } from '../store/notices.ts';
import { pending, pendingCount, reread } from '../store/pending.ts';
import { mayUpdate } from '../store/rights.ts';
import { explain } from '../text/errors.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';
import { GroupChanges } from './group-changes.tsx';

export function ChangesView() {
  const failure = useSignal<unknown>(undefined);
  const busy = useSignal(false);
  const check = (): void => {
    reread().then(
      () => {
        failure.value = undefined;
      },
      (error: unknown) => {
        failure.value = error;
      },
    );
  };
  // Once, when the view is opened
  useEffect(check, []);
  const update = async (): Promise<void> => {
    busy.value = true;
    await runUpdate(pending.value).finally(() => {
      busy.value = false;
    });
    check();
  };
  return (
    <>
      <div class="view-head">
        <h1>{t('changes')}</h1>
        <Button label={t('checkAgain')} onClick={check} />
        {mayUpdate.value && (
          <Button
            label={t('update')}
            kind="main"
            disabled={busy.value || pendingCount.value === 0}
            onClick={() => void update()}
          />
        )}
      </div>
      {failure.value === undefined ? (
        <Plan plan={pending.value} />
      ) : (
        <p class="card note">{t('failed', { reason: explain(failure.value) })}</p>
      )}
    </>
  );
}

function Plan({ plan }: { readonly plan: Pending | undefined }) {
  if (plan === undefined) return <p class="empty">{t('loading')}</p>;
  if (pendingCount.value === 0) return <p class="empty">{t('noChanges')}</p>;
  const { added, changed, removed } = plan;
  return (
    <>
      <p>{t('changesIntro')}</p>
      <Names title="addedGroups" names={added} />
      {changed.length > 0 && (
        <section class="card plan">
          <h2>{t('changedGroups')}</h2>
          {changed.map((change) => (
            <GroupChanges key={change.name} change={change} />
          ))}
        </section>
      )}
      <Names title="removedGroups" names={removed} />
    </>
  );
}

function Names({
  title,
  names,
}: {
  readonly title: MessageKey;
  readonly names: readonly string[];
}) {
  if (names.length === 0) return null;
  return (
    <section class="card plan">
      <h2>{t(title)}</h2>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </section>
  );
}

/** Asks first, if processes are stopped by it. */
async function runUpdate(plan: Pending | undefined): Promise<void> {
  const stopped = [...(plan?.removed ?? []), ...(plan?.changed ?? []).filter(stops).map(nameOf)];
  const question = t('updateAsk', { groups: stopped.join(', ') });
  if (stopped.length > 0 && !(await ask(question, t('update')))) return;
  const id = tell({ kind: 'busy', title: t('updateRuns') });
  try {
    const { groups } = await post<Update>('update');
    const failed = groups.filter(({ fault }) => fault !== null);
    const lines = failed.map(({ name, description }) => `${name}: ${description}`);
    const done = groups.filter(({ fault }) => fault === null).map(nameOf);
    const title = t('updateDone', { groups: done.join(', ') });
    tell({ kind: failed.length === 0 ? 'done' : 'failed', title, lines }, id);
  } catch (error) {
    tell({ kind: 'failed', title: t('failed', { reason: explain(error) }) }, id);
  }
}

function stops({ replaced, processes }: GroupChange): boolean {
  return replaced || processes.some(({ restart, change }) => restart || change === 'removed');
}

function nameOf({ name }: Pick<GroupChange | GroupUpdate, 'name'>): string {
  return name;
}
