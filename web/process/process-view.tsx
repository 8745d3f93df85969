/** The page of one process: facts and actions, and below them its parts, one at a time. */
import type { ComponentType } from 'preact';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { More } from '../list/more.tsx';
import { Icon } from '../parts/icon.tsx';
import { lazy } from '../parts/lazy.tsx';
import { names, processOf } from '../store/processes.ts';
import { linkTo } from '../store/route.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';
import type { ViewProps } from '../views.tsx';
import { Configuration } from './configuration.tsx';
import { Head } from './head.tsx';
import { LogPart } from './log-part.tsx';
import { Timeline } from './timeline.tsx';

export interface PartProps {
  readonly process: ProcessInfo;
}

interface Part {
  readonly title: MessageKey;
  readonly view: ComponentType<PartProps>;
}

/** The parts, by the name they have in the address. To add one: an entry. */
const PARTS: Readonly<Record<string, Part>> = {
  log: { title: 'log', view: LogPart },
  charts: {
    title: 'charts',
    view: lazy(async () => (await import('./charts.tsx')).Charts),
  },
  timeline: { title: 'timeline', view: Timeline },
  configuration: { title: 'configuration', view: Configuration },
};

export function ProcessView({ place }: ViewProps) {
  const [namespec = '', part = 'log'] = place;
  const process = names.value?.includes(namespec) === true ? processOf(namespec) : undefined;
  const View = PARTS[part]?.view;
  return (
    <>
      <a class="back" href={linkTo()}>
        <Icon name="back" /> {t('back')}
      </a>
      {process === undefined ? (
        <p class="empty">
          {names.value === undefined ? t('loading') : t('goneProcess', { name: namespec })}
        </p>
      ) : (
        <>
          <Head process={process} />
          <Parts namespec={namespec} current={part} />
          {View === undefined ? (
            <p class="empty">{t('notFound')}</p>
          ) : (
            <View key={namespec} process={process} />
          )}
        </>
      )}
      <More />
    </>
  );
}

function Parts({ namespec, current }: { readonly namespec: string; readonly current: string }) {
  return (
    <nav class="parts" aria-label={t('parts')}>
      {Object.entries(PARTS).map(([name, { title }]) => (
        <a
          key={name}
          href={linkTo('process', namespec, name)}
          aria-current={name === current ? 'page' : undefined}
        >
          {t(title)}
        </a>
      ))}
    </nav>
  );
}
