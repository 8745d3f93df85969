/** Name, state, facts and buttons of a process. */
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { askMore } from '../list/more.tsx';
import { Button } from '../parts/button.tsx';
import { Details, exitText } from '../parts/details.tsx';
import { Measure } from '../parts/measure.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { Uptime } from '../parts/uptime.tsx';
import { ACTIONS, type ActionName, applies, perform } from '../store/actions.ts';
import { mayAct } from '../store/rights.ts';
import { dateTime } from '../text/date-time.ts';
import { t } from '../text/translate.ts';

const OFFERED: readonly ActionName[] = ['start', 'stop', 'restart'];

export function Head({ process }: { readonly process: ProcessInfo }) {
  const { namespec, state } = process;
  return (
    <header class="process-head">
      <div class="process-title">
        <h1>{namespec}</h1>
        <StateBadge state={state.name} />
        <span class="process-details">
          <Details process={process} />
        </span>
      </div>
      {mayAct.value && <Actions process={process} />}
      <Facts process={process} />
    </header>
  );
}

function Actions({ process: { namespec, state } }: { readonly process: ProcessInfo }) {
  return (
    <div class="process-actions">
      {OFFERED.map((action) => (
        <Button
          key={action}
          label={t(ACTIONS[action].label)}
          disabled={!applies(action, state.name)}
          onClick={() => void perform(action, [namespec])}
        />
      ))}
      <Button label={t('more')} onClick={() => askMore([namespec])} />
    </div>
  );
}

function Facts({ process }: { readonly process: ProcessInfo }) {
  const { namespec, pid, startedAt, restarts, lastExit } = process;
  const facts = [
    [t('pid'), pid ?? t('none')],
    [t('uptime'), pid === null ? t('none') : <Uptime process={process} />],
    [t('since'), startedAt === null ? t('none') : dateTime(startedAt)],
    [t('restarts'), restarts],
    [
      t('lastExit'),
      lastExit === null ? t('none') : `${exitText(lastExit)}, ${dateTime(lastExit.at)}`,
    ],
    [t('cpu'), pid !== null && <Measure namespec={namespec} what="cpu" />],
    [t('memory'), pid !== null && <Measure namespec={namespec} what="memory" />],
  ] as const;
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="number">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
