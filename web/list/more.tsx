/**
 * Everything that can be done to one or several processes. Signals and clearing are only here, and on a
 * phone more is.
 */
import { signal, useSignal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { ACTIONS, type ActionName, perform } from '../store/actions.ts';
import { t } from '../text/translate.ts';

const DIRECT: readonly ActionName[] = ['start', 'stop', 'restart'];
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
  const act = (action: ActionName, sent?: string): void => {
    close();
    void perform(action, namespecs, sent);
  };
  return (
    <Dialog title={name} onClose={close}>
      <div class="field">
        {DIRECT.map((action) => (
          <Button key={action} label={t(ACTIONS[action].label)} onClick={() => act(action)} />
        ))}
      </div>
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
        <Button label={t('send')} onClick={() => act('signal', chosen.value)} />
      </div>
      <div class="dialog-buttons">
        <Button label={t('clear')} kind="danger" onClick={() => act('clear')} />
      </div>
    </Dialog>
  );
}
