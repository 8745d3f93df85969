/** A line as small as a word. What it shows is told beside it, so it is hidden from readers. */
const WIDTH = 64;
const HEIGHT = 18;

interface SparklineProps {
  readonly values: readonly number[];
  /** How many values the whole width stands for. */
  readonly length: number;
  /** What the height stands for at least, so that noise does not look like a mountain. */
  readonly least: number;
}

export function Sparkline({ values, length, least }: SparklineProps) {
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={sparkline(values, length, least)} />
    </svg>
  );
}

function sparkline(values: readonly number[], length: number, least: number): string {
  const top = Math.max(least, ...values);
  const step = WIDTH / Math.max(1, length - 1);
  const left = WIDTH - (values.length - 1) * step;
  const points = values.map((value, index) => {
    const x = left + index * step;
    const y = HEIGHT - 1 - (value / top) * (HEIGHT - 2);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return points.length < 2 ? '' : `M${points.join('L')}`;
}
