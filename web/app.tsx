/**
 * Takes over the page that the server has drawn, and keeps it in step with the daemon.
 *
 * The server's page stays what browsers without scripts, and tools, see. What it had to say about an
 * action (`?message=`) is told here as well.
 */
import { render } from 'preact';
import { Shell } from './shell.tsx';
import { connect } from './store/connection.ts';
import { tell } from './store/notices.ts';
import { language, t } from './text/translate.ts';

function takeOver(): void {
  for (const sheet of document.querySelectorAll('link[href*="stylesheets/"]')) sheet.remove();
  document.documentElement.lang = language;
  document.title = `${t('title')} · ${document.location.host}`;
  document.body.replaceChildren();
  document.body.className = 'dashboard';
  render(<Shell />, document.body);
}

function tellMessage(): void {
  const message = new URLSearchParams(location.search).get('message');
  if (message === null) return;
  tell({ kind: 'done', title: message });
  history.replaceState(null, '', location.pathname + location.hash);
}

takeOver();
tellMessage();
connect();
