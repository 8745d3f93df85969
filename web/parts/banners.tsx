/** What everybody has to know first. */
import { connection } from '../store/connection.ts';
import { daemonState, isOpen } from '../store/daemon.ts';
import { t } from '../text/translate.ts';
import { Icon } from './icon.tsx';

export function Banners() {
  const messages = [
    connection.value === 'lost' && t('lost'),
    daemonState.value === 'SHUTDOWN' && t('ending'),
    daemonState.value === 'RESTARTING' && t('restarting'),
    isOpen.value && t('open'),
  ].filter((message) => message !== false);
  return (
    <div class="banners" role="status">
      {messages.map((message) => (
        <p key={message} class="banner">
          <Icon name="warning" />
          {message}
        </p>
      ))}
    </div>
  );
}
