import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatGrowth, images, type Point, plots } from '../../bench/growth.ts';
import { drawPlot } from '../../bench/plot.ts';

test('a plot spans the powers of ten around its values', () => {
  const svg = drawPlot({
    title: 'T',
    xLabel: 'X',
    series: [{ name: 'a', points: [[1, 3], [5000, 700]] }], // biome-ignore format: points
  });
  assert.deepEqual(labels(svg, 'end'), ['1', '10', '100', '1000']);
  assert.deepEqual(labels(svg, 'middle'), ['1', '10', '100', '1000', '10k', 'X']);
});

test('what is ten times as much is as far away everywhere', () => {
  const points = [1, 10, 100].map((value) => [value, value] as const);
  const [first, second, third] = marks(
    drawPlot({ title: '', xLabel: '', series: [{ name: '', points }] }),
  );
  assert.ok(first && second && third);
  assert.deepEqual(
    [second.x - first.x, second.y - first.y],
    [third.x - second.x, third.y - second.y],
  );
  assert.ok(third.y < first.y, 'more is higher');
});

test('a value of 0 lies on the axis, which says so, and below all others', () => {
  // biome-ignore format: points
  const points = [[1, 0], [10, 10]] as const;
  const svg = drawPlot({ title: '', xLabel: '', series: [{ name: '', points }] });
  const axis = Number(/class="grid" d="M\d+ ([\d.]+)H/.exec(svg)?.[1]);
  const [zero, ten] = marks(svg);
  assert.ok(zero && ten);
  assert.equal(zero.y, axis);
  assert.ok(ten.y < axis);
  assert.deepEqual(labels(svg, 'end').slice(0, 2), ['0', '10']);
  assert.doesNotMatch(svg, /NaN|Infinity/);
});

test('names of lines that end together do not cover each other', () => {
  const points = [[1, 5]] as const;
  const series = ['a', 'b', 'c'].map((name) => ({ name, points }));
  const svg = drawPlot({ title: '', xLabel: '', series });
  const heights = [...svg.matchAll(/class="name" x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) =>
    Number(y),
  );
  assert.equal(heights.length, 3);
  heights.slice(1).forEach((y, index) => {
    assert.ok((heights[index] ?? 0) - y >= 12, `${heights}`);
  });
});

test('a plot of nothing but zeros can be drawn', () => {
  const svg = drawPlot({ title: '', xLabel: '', series: [{ name: '', points: [[1, 0]] }] });
  assert.doesNotMatch(svg, /NaN|Infinity/);
});

test('a plot can be read on a dark page, and by who cannot see it', () => {
  const svg = drawPlot({ title: 'a < b & c', xLabel: '', series: [] });
  assert.match(svg, /prefers-color-scheme: dark/);
  assert.match(svg, /<title>a &lt; b &amp; c<\/title>/);
});

test('every cost is plotted for every Supervisor, and stands in the table', () => {
  const series = new Map([
    ['visord', [point(1, 2)]],
    ['Supervisor', [point(1, 400), point(10, 4000)]],
  ]);
  assert.deepEqual(
    plots(series).map(([file]) => file),
    ['start', 'memory', 'idle', 'status', 'shutdown'].map((cost) => `growth-${cost}.svg`),
  );
  for (const [, svg] of plots(series)) assert.equal(svg.match(/class="line"/g)?.length, 2);
  for (const [file] of plots(series)) assert.ok(images().includes(`(${file})`));
  const table = formatGrowth(series);
  assert.match(table, /^visord \/ Supervisor:/);
  assert.match(table, /^\| 1 (\| 2 \/ 400 ){5}\|$/m);
  assert.match(table, /^\| 10 (\| - \/ 4000 ){5}\|$/m);
});

function point(copies: number, value: number): Point {
  return { copies, start: value, memory: value, idle: value, status: value, shutdown: value };
}

/** Of the first series, whose marks are circles. */
function marks(svg: string): { readonly x: number; readonly y: number }[] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => ({
    x: Number(x),
    y: Number(y),
  }));
}

function labels(svg: string, anchor: string): (string | undefined)[] {
  return [...svg.matchAll(new RegExp(`text-anchor="${anchor}">([^<]*)`, 'g'))].map(
    ([, text]) => text,
  );
}
