import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ofLimit } from '../../bench/goals.ts';
import type { Measure } from '../../bench/measure.ts';
import type { Peer } from '../../bench/peer.ts';
import { SupervisorPeer } from '../../bench/peers/supervisor.ts';
import { take } from '../../bench/take.ts';
import type { Tools } from '../../bench/tools.ts';

const OURS = new SupervisorPeer({ name: 'visord', install: '' }, '/bin');
const SMALL = peer('small', { most: 10 });
const LIMIT = peer('limit', { kind: 'limit' });
const PEERS = [OURS, SMALL, LIMIT];

test('values are gathered by row and peer, and those who are in no goal have fewer turns', async () => {
  const { measure, seen } = recording({ copies: 1 });
  const [first, second] = await take(measure, PEERS, { tools: tools(), failed: assert.fail });
  assert.deepEqual(seen, ['visord', 'small', 'limit', 'visord', 'visord']);
  assert.equal(first?.row.name, 'turn');
  assert.deepEqual(first?.columns.get('visord'), { value: 4, low: 2.5, high: 4.5, rounds: 3 });
  assert.equal(first?.columns.get('small')?.value, 2);
  assert.equal(second?.columns.get('visord')?.rounds, 6);
  assert.equal(second?.columns.has('small'), false, 'a row may not apply to a peer');
});

test('who cannot run as many copies is left out, and so is the limit where it means nothing', async () => {
  const { measure, seen } = recording({ copies: 100, limit: false });
  await take(measure, PEERS, { tools: tools(), failed: assert.fail });
  assert.deepEqual(seen, ['visord', 'visord', 'visord']);
});

test('a quick run compares with those that a goal names, and with Supervisors', async () => {
  const { measure, seen } = recording({ copies: 1, goals: [ofLimit(2)] });
  await take(measure, PEERS, { tools: tools({ quick: true }), failed: assert.fail });
  assert.deepEqual(seen, ['visord', 'limit']);
});

test('what takes too long for a quick run has no rows there', async () => {
  const { measure, seen } = recording({ copies: 1, quickRounds: 0 });
  const results = await take(measure, PEERS, {
    tools: tools({ quick: true }),
    failed: assert.fail,
  });
  assert.deepEqual([results, seen], [[], []]);
});

test('a turn that fails is told, and the others count', async () => {
  const told: string[] = [];
  const { measure } = recording({ copies: 1, failing: 'small' });
  const failed = (message: string) => void told.push(message);
  const [first] = await take(measure, PEERS, { tools: tools(), failed });
  assert.deepEqual(told, ['turn: small: Error: broken']);
  assert.equal(first?.columns.has('small'), false);
  assert.equal(first?.columns.get('visord')?.rounds, 3);
});

test('what the others have nothing like is measured with ours alone', async () => {
  const other = new SupervisorPeer({ name: 'Supervisor', install: '' }, '/usr/bin');
  const seen: string[] = [];
  const measure: Measure = {
    of: 'visord',
    rows: [{ name: 'turn', unit: '', best: 'low' }],
    rounds: { quick: 0, full: 2 },
    async turn({ name }) {
      seen.push(name);
      return [[1]];
    },
  };
  await take(measure, [OURS, other, SMALL], { tools: tools(), failed: assert.fail });
  assert.deepEqual(seen, ['visord', 'visord']);
});

function peer(name: string, over: Partial<Peer>): Peer {
  const run = () => assert.fail('nothing is started here');
  return { name, kind: 'other', install: '', most: 1000, version: () => '1', run, ...over };
}

function tools({ quick = false } = {}): Tools {
  return { quick, stamps: { forget() {} } } as unknown as Tools;
}

interface Recorded {
  readonly copies: number;
  readonly limit?: boolean;
  readonly goals?: Measure['rows'][number]['goals'];
  readonly quickRounds?: number;
  readonly failing?: string;
}

/** A measure whose first row is the number of the turn; only ours has values in the second one. */
function recording({ copies, limit = true, goals = [], quickRounds = 1, failing }: Recorded) {
  const seen: string[] = [];
  const measure: Measure = {
    of: 'all',
    copies,
    limit,
    rows: [
      { name: 'turn', unit: '', best: 'low', goals },
      { name: 'twice', unit: '', best: 'low' },
    ],
    rounds: { quick: quickRounds, full: 3 },
    async turn({ name }) {
      if (name === failing) throw new Error('broken');
      seen.push(name);
      return name === 'visord' ? [[seen.length], [1, 2]] : [[seen.length]];
    },
  };
  return { measure, seen };
}
