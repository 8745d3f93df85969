/** Takes measurements: gives every peer its turns, and sums up what was seen. */
import type { Measure, Row, Values } from './measure.ts';
import type { Peer } from './peer.ts';
import { SupervisorPeer } from './peers/supervisor.ts';
import { type Summary, summarize, turns } from './statistics.ts';
import type { Result } from './table.ts';
import type { Tools } from './tools.ts';

export interface Benchmark {
  readonly tools: Tools;
  /** Told of every turn that has failed. */
  readonly failed: (message: string) => void;
}

/** Those whom no goal names take part in every third round, and in none of a quick run. */
const OTHERS_EVERY = 3;

/**
 * Gives every peer its turns.
 *
 * A turn that fails is left out, and told: a run of half an hour does not end for it.
 *
 * @param peers Those that are installed
 */
export async function take(
  measure: Measure,
  peers: readonly Peer[],
  { tools, failed }: Benchmark,
): Promise<Result[]> {
  const seen = new Map<string, Values[]>();
  const rounds = measure.rounds[tools.quick ? 'quick' : 'full'];
  const able = peers.filter((peer) => isAble(measure, peer));
  const takesPart = (peer: Peer, round: number) =>
    isCompared(measure, peer) || (!tools.quick && round % OTHERS_EVERY === 0);
  for (const peer of turns(able, rounds, takesPart)) {
    process.stderr.write(`${measure.rows[0]?.name}: ${peer.name}\n`);
    try {
      const values = await turn(measure, peer, tools);
      seen.set(peer.name, [...(seen.get(peer.name) ?? []), values]);
    } catch (error) {
      failed(`${measure.rows[0]?.name}: ${peer.name}: ${error}`);
    }
    tools.stamps.forget();
  }
  return rounds === 0
    ? []
    : measure.rows.map((row, index) => ({ row, columns: columns(seen, row, index) }));
}

function isAble(measure: Measure, peer: Peer): boolean {
  if (measure.of === 'visord') return peer.name === measure.of;
  if (peer.kind === 'supervisor') return true;
  if (measure.of !== 'all' || measure.copies > peer.most) return false;
  return measure.limit || peer.kind !== 'limit';
}

/** Whether ours must reach something that this peer has. */
function isCompared({ rows }: Measure, peer: Peer): boolean {
  if (peer.kind === 'supervisor') return true;
  const goals = rows.flatMap((row) => row.goals ?? []);
  return goals.some((goal) => goal.kind === 'ratio' && goal.to === peer.name);
}

function turn(measure: Measure, peer: Peer, tools: Tools): Promise<Values> {
  if (measure.of === 'all') return measure.turn(peer, tools);
  if (!(peer instanceof SupervisorPeer)) throw new Error(`${peer.name} cannot be asked`);
  return measure.turn(peer, tools);
}

function columns(
  seen: ReadonlyMap<string, readonly Values[]>,
  row: Row,
  index: number,
): Map<string, Summary> {
  const all = new Map<string, Summary>();
  for (const [name, rounds] of seen) {
    const numbers = rounds.flatMap((values) => values[index] ?? []);
    if (numbers.length > 0) all.set(name, summarize(numbers, row.share));
  }
  return all;
}
