/** One chart over time, drawn by uPlot. What it shows is said in words as well. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import { theme } from '../store/theme.ts';
import { timeOfDay } from '../text/date-time.ts';
import { t } from '../text/translate.ts';

interface ChartProps {
  readonly title: string;
  readonly colour: string;
  readonly steps?: boolean;
  /** Distances that lines of the grid may have. */
  readonly increments: readonly number[];
  /** Seconds since the Unix epoch. */
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  text(value: number): string;
}

const HEIGHT = 200;

export function Chart(props: ChartProps) {
  const { title, times, values, text } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  const known = values.filter((value) => value !== null);
  const chosen = theme.value;
  // Drawn anew in other colours; data follow below
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const made = new UPlot(options(props, element), [[...times], [...values]], element);
    plot.current = made;
    const resized = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      made.destroy();
    };
  }, [chosen]);
  useEffect(() => {
    plot.current?.setData([[...times], [...values]]);
  }, [times, values]);
  const said = t('chartNow', { now: text(known.at(-1) ?? 0), max: text(Math.max(0, ...known)) });
  return (
    <figure class="card chart">
      <figcaption>
        <h2>{title}</h2>
        <span class="number">{said}</span>
      </figcaption>
      <div ref={box} role="img" aria-label={`${title}: ${said}`} />
    </figure>
  );
}

function options(
  { colour, steps, increments, text }: ChartProps,
  element: HTMLElement,
): UPlot.Options {
  const style = getComputedStyle(element);
  const stroke = resolved(element, colour);
  const faint = resolved(element, '--faint');
  const line = resolved(element, '--line');
  const size = 72;
  const axis = {
    stroke: faint,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1 },
  };
  const font = `12px ${style.fontFamily}`;
  return {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, 1)] } },
    axes: [
      { ...axis, font, space: 90, values: (_plot, splits) => splits.map(timeOfDay) },
      { ...axis, font, size, incrs: [...increments], values: (_plot, splits) => splits.map(text) },
    ],
    series: [
      {},
      {
        stroke,
        width: 1.5,
        points: { show: false },
        ...(steps === true && UPlot.paths.stepped && { paths: UPlot.paths.stepped({ align: 1 }) }),
      },
    ],
  };
}

/** A canvas does not know custom properties: an element does. */
function resolved(element: HTMLElement, property: string): string {
  element.style.color = `var(${property})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
}
