/** The log of a process: one output or both, and a line for its standard input. */
import { useSignal } from '@preact/signals';
import { useCallback, useMemo } from 'preact/hooks';
import { apiUrl } from '../api/client.ts';
import { openStream } from '../api/stream.ts';
import { processLog } from '../log/log-source.ts';
import { LogView } from '../log/log-view.tsx';
import { mayAct } from '../store/rights.ts';
import { t } from '../text/translate.ts';
import type { PartProps } from './process-view.tsx';
import { StdinLine } from './stdin-line.tsx';

const CHOICES = ['stdout', 'stderr', 'merged'] as const;

type Choice = (typeof CHOICES)[number];

export function LogPart({ process }: PartProps) {
  const { namespec, logs } = process;
  const choice = useSignal<Choice>(
    logs.stdout === null && logs.stderr !== null ? 'stderr' : 'stdout',
  );
  const chosen = choice.value;
  const channels = useMemo(
    () => (chosen === 'merged' ? (['stdout', 'stderr'] as const) : ([chosen] as const)),
    [chosen],
  );
  const sources = useMemo(
    () => channels.map((channel) => processLog(namespec, channel)),
    [namespec, channels],
  );
  const listen = useCallback(
    (grown: () => void) => {
      const log = channels.map((channel) => `${namespec}:${channel}`).join(',');
      const url = apiUrl('events', { types: 'log', log });
      return openStream(url, { onOpen: grown, onLost: () => {}, on: { log: grown } });
    },
    [namespec, channels],
  );
  return (
    <>
      <LogView sources={sources} listen={listen}>
        <label class="field">
          <span class="unseen">{t('channel')}</span>
          <select
            value={chosen}
            onChange={({ currentTarget }) => {
              choice.value = CHOICES.find((name) => name === currentTarget.value) ?? 'stdout';
            }}
          >
            {CHOICES.map((name) => (
              <option key={name} value={name}>
                {t(name)}
              </option>
            ))}
          </select>
        </label>
      </LogView>
      {process.pid !== null && mayAct.value && <StdinLine namespec={namespec} />}
    </>
  );
}
