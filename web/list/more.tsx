/** What is done less often to one or several processes: signals, and clearing their logs. */
import { signal, useSignal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { perform } from '../store/actions.ts';
import { t } from '../text/translate.ts';

const SIGNALS = ['HUP', 'USR1', 'USR2', 'TERM', 'INT', 'QUIT', 'WINCH', 'CONT', 'STOP', 'KILL'];

const asked = signal<readonly string[] | undefined>(undefined);

/** Opens the dialog for them. */
export function askMore(namespecs: readonly string[]): void {
  asked.value = namespecs;
}

/** The dialog, if it is open. */
export function More() {
  const chosen = useSignal('HUP');
  const namespecs = asked.value;
  if (namespecs === undefined) return null;
  const [only = ''] = namespecs;
  const name = namespecs.length === 1 ? only : t('count', { n: namespecs.length });
  const close = (): void => {
    asked.value = undefined;
  };
  return (
    <Dialog title={name} onClose={close}>
      <div class="field">
        <label for="signal">{t('whichSignal')}</label>
        <select
          id="signal"
          value={chosen.value}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          {SIGNALS.map((each) => (
            <option key={each} value={each}>
              {`SIG${each}`}
            </option>
          ))}
        </select>
        <Button
          label={t('send')}
          onClick={() => {
            close();
            void perform('signal', namespecs, chosen.value);
          }}
        />
      </div>
      <div class="dialog-buttons">
        <Button
          label={t('clear')}
          kind="danger"
          onClick={() => {
            close();
            void perform('clear', namespecs);
          }}
        />
      </div>
    </Dialog>
  );
}
