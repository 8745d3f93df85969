/**
 * A killed program: SIGKILL to the first instruction of its replacement.
 *
 * Every copy is killed once, after it has run for a second: runit and s6 wait when a program ends
 * sooner than that.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { bound, type Goal, ofRunit } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';

const LIFETIME_MS = 1100;

/** For those who take a second each. */
const ENOUGH_MS = 10_000;

export const replace: readonly Measure[] = [
  replacement({
    name: "SIGKILL to the replacement's first instruction",
    copies: 50,
    rounds: { quick: 1, full: 3 },
    goals: { half: [ofRunit(1.1)], most: [bound(15)] },
  }),
  replacement({
    name: 'the same beside 1000 others',
    copies: 1000,
    rounds: { quick: 0, full: 3 },
    goals: { half: [bound(5)], most: [bound(20)] },
  }),
];

interface Replacement {
  readonly name: string;
  readonly copies: number;
  readonly rounds: Measure['rounds'];
  readonly goals: { readonly half: readonly Goal[]; readonly most: readonly Goal[] };
}

function replacement({ name, copies, rounds, goals }: Replacement): Measure {
  return {
    of: 'all',
    copies,
    limit: true,
    rows: [
      { name: `${name}, p50`, unit: 'ms', best: 'low', goals: goals.half },
      { name: `${name}, p99`, unit: 'ms', best: 'low', share: 0.99, goals: goals.most },
    ],
    rounds,
    async turn(peer, tools) {
      await using _running = peer.run(tools, stampers(tools, copies));
      const stamps = await tools.stamps.take(copies);
      await sleep(LIFETIME_MS);
      const took: number[] = [];
      const until = Date.now() + (tools.quick ? ENOUGH_MS / 2 : ENOUGH_MS);
      for (const { pid } of stamps.slice(0, tools.quick ? 50 : 200)) {
        if (Date.now() > until) break;
        const killedNs = process.hrtime.bigint();
        process.kill(pid, 'SIGKILL');
        const { ns } = await tools.stamps.next();
        took.push(milliseconds(ns - killedNs));
      }
      return [took, took];
    },
  };
}
