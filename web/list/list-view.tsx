/** The view with all processes. */
import { Button } from '../parts/button.tsx';
import { names } from '../store/processes.ts';
import { mayAct } from '../store/rights.ts';
import { t } from '../text/translate.ts';
import { Grid } from './grid.tsx';
import { More } from './more.tsx';
import { items, showAll } from './shown.ts';
import { Toolbar } from './toolbar.tsx';

export function ListView() {
  if (names.value === undefined) return <p class="empty">{t('loading')}</p>;
  if (names.value.length === 0) return <p class="empty">{t('noPrograms')}</p>;
  return (
    <>
      <h1 class="unseen">{t('processes')}</h1>
      <Toolbar />
      <Grid />
      {items.value.length === 0 && (
        <p class="empty">
          {t('noMatch')}
          <Button label={t('clearFilter')} onClick={showAll} />
        </p>
      )}
      <p id="grid-keys" class="unseen">
        {t(mayAct.value ? 'keysHelp' : 'keysHelpReading')}
      </p>
      <More />
    </>
  );
}
