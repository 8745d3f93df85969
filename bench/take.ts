/** Takes measurements: gives every peer its turns, and sums up what was seen. */
import type { Measure, Row, Values } from './measure.ts';
import type { Peer } from './peer.ts';
import { SupervisorPeer } from './peers/supervisor.ts';
import { type Summary, summarize, turns } from './statistics.ts';
import type { Result } from './table.ts';
import type { Tools } from './tools.ts';

/**
 * A turn that fails is left out, and told: a run of half an hour does not end for it.
 *
 * @param peers Those that are installed
 * @param failed Told of every turn that has failed
 */
export async function take(
  measure: Measure,
  peers: readonly Peer[],
  { tools, failed }: { readonly tools: Tools; readonly failed: (message: string) => void },
): Promise<Result[]> {
  const seen = new Map<string, Values[]>();
  const rounds = measure.rounds[tools.quick ? 'quick' : 'full'];
  for (const peer of turns(whomToMeasure(measure, peers, tools.quick), rounds)) {
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

/** A quick run leaves those out with whom ours is not compared. */
function whomToMeasure(measure: Measure, peers: readonly Peer[], quick: boolean): Peer[] {
  const goals = measure.rows.flatMap((row) => row.goals ?? []);
  const compared = goals.flatMap((goal) => (goal.kind === 'ratio' ? [goal.to as string] : []));
  return peers.filter((peer) => {
    if (peer.kind === 'supervisor') return true;
    if (measure.of === 'supervisors') return false;
    if (quick && !compared.includes(peer.name)) return false;
    return measure.copies <= peer.most && (measure.limit || peer.kind !== 'limit');
  });
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
