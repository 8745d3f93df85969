/** One process in the list. It draws itself anew when its process, its usage or the second changes. */

import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { namespec as joined } from '../../src/wire/namespec.ts';
import { Button } from '../parts/button.tsx';
import { Checkbox } from '../parts/checkbox.tsx';
import { Details } from '../parts/details.tsx';
import { Icon } from '../parts/icon.tsx';
import { Measure } from '../parts/measure.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { Uptime } from '../parts/uptime.tsx';
import { type ActionName, applies, perform } from '../store/actions.ts';
import { processOf } from '../store/processes.ts';
import { mayAct } from '../store/rights.ts';
import { linkTo } from '../store/route.ts';
import { t } from '../text/translate.ts';
import { askMore } from './more.tsx';
import { selection, toggle } from './shown.ts';

interface ProcessRowProps {
  readonly namespec: string;
  readonly grouped: boolean;
  /** Whether the keyboard is on it: then its controls can be reached. */
  readonly isActive: boolean;
}

export function ProcessRow({ namespec, grouped, isActive }: ProcessRowProps) {
  const process = processOf(namespec);
  if (process === undefined) return null;
  const tabIndex = isActive ? 0 : -1;
  return (
    <>
      <div role="gridcell" class="cell-check">
        <Checkbox
          label={t('selectOne', { name: namespec })}
          checked={selection.value.has(namespec)}
          tabIndex={tabIndex}
          onChange={() => toggle([namespec])}
        />
      </div>
      <div role="gridcell" class="cell-state">
        <StateBadge state={process.state.name} />
      </div>
      <div role="rowheader" class={grouped ? 'cell-name grouped' : 'cell-name'}>
        <a href={linkTo('process', namespec)} tabIndex={tabIndex} title={namespec}>
          {grouped ? process.name : joined(process.group, process.name)}
        </a>
      </div>
      <Facts process={process} />
      <div role="gridcell" class="cell-actions">
        <RowActions process={process} tabIndex={tabIndex} />
      </div>
    </>
  );
}

function Facts({ process }: { readonly process: ProcessInfo }) {
  const { namespec, pid, restarts } = process;
  return (
    <>
      <div role="gridcell" class="cell-pid number">
        {pid}
      </div>
      <div role="gridcell" class="cell-uptime number">
        <Uptime process={process} />
      </div>
      <div role="gridcell" class="cell-restarts number" data-none={restarts === 0}>
        {restarts}
      </div>
      <div role="gridcell" class="cell-cpu">
        {pid !== null && <Measure namespec={namespec} what="cpu" />}
      </div>
      <div role="gridcell" class="cell-memory">
        {pid !== null && <Measure namespec={namespec} what="memory" />}
      </div>
      <div role="gridcell" class="cell-details">
        <Details process={process} />
      </div>
    </>
  );
}

/** The buttons of a row: what makes sense in this state, and the way to the rest. */
function RowActions({ process, tabIndex }: { process: ProcessInfo; tabIndex: number }) {
  if (!mayAct.value) return null;
  const { namespec, state } = process;
  const first: ActionName = applies('start', state.name) ? 'start' : 'stop';
  return (
    <>
      {([first, 'restart'] as const).map((action) => (
        <Button
          key={action}
          label={t(action)}
          name={t('onName', { action: t(action), name: namespec })}
          kind="quiet"
          tabIndex={tabIndex}
          disabled={!applies(action, state.name)}
          onClick={() => void perform(action, [namespec])}
        >
          <Icon name={action} />
        </Button>
      ))}
      <Button
        label={t('more')}
        name={t('moreFor', { name: namespec })}
        kind="quiet"
        tabIndex={tabIndex}
        onClick={() => askMore([namespec])}
      >
        <Icon name="more" />
      </Button>
    </>
  );
}
