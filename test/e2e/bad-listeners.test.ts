/**
 * Listeners that do what they should not: what becomes of their events, of other listeners, and of
 * the daemon's memory.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { reference } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { EventListener, type ReadEvent } from '../rig/event-listener.ts';
import { MARGIN_KIB } from '../rig/memory.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const DATA = 'x'.repeat(2000);

interface Pool {
  readonly name: string;
  readonly acknowledged: number;
  readonly dropped: number;
  readonly buffered: number;
  readonly listeners: readonly { readonly state: string }[];
}

/** Two pools that hear the same: one is to be bad, and the other must not notice. */
class TwoPools {
  readonly daemon: Daemon;
  readonly #nextBad: () => Promise<EventListener['run']>;
  readonly #good: EventListener;
  /** So many events have been told. */
  told = 0;

  static async begin(rig: Rig): Promise<TwoPools> {
    const [bad, good] = [rig.child(), rig.child()];
    const options = 'events = REMOTE_COMMUNICATION\nstdout_logfile = NONE\nautorestart = true';
    const daemon = await rig.daemon(`
[eventlistener:bad]
command = ${bad.command}
priority = 1
startsecs = 0
buffer_size = 5
${options}
[eventlistener:good]
command = ${good.command}
priority = 2
buffer_size = 100
${options}
`);
    const listener = await EventListener.of(await good.nextRun());
    await daemon.state('good', 'RUNNING');
    return new TwoPools(daemon, () => bad.nextRun(), listener);
  }

  private constructor(daemon: Daemon, nextBad: TwoPools['nextBad'], good: EventListener) {
    this.daemon = daemon;
    this.#nextBad = nextBad;
    this.#good = good;
  }

  /** The next process of the bad listener. */
  nextBad(): Promise<EventListener['run']> {
    return this.#nextBad();
  }

  /** Publishes events, each of which the good listener takes, in their order. */
  async tell(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const number = this.told++;
      await this.daemon.rpc('sendRemoteCommEvent', `${number}`, DATA);
      const { payload, fields } = await this.#good.take();
      assert.equal(payload, `type:${number}\n${DATA}`);
      assert.equal(fields.get('poolserial'), `${number}`);
    }
  }

  /** Every event for the bad pool has been acknowledged or dropped, waits, or is with its listener. */
  async account(): Promise<void> {
    if (reference) return; // it does not count
    const pools = await this.daemon.rpc<Pool[]>('visord.getEventPools');
    const pool = pools.find(({ name }) => name === 'bad');
    assert.ok(pool);
    const { acknowledged, dropped, buffered, listeners } = pool;
    const held = listeners.filter(({ state }) => state === 'BUSY').length;
    assert.equal(acknowledged + dropped + buffered + held, this.told, JSON.stringify(pool));
  }

  /** The numbers of the events that were dropped. */
  get dropped(): number[] {
    const lines = this.daemon.messages(/pool bad event buffer overflowed/);
    return lines.map((line) => Number(/\d+$/.exec(line)?.[0]));
  }
}

const numberOf = ({ payload }: ReadEvent): number => Number(/^type:(\d+)/.exec(payload)?.[1]);

/** What one may do, once it has started; its process runs on. */
const HABITS: readonly (readonly [name: string, begin: (listener: EventListener) => unknown])[] = [
  ['says nothing', () => {}],
  [
    'never answers',
    async (listener) => {
      await listener.say('READY\n');
      await listener.next();
    },
  ],
  [
    'answers with a length that is too long, and goes on as if it were right',
    async (listener) => {
      await listener.say('READY\n');
      await listener.next();
      await listener.say('RESULT 30000\nOKREADY\nRESULT 2\nOKREADY\n');
    },
  ],
  [
    'answers with a length that is too short',
    async (listener) => {
      await listener.say('READY\n');
      await listener.next();
      await listener.say('RESULT 1\nOKREADY\n');
    },
  ],
  [
    'answers before it is asked',
    async (listener) => {
      await listener.say('RESULT 2\nOK');
    },
  ],
];

for (const [habit, begin] of HABITS) {
  test(`a listener that ${habit} costs its own pool events, and nobody else anything [9.3-neighbours 9.3-no-loss 9.4-counts]`, async () => {
    await using rig = await Rig.create();
    const pools = await TwoPools.begin(rig);
    const listener = await EventListener.of(await pools.nextBad());
    await pools.tell(1);
    await begin(listener);
    await pools.tell(20);
    await pools.account();
    await listener.run.exit(1);
    const heir = await EventListener.of(await pools.nextBad());
    const left: number[] = [];
    while (left.at(-1) !== pools.told - 1) left.push(numberOf(await heir.take()));
    const all = [...pools.dropped, ...left].sort((one, other) => one - other);
    assert.deepEqual(all, [...all.keys()], 'each once: dropped, or accepted in the end');
    await pools.account();
  });
}

test('a listener that reads byte by byte gets whole events in order, and nobody waits for it [9.3-neighbours 9.3-slow]', async () => {
  await using rig = await Rig.create();
  const pools = await TwoPools.begin(rig);
  const run = await pools.nextBad();
  await run.write('READY\n');
  await pools.tell(1);
  let read = '';
  const readByte = async () => {
    await run.readOnce(1);
    read += (await run.nextInput()).toString();
  };
  for (let number = 1; number < 5; number++) {
    for (let count = 0; count < 10; count++) await readByte();
    await pools.tell(1);
  }
  await pools.account();
  while (!read.endsWith(`type:0\n${DATA}`)) await readByte();
  assert.match(read, /^ver:3\.0 server:supervisor serial:0 pool:bad poolserial:0 eventname:REM/);
  await run.write('RESULT 2\nOKREADY\n');
  read = '';
  for (let count = 0; count < 60; count++) await readByte();
  assert.match(read, /^ver:3\.0 server:supervisor serial:1 pool:bad poolserial:1 /);
  await pools.account();
});

test('a listener that dies at any step costs no event, and no event comes twice to one that lives [9.3-death 9.3-last-words 9.3-neighbours 9.3-no-loss]', async () => {
  await using rig = await Rig.create();
  const pools = await TwoPools.begin(rig);
  const accepted: number[] = [];
  /** What it says behind READY, and whether that is a good answer. */
  const lastWords: readonly (readonly [words: string, isGood: boolean])[] = [
    ['', false],
    ['RES', false],
    ['RESULT 2', false],
    ['RESULT 2\n', false],
    ['RESULT 2\nO', false],
    ['RESULT 2\nOK', true],
    ['RESULT 2\nOKREA', true],
  ];
  const silent = await pools.nextBad();
  await pools.tell(1);
  await silent.exit(1);
  const half = await pools.nextBad();
  await half.write('REA');
  await half.exit(1);
  for (const [words, isGood] of lastWords) {
    const listener = await EventListener.of(await pools.nextBad());
    await listener.say('READY\n');
    const number = numberOf(await listener.next());
    const gone = new Set([...accepted, ...pools.dropped]);
    assert.ok([...Array(number).keys()].every((each) => gone.has(each)) && !gone.has(number));
    await listener.say(words);
    await listener.run.exit(1);
    if (isGood) accepted.push(number);
    await pools.tell(1);
    await pools.account();
  }
  const heir = await EventListener.of(await pools.nextBad());
  while (accepted.at(-1) !== pools.told - 1) accepted.push(numberOf(await heir.take()));
  const all = [...accepted, ...pools.dropped].sort((one, other) => one - other);
  assert.deepEqual(all, [...all.keys()]);
  assert.equal(all.length, pools.told);
});

difference(
  'bad result lines',
  'a hundred megabytes without a newline, in whatever state, leave no trace in memory [9.3-bounded 9.3-neighbours]',
  async () => {
    await using rig = await Rig.create();
    const pools = await TwoPools.begin(rig);
    const piece = Buffer.alloc(1024 * 1024, 'x');
    const begin = [
      async () => {},
      async (listener: EventListener) => listener.say('READY\n'),
      async (listener: EventListener) => {
        await listener.say('READY\n');
        await listener.next();
      },
      async (listener: EventListener) => {
        await listener.say('READY\n');
        await listener.next();
        await listener.say('RESULT 60000\n');
      },
    ];
    let before: number | undefined;
    for (const [index, state] of begin.entries()) {
      const listener = await EventListener.of(await pools.nextBad());
      if (index !== 1) await pools.tell(1); // READY, it would be sent what waits
      await state(listener);
      await listener.say(piece); // buffers that are there for good
      before ??= rssKib(pools.daemon);
      for (let count = 1; count < 25; count++) await listener.say(piece);
      await pools.tell(1);
      await pools.account();
      await listener.run.exit(1);
    }
    const limit = (before ?? 0) + MARGIN_KIB;
    const after = await until(`no more than ${limit} KiB`, async () => {
      await pools.account();
      const rss = rssKib(pools.daemon);
      return rss <= limit && rss;
    });
    console.log(`100 MiB from listeners: RSS before ${before}, after ${after} KiB`);
  },
);

function rssKib({ pid }: Daemon): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]);
}
