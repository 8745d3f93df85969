/** Above the list: finding, filtering by state, and acting on what is selected, shown, or all. */
import type { ProcessState } from '../../src/wire/states.ts';
import { Button } from '../parts/button.tsx';
import { Checkbox } from '../parts/checkbox.tsx';
import { Icon } from '../parts/icon.tsx';
import { StateBadge } from '../parts/state-badge.tsx';
import { ACTIONS, type ActionName, perform } from '../store/actions.ts';
import { names, tally } from '../store/processes.ts';
import { mayAct, reader } from '../store/rights.ts';
import { narrow } from '../store/screen.ts';
import { t } from '../text/translate.ts';
import { askMore } from './more.tsx';
import {
  isFiltered,
  selected,
  selection,
  shownNames,
  states,
  text,
  toggle,
  toggleState,
} from './shown.ts';

export function Toolbar() {
  return (
    <div class="toolbar">
      <div class="toolbar-row">
        <label class="find">
          <Icon name="find" />
          <span class="unseen">{t('find')}</span>
          <input
            id="find"
            type="search"
            placeholder={t('find')}
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <StateFilter />
      </div>
      <div class="toolbar-row">
        <SelectShown />
        {mayAct.value ? <Scope /> : <Reader />}
      </div>
    </div>
  );
}

/** The order in which states are offered: what wants attention first. */
const ORDER: readonly ProcessState[] = [
  ...(['FATAL', 'BACKOFF', 'UNKNOWN', 'STARTING', 'STOPPING'] as const),
  ...(['RUNNING', 'EXITED', 'STOPPED'] as const),
];

function StateFilter() {
  const chosen = states.value;
  return (
    <fieldset class="states">
      <legend class="unseen">{t('states')}</legend>
      <Button
        label={t('everyState', { n: names.value?.length ?? 0 })}
        kind="quiet"
        pressed={chosen.size === 0}
        onClick={() => {
          states.value = new Set();
        }}
      />
      {ORDER.map((state) => {
        const count = tally.value.get(state) ?? 0;
        if (count === 0 && !chosen.has(state)) return null;
        return (
          <button
            key={state}
            type="button"
            class="button quiet"
            aria-pressed={chosen.has(state)}
            onClick={() => toggleState(state)}
          >
            <StateBadge state={state} /> <span class="number">{count}</span>
          </button>
        );
      })}
    </fieldset>
  );
}

function SelectShown() {
  const shown = shownNames.value;
  const taken = shown.filter((name) => selection.value.has(name)).length;
  return (
    <Checkbox
      label={t('selectShown')}
      checked={shown.length > 0 && taken === shown.length}
      mixed={taken > 0 && taken < shown.length}
      onChange={() => toggle(shown)}
    />
  );
}

const OFFERED: readonly ActionName[] = ['start', 'stop', 'restart'];

/** Why there are no buttons. */
function Reader() {
  const { name } = reader.value ?? {};
  return name && <p class="reader">{t('onlyReads', { name })}</p>;
}

/** The buttons work on what is selected; on what is shown, if nothing is; so they say which. */
function Scope() {
  const chosen = selected.value;
  const targets = chosen.length > 0 ? chosen : shownNames.value;
  const label = (action: string): string => {
    if (chosen.length > 0) return t('onSelected', { action, n: chosen.length });
    return isFiltered.value ? t('onShown', { action, n: targets.length }) : t('onAll', { action });
  };
  return (
    <>
      {OFFERED.map((action) => (
        <Button
          key={action}
          label={label(t(ACTIONS[action].label))}
          disabled={targets.length === 0}
          onClick={() => void perform(action, targets)}
        />
      ))}
      <Button label={t('more')} disabled={targets.length === 0} onClick={() => askMore(targets)}>
        {narrow.value ? <Icon name="more" /> : undefined}
      </Button>
      {chosen.length > 0 && (
        <Button
          label={t('deselect')}
          kind="quiet"
          onClick={() => {
            selection.value = new Set();
          }}
        />
      )}
    </>
  );
}
