/** What an update would change in a group: which options, from what to what, and who restarts. */
import type { GroupChange, OptionChange, ProcessChange } from '../../src/wire/api/config.ts';
import { t } from '../text/translate.ts';
import { changeText } from './change-text.ts';

export function GroupChanges({ change }: { readonly change: GroupChange }) {
  const { name, replaced, options, processes } = change;
  const restarts = replaced || processes.some(({ restart }) => restart);
  return (
    <article class="change">
      <h3>
        {name} <small>{t(restarts ? 'willRestart' : 'willStay')}</small>
      </h3>
      <Options options={options} />
      {processes.map((process) => (
        <Process key={process.name} process={process} />
      ))}
    </article>
  );
}

const SIGNS = { added: '+', removed: '−', changed: '±' } as const;

function Process({ process }: { readonly process: ProcessChange }) {
  const { name, change, options } = process;
  return (
    <div class="change-process">
      <p>
        {SIGNS[change]} {name}
      </p>
      <Options options={options} />
    </div>
  );
}

function Options({ options }: { readonly options: readonly OptionChange[] }) {
  if (options.length === 0) return null;
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{t('option')}</th>
          <th scope="col">{t('valueNow')}</th>
          <th scope="col">{t('valueThen')}</th>
        </tr>
      </thead>
      <tbody>
        {options.map((each) => (
          <tr key={each.option}>
            <th scope="row">{each.option}</th>
            <td>
              <code>{each.before}</code>
            </td>
            <td>
              <code>{changeText(each)}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
