/** CPU, memory and restarts of a process over the last minutes. */
import { useEffect } from 'preact/hooks';
import { processOf } from '../store/processes.ts';
import { loadHistory, type Usage, usageOf } from '../store/usage.ts';
import { bytes, percent } from '../text/format.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';
import { Chart } from './chart.tsx';
import type { PartProps } from './process-view.tsx';

interface Kind {
  readonly title: MessageKey;
  /** The custom property with its colour. */
  readonly colour: string;
  readonly steps?: boolean;
  value(usage: Usage): number | null;
  text(value: number): string;
}

/** To add a chart: an entry. */
const CHARTS: readonly Kind[] = [
  { title: 'cpuPercent', colour: '--accent', value: ({ cpu }) => cpu, text: percent },
  { title: 'memoryBytes', colour: '--odd', value: ({ rss }) => rss, text: bytes },
  {
    title: 'restartsSeen',
    colour: '--warn',
    steps: true,
    value: ({ restarts }) => restarts,
    text: (value) => value.toFixed(0),
  },
];

export function Charts({ process }: PartProps) {
  const { namespec } = process;
  useEffect(() => {
    loadHistory(namespec).catch(() => undefined); // what is measured from now on is shown anyhow
  }, [namespec]);
  const usage = usageOf(namespec);
  if (usage.length < 2) {
    return <p class="empty">{t(processOf(namespec)?.pid === null ? 'noSamples' : 'loading')}</p>;
  }
  const times = usage.map(({ at }) => at / 1000);
  return (
    <div class="charts">
      {CHARTS.map(({ title, value, ...kind }) => (
        <Chart key={title} title={t(title)} times={times} values={usage.map(value)} {...kind} />
      ))}
    </div>
  );
}
