/** The options of a process: as it runs with them, and as an update would make them. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { OptionChange, ProcessConfig } from '../../src/wire/api/config.ts';
import { get } from '../api/client.ts';
import { Scrolls } from '../parts/scrolls.tsx';
import { pending } from '../store/pending.ts';
import { explain } from '../text/errors.ts';
import { t } from '../text/translate.ts';
import { changeText } from '../whole/change-text.ts';
import type { PartProps } from './process-view.tsx';

export function Configuration({ process }: PartProps) {
  const config = useSignal<ProcessConfig | undefined>(undefined);
  const failure = useSignal<unknown>(undefined);
  const { namespec } = process;
  const known = pending.value;
  // It may differ when other things are pending
  useEffect(() => {
    get<ProcessConfig>(`processes/${encodeURIComponent(namespec)}/config`).then(
      (answer) => {
        config.value = answer;
      },
      (error: unknown) => {
        failure.value = error;
      },
    );
  }, [namespec, known, config, failure]);
  if (failure.value !== undefined) {
    return <p class="empty">{t('failed', { reason: explain(failure.value) })}</p>;
  }
  if (config.value === undefined) return <p class="empty">{t('loading')}</p>;
  const { options, origin, pending: change } = config.value;
  const changes = new Map(change?.options.map((each) => [each.option, each]));
  return (
    <Scrolls label={t('configuration')}>
      <table class="table">
        <caption>
          [{origin.section}] · {origin.file}:{origin.line}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('option')}</th>
            <th scope="col">{t('valueNow')}</th>
            {changes.size > 0 && <th scope="col">{t('valueThen')}</th>}
          </tr>
        </thead>
        <tbody>
          {options.map(({ option, value }) => (
            <tr key={option} data-changed={changes.has(option)}>
              <th scope="row">{option}</th>
              <td>
                <code>{value}</code>
              </td>
              {changes.size > 0 && <Then change={changes.get(option)} />}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolls>
  );
}

function Then({ change }: { readonly change: OptionChange | undefined }) {
  return <td>{change !== undefined && <code>{changeText(change)}</code>}</td>;
}
