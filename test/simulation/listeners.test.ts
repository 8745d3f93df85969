/**
 * Listeners that die, slip and dawdle at random, on fakes: below the limit of its buffer, a pool
 * loses no event and has none accepted twice; above it, every event is either accepted or dropped.
 * A pool beside it, whose listener is a good one, is told everything in its order.
 *
 *   SIMULATION_SEED=12345      runs just this one life again
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configOf, processConfig } from '../rig/configs.ts';
import { FakeListener, poolGroup } from '../rig/fake-listener.ts';
import type { FakeChild } from '../rig/fake-os.ts';
import { supervisorOnFakes } from '../rig/supervisor-on-fakes.ts';
import { Random } from './random.ts';

const LIVES = 150;
const STEPS = 150;

/** What a listener has done with what it was sent. */
interface Member {
  readonly listener: FakeListener;
  ready: boolean;
  /** The event it was sent, while it has not answered in full. */
  event: string | undefined;
  /** What is left to say of its answer. */
  answer: string;
  broken: boolean;
}

class Play {
  readonly random: Random;
  readonly accepted: string[] = [];
  readonly told: string[] = [];
  readonly world;
  readonly #members = new Map<FakeChild, Member>();

  constructor(seed: number, bufferSize: number) {
    this.random = new Random(seed);
    const processes = ['bad0', 'bad1', 'bad2'].map((name) =>
      processConfig(name, { autorestart: true, startsecs: 0, stopwaitsecs: 1 }),
    );
    const bad = poolGroup(
      'bad',
      { buffer_size: bufferSize, listener_restart: this.random.chance(0.5) },
      processes,
    );
    const good = poolGroup('good', { buffer_size: 1 }, [processConfig('good', { startsecs: 0 })]);
    this.world = supervisorOnFakes(configOf(good, bad));
    this.world.supervisor.start();
    this.settle();
  }

  /** The living listeners of the pool that is tried. */
  get members(): Member[] {
    const { os } = this.world;
    return os.living.slice(1).map((child) => {
      const known = this.#members.get(child);
      if (known !== undefined) return known;
      const listener = new FakeListener(os, child);
      const member = { listener, ready: false, event: undefined, answer: '', broken: false };
      this.#members.set(child, member);
      return member;
    });
  }

  /** Lets everything happen that is due; the good listener answers, the others read. */
  settle(): void {
    const { clock, os } = this.world;
    clock.advance(0);
    const [good] = os.children;
    assert.ok(good?.alive);
    const listener = new FakeListener(os, good);
    for (const type of listener.heard()) this.told.push(`good ${type}`);
    for (const member of this.members) {
      const [event] = member.listener.heard();
      if (event === undefined) continue;
      assert.equal(member.event, undefined, 'one event at a time');
      assert.ok(member.ready && !member.broken, 'only one that is ready is told');
      Object.assign(member, { event, ready: false });
    }
  }

  tell(type: string): void {
    const { bus, os, clock } = this.world;
    const [good] = os.children;
    assert.ok(good);
    const listener = new FakeListener(os, good);
    listener.say('READY\n');
    clock.advance(0);
    bus.publish('REMOTE_COMMUNICATION', { type, data: '' });
    this.settle();
    listener.say('RESULT 2\nOK');
    this.settle();
  }

  /** One listener goes on, as it should or not. */
  step(member: Member, honest: boolean): void {
    const { os } = this.world;
    const fate = honest ? 1 : this.random.next();
    if (fate < 0.08) os.exit(member.listener.child, this.random.below(2));
    else if (fate < 0.14) this.slip(member);
    else if (member.broken) return;
    else if (member.answer !== '') this.goOn(member, honest);
    else if (member.event !== undefined) this.answer(member, honest);
    else if (!member.ready) {
      member.listener.say('READY\n');
      member.ready = true;
    }
    this.settle();
  }

  /** It says something that it must not say now. */
  slip(member: Member): void {
    member.listener.say(member.event === undefined ? 'nonsense' : 'RESULT x\n');
    Object.assign(member, { broken: true, answer: '', event: undefined });
  }

  answer(member: Member, honest: boolean): void {
    const accepts = honest || this.random.chance(0.6);
    member.answer = accepts ? 'RESULT 2\nOK' : 'RESULT 4\nFAIL';
    this.goOn(member, honest);
  }

  /** Says a piece of its answer; the event counts once all of it is said. */
  goOn(member: Member, honest: boolean): void {
    const { answer } = member;
    const count = honest ? answer.length : 1 + this.random.below(answer.length);
    member.listener.say(answer.slice(0, count));
    member.answer = answer.slice(count);
    if (member.answer !== '') return;
    if (answer.endsWith('K')) this.accepted.push(member.event ?? '');
    member.event = undefined;
  }

  /** Everybody behaves from now on: broken ones are replaced, and all that waits is taken. */
  finish(): void {
    const { os, clock, supervisor } = this.world;
    for (const member of this.members) if (member.broken) os.exit(member.listener.child, 1);
    clock.advance(5000);
    this.settle();
    for (let turn = 0; turn < 3 * STEPS; turn++) {
      for (const member of this.members) this.step(member, true);
    }
    const [pool] = supervisor.eventPools.filter(({ name }) => name === 'bad');
    assert.equal(pool?.buffered, 0, 'something still waits');
  }
}

function live(seed: number, bufferSize: number): void {
  const play = new Play(seed, bufferSize);
  const events: string[] = [];
  try {
    for (let step = 0; step < STEPS; step++) {
      if (play.random.chance(0.3)) {
        events.push(`e${events.length}`);
        play.tell(`e${events.length - 1}`);
      } else {
        const member = play.random.pick(play.members);
        if (member !== undefined) play.step(member, false);
      }
    }
    play.finish();
    const { log, supervisor } = play.world;
    const dropped = log.lines.flatMap((line) => {
      const serial = /pool bad event buffer overflowed, discarding event (\d+)/.exec(line)?.[1];
      return serial === undefined ? [] : [`e${serial}`];
    });
    assert.deepEqual([...play.accepted, ...dropped].sort(), [...events].sort());
    assert.deepEqual(
      play.told,
      events.map((type) => `good ${type}`),
    );
    const pools = supervisor.eventPools;
    assert.deepEqual(
      pools.map((pool) => pool.dropped),
      [0, dropped.length],
    );
    assert.deepEqual(
      pools.map((pool) => pool.acknowledged),
      [events.length, play.accepted.length],
    );
    if (bufferSize > STEPS) assert.deepEqual(dropped, []);
  } catch (error) {
    throw new Error(`SIMULATION_SEED=${seed}, a buffer of ${bufferSize}`, { cause: error });
  }
}

const base = process.env.SIMULATION_SEED;

for (const [bufferSize, what] of [
  [STEPS + 1, 'no event is lost or accepted twice, whatever its listeners do'],
  [3, 'an event is accepted once or dropped once, and never both or neither'],
] as const) {
  test(`${what} [9.3-no-loss 9.4-counts 9.3-neighbours]`, () => {
    const first = base === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(base);
    const lives = base === undefined ? LIVES : 1;
    for (let life = 0; life < lives; life++) live(first + life, bufferSize);
  });
}
