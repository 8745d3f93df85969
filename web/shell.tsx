/** The frame around every view: name of the daemon, sections, banners, notices. */
import { Asking } from './parts/ask.tsx';
import { Banners } from './parts/banners.tsx';
import { Notices } from './parts/notices.tsx';
import { ThemeChoice } from './parts/theme-choice.tsx';
import { daemonName } from './store/daemon.ts';
import { pendingCount } from './store/pending.ts';
import { seesWhole } from './store/rights.ts';
import { linkTo, route } from './store/route.ts';
import { t } from './text/translate.ts';
import { VIEWS } from './views.tsx';

export function Shell() {
  const [name = '', ...place] = route.value;
  const View = VIEWS[name]?.view;
  return (
    <>
      <button
        type="button"
        class="skip button"
        onClick={() => document.getElementById('content')?.focus()}
      >
        {t('skip')}
      </button>
      <header class="bar">
        <a class="daemon" href={linkTo()}>
          {daemonName.value}
        </a>
        <Sections current={name} />
        <ThemeChoice />
      </header>
      <Banners />
      <main id="content" tabIndex={-1}>
        {View === undefined ? <p class="empty">{t('notFound')}</p> : <View place={place} />}
      </main>
      <Notices />
      <Asking />
    </>
  );
}

function Sections({ current }: { readonly current: string }) {
  return (
    <nav class="sections" aria-label={t('sections')}>
      {Object.entries(VIEWS).map(([name, { title, whole }]) => {
        if (title === undefined || (whole && !seesWhole.value)) return null;
        const parts = name === '' ? [] : [name];
        return (
          <a
            key={name}
            href={linkTo(...parts)}
            aria-current={name === current ? 'page' : undefined}
          >
            {t(title)}
            {name === 'changes' && pendingCount.value > 0 && (
              <span class="badge">{pendingCount.value}</span>
            )}
          </a>
        );
      })}
    </nav>
  );
}
