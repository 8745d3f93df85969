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
  readonly increments: readonly number[];
  value(usage: Usage): number | null;
  text(value: number): string;
}

const DECIMAL = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000];
const BINARY = Array.from({ length: 40 }, (_, power) => 2 ** power);

/** To add a chart: an entry. */
const CHARTS: readonly Kind[] = [
  {
    title: 'cpuPercent',
    colour: '--accent',
    increments: [0.1, 0.2, 0.5, ...DECIMAL],
    value: ({ cpu }) => cpu,
    text: percent,
  },
  {
    title: 'memoryBytes',
    colour: '--odd',
    increments: BINARY,
    value: ({ rss }) => rss,
    text: bytes,
  },
  {
    title: 'restartsSeen',
    colour: '--warn',
    steps: true,
    increments: DECIMAL,
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
