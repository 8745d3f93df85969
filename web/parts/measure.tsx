/** CPU or memory of a process: how it went as a small line, and the last value. */
import { type Usage, usageOf } from '../store/usage.ts';
import { bytes, percent } from '../text/format.ts';
import { Sparkline } from './sparkline.tsx';

interface Kind {
  readonly least: number;
  /** Null if it is not known. */
  value(usage: Usage): number | null;
  text(value: number): string;
}

/** Measurements on the whole width. */
const SHOWN = 40;

const KINDS = {
  cpu: { least: 10, value: ({ cpu }) => cpu, text: percent },
  memory: { least: 16 * 1024 * 1024, value: ({ rss }) => rss, text: bytes },
} satisfies Record<string, Kind>;

export function Measure({ namespec, what }: { namespec: string; what: keyof typeof KINDS }) {
  const values = usageOf(namespec)
    .slice(-SHOWN)
    .map(KINDS[what].value)
    .filter((value) => value !== null);
  const last = values.at(-1);
  if (last === undefined) return null;
  return (
    <span class="measure" data-what={what}>
      <Sparkline values={values} length={SHOWN} least={KINDS[what].least} />
      <span class="number">{KINDS[what].text(last)}</span>
    </span>
  );
}
