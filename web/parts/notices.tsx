/** Shows what is being done and what came of it; read aloud as it changes. */
import { dismiss, type Notice, notices } from '../store/notices.ts';
import { t } from '../text/translate.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';

export function Notices() {
  return (
    <section class="notices" aria-label={t('notices')} aria-live="polite">
      {notices.value.map((notice) => (
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function OneNotice({ notice }: { readonly notice: Notice }) {
  const { id, kind, title, progress, lines = [] } = notice;
  return (
    <div class="notice" data-kind={kind}>
      <span class="notice-sign">
        {kind === 'busy' ? (
          <span class="spinner" />
        ) : (
          <Icon name={kind === 'done' ? 'done' : 'warning'} />
        )}
      </span>
      <div class="notice-text">
        <p>
          {title} <span class="number">{progress}</span>
        </p>
        {lines.length > 0 && (
          <ul>
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      {kind !== 'busy' && (
        <Button label={t('close')} kind="quiet" onClick={() => dismiss(id)}>
          <Icon name="close" />
        </Button>
      )}
    </div>
  );
}
