/** The pools of event listeners, and what became of their events. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Pool } from '../../src/wire/api/daemon.ts';
import { get } from '../api/client.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { now } from '../store/clock.ts';
import { explain } from '../text/errors.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';

const COUNTS: readonly (readonly [title: MessageKey, count: (pool: Pool) => number | string])[] = [
  ['buffered', ({ buffered, bufferSize }) => `${buffered} / ${bufferSize}`],
  ['sent', ({ sent }) => sent],
  ['accepted', ({ acknowledged }) => acknowledged],
  ['rejected', ({ rejected }) => rejected],
  ['dropped', ({ dropped }) => dropped],
];

/** How often they are asked for, in seconds. */
const EVERY = 2;

export function PoolsView() {
  const pools = useSignal<readonly Pool[] | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const turn = Math.floor(now.value / 1000 / EVERY);
  // Asked again at each turn
  useEffect(() => {
    get<{ pools: readonly Pool[] }>('pools').then(
      (answer) => {
        pools.value = answer.pools;
        failure.value = undefined;
      },
      (error: unknown) => {
        failure.value = error;
      },
    );
  }, [turn]);
  return (
    <>
      <h1>{t('pools')}</h1>
      {failure.value !== undefined && (
        <p class="card note">{t('failed', { reason: explain(failure.value) })}</p>
      )}
      <Table pools={pools.value} />
    </>
  );
}

function Table({ pools }: { readonly pools: readonly Pool[] | undefined }) {
  if (pools === undefined) return <p class="empty">{t('loading')}</p>;
  if (pools.length === 0) return <p class="empty">{t('noPools')}</p>;
  return (
    <Scrolls label={t('pools')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t('pool')}</th>
            <th scope="col">{t('events')}</th>
            <th scope="col">{t('listeners')}</th>
            {COUNTS.map(([title]) => (
              <th key={title} scope="col" class="number">
                {t(title)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pools.map((pool) => (
            <tr key={pool.name}>
              <th scope="row">{pool.name}</th>
              <td>{pool.events.join(', ')}</td>
              <td>
                <ul class="bare">
                  {pool.listeners.map(({ name, state }) => (
                    <li key={name}>
                      {name} <small>{state}</small>
                    </li>
                  ))}
                </ul>
              </td>
              {COUNTS.map(([title, count]) => (
                <td key={title} class="number">
                  {count(pool)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}
