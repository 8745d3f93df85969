/** A line that is sent to the standard input of a process. */
import { useSignal } from '@preact/signals';
import { post } from '../api/client.ts';
import { tell } from '../store/notices.ts';
import { explain } from '../text/errors.ts';
import { t } from '../text/translate.ts';

export function StdinLine({ namespec }: { readonly namespec: string }) {
  const line = useSignal('');
  const send = async (): Promise<void> => {
    try {
      const data = `${line.value}\n`;
      await post(`processes/${encodeURIComponent(namespec)}/stdin`, { data });
      line.value = '';
      tell({ kind: 'done', title: t('stdinSent', { name: namespec }) });
    } catch (error) {
      tell({ kind: 'failed', title: t('failed', { reason: explain(error) }) });
    }
  };
  return (
    <form
      class="stdin"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <input
        type="text"
        aria-label={t('stdinLine')}
        placeholder={t('stdinLine')}
        autocomplete="off"
        spellcheck={false}
        value={line.value}
        onInput={({ currentTarget }) => {
          line.value = currentTarget.value;
        }}
      />
      <button type="submit" class="button">
        {t('sendLine')}
      </button>
    </form>
  );
}
