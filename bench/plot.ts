/**
 * A plot as SVG: lines over two logarithmic axes, readable on a light page and on a dark one.
 */
import { digits } from './statistics.ts';

export interface Series {
  readonly name: string;
  /** From left to right; x is above 0. A y of 0, which no logarithm has, lies on the axis. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly series: readonly Series[];
}

const WIDTH = 460;
const HEIGHT = 260;
const LEFT = 56;
const RIGHT = 100;
const TOP = 34;
const BOTTOM = 40;

/** Told apart by brightness and mark as well, for who sees no colours. */
const STYLES = [
  { colour: '#2f7ed8', mark: (x: number, y: number) => `<circle cx="${x}" cy="${y}" r="3.5"/>` },
  {
    colour: '#d9730d',
    mark: (x: number, y: number) => `<path d="M${x - 4} ${y - 4}h8v8h-8z"/>`,
  },
  {
    colour: '#7a5cc9',
    mark: (x: number, y: number) => `<path d="M${x} ${y - 5}l5 9h-10z"/>`,
  },
] as const;

export function drawPlot({ title, xLabel, series }: Plot): string {
  const points = series.flatMap((one) => one.points);
  const xs = decades(points.map(([x]) => x));
  const ys = decades(points.map(([, y]) => y));
  const place = (x: number, y: number): [number, number] => [
    round(LEFT + share(x, xs) * (WIDTH - LEFT - RIGHT)),
    round(HEIGHT - BOTTOM - share(y, ys) * (HEIGHT - TOP - BOTTOM)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">
<title>${escaped(title)}</title>
<style>
text { font: 12px sans-serif; fill: #57606a }
.grid { stroke: #8c959f; stroke-opacity: .35 }
.line { fill: none; stroke-width: 2 }
@media (prefers-color-scheme: dark) { text { fill: #9da7b1 } }
</style>
<text x="${LEFT}" y="18" font-weight="bold">${escaped(title)}</text>
${ticks(ys)
  .map((y) => horizontal(y, place(xs[0], y)[1]))
  .join('\n')}
${ticks(xs)
  .map((x) => vertical(x, place(x, ys[0])[0]))
  .join('\n')}
<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${escaped(xLabel)}</text>
${series.map((one, index) => line(one, index, place)).join('\n')}
</svg>
`;
}

type Range = readonly [from: number, to: number];

/** The powers of ten around the values. Zero is left out, as no power of ten is below it. */
function decades(values: readonly number[]): Range {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [1, 10];
  const from = Math.floor(Math.log10(Math.min(...positive)));
  const to = Math.ceil(Math.log10(Math.max(...positive)));
  return [10 ** from, 10 ** Math.max(to, from + 1)];
}

function ticks([from, to]: Range): number[] {
  const count = Math.round(Math.log10(to / from)) + 1;
  return Array.from({ length: count }, (_, index) => from * 10 ** index);
}

/** How far a value is on its axis, from 0 to 1. */
function share(value: number, [from, to]: Range): number {
  return value <= from ? 0 : Math.log10(value / from) / Math.log10(to / from);
}

function horizontal(value: number, y: number): string {
  return (
    `<path class="grid" d="M${LEFT} ${y}H${WIDTH - RIGHT}"/>` +
    `<text x="${LEFT - 6}" y="${y + 4}" text-anchor="end">${digits(value)}</text>`
  );
}

function vertical(value: number, x: number): string {
  return (
    `<path class="grid" d="M${x} ${TOP}V${HEIGHT - BOTTOM}"/>` +
    `<text x="${x}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${digits(value)}</text>`
  );
}

function line(
  { name, points }: Series,
  index: number,
  place: (x: number, y: number) => [number, number],
): string {
  const { colour, mark } = STYLES[index % STYLES.length] ?? STYLES[0];
  const places = points.map(([x, y]) => place(x, y));
  const [x, y] = places.at(-1) ?? [LEFT, TOP];
  return (
    `<path class="line" stroke="${colour}" d="M${places.map(([px, py]) => `${px} ${py}`).join('L')}"/>` +
    `<g fill="${colour}">${places.map(([px, py]) => mark(px, py)).join('')}</g>` +
    `<text x="${x + 9}" y="${y + 4}">${escaped(name)}</text>`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
