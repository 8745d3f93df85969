/** How the cost grows with the number of programs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from './measure.ts';
import { type Peer, stampers } from './peer.ts';
import { SupervisorPeer } from './peers/supervisor.ts';
import { drawPlot } from './plot.ts';
import { activitiesOf, activityBetween, memoryOf } from './proc.ts';
import { digits, summarize } from './statistics.ts';
import type { Benchmark } from './take.ts';
import type { Tools } from './tools.ts';

const COPIES = [1, 10, 100, 500, 1000, 2000, 5000];

/** In a quick run, which shows whether everything works. */
const MOST_QUICK = 100;

const IDLE_MS = 10_000;

/** What is plotted, by the word in the name of its file. */
const COSTS = {
  start: { title: 'From exec to the last program', unit: 'ms' },
  memory: { title: 'Private memory at rest', unit: 'MiB' },
  idle: { title: 'Processor time at rest, per minute', unit: 'ms' },
  status: { title: 'supervisorctl status', unit: 'ms' },
  shutdown: { title: 'From SIGTERM to the end', unit: 'ms' },
} as const;

export type Cost = keyof typeof COSTS;

/** What so many programs cost, each in the unit of its cost. */
export type Point = { readonly copies: number } & Readonly<Record<Cost, number>>;

/** By the name of the Supervisor. The numbers of programs come one after the other, the peers in turns. */
export async function measureGrowth(
  peers: readonly Peer[],
  { tools, failed }: Benchmark,
): Promise<ReadonlyMap<string, readonly Point[]>> {
  const supervisors = peers.filter((peer) => peer instanceof SupervisorPeer);
  const series = new Map<string, Point[]>(supervisors.map(({ name }) => [name, []]));
  for (const copies of COPIES.filter((count) => !tools.quick || count <= MOST_QUICK)) {
    for (const peer of supervisors) {
      process.stderr.write(`${copies} programs: ${peer.name}\n`);
      try {
        series.get(peer.name)?.push(await measurePoint(peer, tools, copies));
      } catch (error) {
        failed(`${copies} programs: ${peer.name}: ${error}`);
      }
      tools.stamps.forget();
    }
  }
  return series;
}

/** The plots as a page shows them, by the names of their files in the folder of the page. */
export function images(): string {
  return costs()
    .map(([cost, { title }]) => `![${title}](${fileOf(cost)})\n`)
    .join('');
}

/** A plot of each cost, as SVG, by the name of its file. */
export function plots(series: ReadonlyMap<string, readonly Point[]>): [string, string][] {
  return costs().map(([cost, { title, unit }]) => [
    fileOf(cost),
    drawPlot({
      title: `${title}, ${unit}`,
      xLabel: 'programs',
      series: [...series].map(([name, points]) => ({
        name,
        points: points.map((point) => [point.copies, point[cost]]),
      })),
    }),
  ]);
}

async function measurePoint(peer: SupervisorPeer, tools: Tools, copies: number): Promise<Point> {
  await using daemon = peer.run(tools, stampers(tools, copies));
  const stamps = await tools.stamps.take(copies);
  const lastNs = Math.max(...stamps.map(({ ns }) => Number(ns - daemon.startedNs)));
  await daemon.answered();
  const status = [1, 2, 3].map(() => milliseconds(daemon.ctl('status')));
  await tools.settle();
  const memory = memoryOf(daemon.pids()).privateDirtyMib;
  const before = activitiesOf(daemon.pids());
  await sleep(IDLE_MS);
  const { cpuNs } = activityBetween(before, activitiesOf(daemon.pids()));
  const askedNs = process.hrtime.bigint();
  const endedNs = await daemon.terminate();
  return {
    copies,
    start: milliseconds(lastNs),
    memory,
    idle: milliseconds(cpuNs) * (60_000 / IDLE_MS),
    status: summarize(status).value,
    shutdown: milliseconds(endedNs - askedNs),
  };
}

/** The numbers behind the plots, for who would rather read than look. */
export function formatGrowth(series: ReadonlyMap<string, readonly Point[]>): string {
  const names = [...series.keys()];
  const head = ['programs', ...costs().map(([, { title, unit }]) => `${title}, ${unit}`)];
  const all = [...series.values()].flat();
  const measured = COPIES.filter((copies) => all.some((point) => point.copies === copies));
  const rows = measured.map((copies) => [
    `${copies}`,
    ...costs().map(([cost]) =>
      names.map((name) => value(series.get(name) ?? [], copies, cost)).join(' / '),
    ),
  ]);
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`);
  return `${names.join(' / ')}:\n\n${lines.join('')}`;
}

function fileOf(cost: Cost): string {
  return `growth-${cost}.svg`;
}

function costs(): [Cost, (typeof COSTS)[Cost]][] {
  return Object.entries(COSTS) as [Cost, (typeof COSTS)[Cost]][];
}

function value(points: readonly Point[], copies: number, cost: Cost): string {
  const point = points.find((one) => one.copies === copies);
  return point === undefined ? '-' : digits(point[cost]);
}
