/** The main log of the daemon. */
import { MAIN_LOG } from '../log/log-source.ts';
import { LogView } from '../log/log-view.tsx';
import { t } from '../text/translate.ts';
import { listenMainLog } from './main-log-listen.ts';

const SOURCES = [MAIN_LOG];

export function MainLogView() {
  return (
    <>
      <h1 class="unseen">{t('mainLog')}</h1>
      <LogView sources={SOURCES} listen={listenMainLog} />
    </>
  );
}
