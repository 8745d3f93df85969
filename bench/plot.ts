/**
 * A plot as SVG: lines over two logarithmic axes, readable on a light page and on a dark one.
 */

export interface Series {
  readonly name: string;
  /** From left to right; x is above 0. A y of 0, which has no logarithm, lies on the axis. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly series: readonly Series[];
}

const WIDTH = 460;
const HEIGHT = 260;
const LEFT = 52;
const RIGHT = 100;
const TOP = 34;
const BOTTOM = 44;
const LABEL_HEIGHT = 15;

/** Told apart by their marks as well, for who does not see the colours. */
const STYLES = [
  { colour: '#2f7ed8', mark: (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="3.5"/>` },
  { colour: '#d9730d', mark: (x: number, y: number) => `<path d="M${x - 4} ${y - 4}h8v8h-8z"/>` },
  { colour: '#8a63d2', mark: (x: number, y: number) => `<path d="M${x} ${y - 5}l5 9h-10z"/>` },
] as const;

export function drawPlot({ title, xLabel, series }: Plot): string {
  const points = series.flatMap((one) => one.points);
  const xs = axisOf(points.map(([x]) => x));
  const ys = axisOf(points.map(([, y]) => y));
  const xAt = (x: number) => round(LEFT + share(x, xs) * (WIDTH - LEFT - RIGHT));
  const yAt = (y: number) => round(HEIGHT - BOTTOM - share(y, ys) * (HEIGHT - TOP - BOTTOM));
  const placed = series.map(({ points }) => points.map(([x, y]) => [xAt(x), yAt(y)] as const));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escaped(title)}</title>
<style>
text { font: 12px sans-serif; fill: #6e7781 }
.title { font-weight: bold }
.grid { stroke: #8c959f; stroke-opacity: .35 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9da7b1 } }
</style>
<text class="title" x="${LEFT}" y="18">${escaped(title)}</text>
${ticks(ys)
  .map((y) => horizontal(tickLabel(y, ys), yAt(y)))
  .join('\n')}
${ticks(xs)
  .map((x) => vertical(tickLabel(x, xs), xAt(x)))
  .join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(xLabel)}</text>
${placed.map(line).join('\n')}
${names(series, placed).join('\n')}
</svg>
`;
}

interface Axis {
  /** Powers of ten. */
  readonly from: number;
  readonly to: number;
  /** Whether `from` stands for 0. */
  readonly hasZero: boolean;
}

type Places = readonly (readonly [x: number, y: number])[];

/** From the power of ten below the values to the one above; with a step more for 0 if it occurs. */
function axisOf(values: readonly number[]): Axis {
  const positive = values.filter((value) => value > 0);
  const hasZero = positive.length < values.length;
  if (positive.length === 0) return { from: 1, to: 10, hasZero };
  const from = Math.floor(Math.log10(Math.min(...positive))) - (hasZero ? 1 : 0);
  const to = Math.ceil(Math.log10(Math.max(...positive)));
  return { from: 10 ** from, to: 10 ** Math.max(to, from + 1), hasZero };
}

function ticks({ from, to }: Axis): number[] {
  const count = Math.round(Math.log10(to / from)) + 1;
  return Array.from({ length: count }, (_, index) => from * 10 ** index);
}

/** `0.01`, `100`, `10k`, `1M`. */
function tickLabel(value: number, { from, hasZero }: Axis): string {
  if (hasZero && value === from) return '0';
  const [unit, suffix] = value >= 1e6 ? [1e6, 'M'] : value >= 1e4 ? [1e3, 'k'] : [1, ''];
  return `${Number((value / unit).toPrecision(1))}${suffix}`;
}

/** How far a value is on its axis, from 0 to 1. */
function share(value: number, { from, to }: Axis): number {
  return value <= from ? 0 : Math.log10(value / from) / Math.log10(to / from);
}

function horizontal(label: string, y: number): string {
  return (
    `<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}"/>` +
    `<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${label}</text>`
  );
}

function vertical(label: string, x: number): string {
  return (
    `<path class="grid" d="M${x} ${TOP}V${HEIGHT - BOTTOM}"/>` +
    `<text x="${x}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${label}</text>`
  );
}

function line(places: Places, index: number): string {
  const { colour, mark } = STYLES[index % STYLES.length] ?? STYLES[0];
  return (
    `<path class="line" stroke="${colour}" d="M${places.map(([x, y]) => `${x} ${y}`).join('L')}"/>` +
    `<g fill="${colour}">${places.map(([x, y]) => mark(x, y)).join('')}</g>`
  );
}

/** Each beside the end of its line, moved up where it would cover the one below. */
function names(series: readonly Series[], placed: readonly Places[]): string[] {
  let lowest = HEIGHT - BOTTOM;
  return placed
    .flatMap((places, index) => {
      const end = places.at(-1);
      return end === undefined ? [] : [{ x: end[0], y: end[1], name: series[index]?.name ?? '' }];
    })
    .sort((a, b) => b.y - a.y)
    .map(({ x, y, name }) => {
      const at = Math.min(y, lowest);
      lowest = at - LABEL_HEIGHT;
      return `<text class="name" x="${x + 9}" y="${round(at + 4)}">${escaped(name)}</text>`;
    });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
