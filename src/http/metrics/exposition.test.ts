import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFormat, exposition, type Format } from './exposition.ts';
import type { Metric, Reading, Scrape } from './metric.ts';

function metric(name: string, type: Metric['type'], labels: string[], ...read: Reading[]): Metric {
  return { name, type, doc: `What ${name} is.`, labels, read: () => read };
}

const told = (format: Format, ...metrics: Metric[]) =>
  exposition(metrics, {} as unknown as Scrape, format);

test('each metric has its help, its type and its values', () => {
  const metrics = [
    metric('up', 'gauge', ['name', 'group'], [1, 'a', 'b'], [0, 'c', 'd']),
    metric('seen_total', 'counter', [], [12.5]),
  ];
  const up =
    '# HELP up What up is.\n# TYPE up gauge\nup{name="a",group="b"} 1\nup{name="c",group="d"} 0\n';
  assert.equal(
    told('prometheus', ...metrics),
    `${up}# HELP seen_total What seen_total is.\n# TYPE seen_total counter\nseen_total 12.5\n`,
  );
  assert.equal(
    told('openmetrics', ...metrics),
    `${up}# HELP seen What seen_total is.\n# TYPE seen counter\nseen_total 12.5\n# EOF\n`,
  );
});

test('a metric without values is not told of', () => {
  assert.equal(told('prometheus', metric('pool', 'gauge', ['pool'])), '');
});

test('a name cannot become anything but the value of a label', () => {
  const name = 'a"} 1\nevil{x="\\';
  const lines = told('prometheus', metric('up', 'gauge', ['name'], [1, name])).split('\n');
  assert.deepEqual(lines.slice(2), [String.raw`up{name="a\"} 1\nevil{x=\"\\"} 1`, '']);
});

test('numbers that are none are written as scrapers read them', () => {
  const numbers: Reading[] = [[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]];
  const lines = told('prometheus', metric('x', 'gauge', [], ...numbers)).split('\n');
  assert.deepEqual(lines.slice(2, 5), ['x NaN', 'x +Inf', 'x -Inf']);
});

test('OpenMetrics is for those who ask for it', () => {
  const prometheus = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4';
  assert.deepEqual([undefined, '*/*', 'text/plain', prometheus].map(chooseFormat), [
    'prometheus',
    'prometheus',
    'prometheus',
    'openmetrics',
  ]);
});
