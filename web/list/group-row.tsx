/** The head of a group in the list: how its members are, and what can be done to all of them. */

import type { ProcessState } from '../../src/wire/states.ts';
import { Button } from '../parts/button.tsx';
import { Checkbox } from '../parts/checkbox.tsx';
import { Icon } from '../parts/icon.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { applies, perform } from '../store/actions.ts';
import { processOf } from '../store/processes.ts';
import { mayAct } from '../store/rights.ts';
import { t } from '../text/translate.ts';
import type { Item } from './items.ts';
import { askMore } from './more.tsx';
import { selection, toggle, toggleFold } from './shown.ts';

interface GroupRowProps {
  readonly item: Extract<Item, { kind: 'group' }>;
  readonly isActive: boolean;
}

export function GroupRow({ item, isActive }: GroupRowProps) {
  const { name, members, folded } = item;
  const tabIndex = isActive ? 0 : -1;
  const taken = members.filter((member) => selection.value.has(member)).length;
  return (
    <>
      <div role="gridcell" class="cell-check">
        <Checkbox
          label={t('selectGroup', { name })}
          checked={taken === members.length}
          mixed={taken > 0 && taken < members.length}
          tabIndex={tabIndex}
          onChange={() => toggle(members)}
        />
      </div>
      <div role="rowheader" class="cell-group">
        <button
          type="button"
          class="fold"
          aria-expanded={!folded}
          aria-label={t(folded ? 'expand' : 'collapse', { name })}
          tabIndex={tabIndex}
          onClick={() => toggleFold(name)}
        >
          <Icon name={folded ? 'folded' : 'unfolded'} />
          {name}
        </button>
      </div>
      <div role="gridcell" class="cell-counts">
        <Counts members={members} />
      </div>
      <div role="gridcell" class="cell-actions">
        {mayAct.value && <GroupActions item={item} tabIndex={tabIndex} />}
      </div>
    </>
  );
}

/** The buttons of a group; they act on all its members. */
function GroupActions({ item, tabIndex }: { item: GroupRowProps['item']; tabIndex: number }) {
  const { name, members } = item;
  return (
    <>
      {(['start', 'stop', 'restart'] as const).map((action) => (
        <Button
          key={action}
          label={t(action)}
          name={t('onName', { action: t(action), name: `${name}:*` })}
          kind="quiet"
          tabIndex={tabIndex}
          disabled={!members.some((member) => appliesTo(action, member))}
          onClick={() => void perform(action, members)}
        >
          <Icon name={action} />
        </Button>
      ))}
      <Button
        label={t('more')}
        name={t('moreFor', { name: `${name}:*` })}
        kind="quiet"
        tabIndex={tabIndex}
        onClick={() => askMore(members)}
      >
        <Icon name="more" />
      </Button>
    </>
  );
}

function appliesTo(action: 'start' | 'stop' | 'restart', namespec: string): boolean {
  const state = processOf(namespec)?.state.name;
  return state !== undefined && applies(action, state);
}

function Counts({ members }: { readonly members: readonly string[] }) {
  const counts = new Map<ProcessState, number>();
  for (const member of members) {
    const state = processOf(member)?.state.name;
    if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + 1);
  }
  return (
    <>
      {[...counts].map(([state, count]) => (
        <span key={state} class="count">
          <span class="number">{count}</span> <StateBadge state={state} />
        </span>
      ))}
    </>
  );
}
