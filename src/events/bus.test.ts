/** Who is told of what, and when it is time for a tick. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { type Event, EventBus, Serials } from './bus.ts';

function setup(wall = Date.UTC(2024, 0, 2, 3, 4, 58)) {
  const clock = new FakeClock({ wall });
  const bus = new EventBus(clock);
  const heard: string[] = [];
  const hear = ({ name, payload }: Event) => void heard.push(`${name} ${payload}`);
  return { clock, bus, heard, hear };
}

test('whoever subscribes is told, once, until the subscription ends [9.1-abstract]', () => {
  const { bus, heard, hear } = setup();
  const end = bus.subscribe(['REMOTE_COMMUNICATION', 'EVENT'], hear);
  assert.ok(bus.wants('PROCESS_LOG_STDOUT'));
  bus.publish('REMOTE_COMMUNICATION', { type: 'a', data: 'b' });
  end();
  bus.publish('REMOTE_COMMUNICATION', { type: 'a', data: 'c' });
  assert.deepEqual(heard, ['REMOTE_COMMUNICATION type:a\nb']);
  assert.ok(!bus.wants('PROCESS_LOG_STDOUT'));
});

test('one function may subscribe twice, and one may leave while others are told', () => {
  const { bus, heard, hear } = setup();
  const end = bus.subscribe(['TICK', 'PROCESS_GROUP'], () => end());
  bus.subscribe(['PROCESS_GROUP'], hear);
  bus.subscribe(['PROCESS_GROUP'], hear);
  bus.publish('PROCESS_GROUP_ADDED', { groupname: 'g' });
  assert.equal(heard.length, 2);
  assert.ok(!bus.wants('TICK_5'));
});

test('only events that somebody numbers have a serial [9.2-serial]', () => {
  const { bus, hear } = setup();
  const serials: number[] = [];
  bus.subscribe(['EVENT'], hear);
  bus.subscribe(['REMOTE_COMMUNICATION'], (event) => serials.push(event.serial, event.serial));
  bus.publish('PROCESS_GROUP_ADDED', { groupname: 'g' });
  for (const type of ['a', 'b']) bus.publish('REMOTE_COMMUNICATION', { type, data: '' });
  assert.deepEqual(serials, [0, 0, 1, 1]);
});

test('after the last serial number comes 0 again [9.2-wrap]', () => {
  const serials = new Serials(Number.MAX_SAFE_INTEGER);
  assert.deepEqual([serials.next(), serials.next()], [Number.MAX_SAFE_INTEGER, 0]);
});

test('ticks come at the boundaries of the wall clock, the first at the next [9.1-tick 9.1-tick-first]', () => {
  const { clock, bus, heard, hear } = setup(); // two seconds before a minute
  bus.subscribe(['TICK_5', 'TICK_60'], hear);
  clock.advance(1999);
  assert.deepEqual(heard, []);
  clock.advance(1);
  const minute = Date.UTC(2024, 0, 2, 3, 5, 0) / 1000;
  assert.deepEqual(heard, [`TICK_5 when:${minute}`, `TICK_60 when:${minute}`]);
  clock.advance(10_000);
  assert.deepEqual(heard.slice(2), [`TICK_5 when:${minute + 5}`, `TICK_5 when:${minute + 10}`]);
});

test('a jump of the wall clock is one tick, either way [9.1-tick-jump]', () => {
  const { clock, bus, heard, hear } = setup();
  bus.subscribe(['TICK'], hear);
  clock.jumpWall(86_400_000);
  clock.advance(2000);
  const tomorrow = Date.UTC(2024, 0, 3, 3, 5, 0) / 1000;
  assert.deepEqual(heard.splice(0), [
    `TICK_5 when:${tomorrow}`,
    `TICK_60 when:${tomorrow}`,
    `TICK_3600 when:${tomorrow - 300}`,
  ]);
  clock.jumpWall(-86_400_000);
  clock.advance(5000);
  assert.equal(heard.length, 3);
  clock.advance(5000);
  assert.equal(heard.length, 4, 'and then as usual');
});

test('without TICK_5 a jump is noticed within a minute [9.1-tick-jump]', () => {
  const { clock, bus, heard, hear } = setup();
  bus.subscribe(['TICK_3600'], hear);
  clock.jumpWall(3_600_000);
  clock.advance(60_000);
  assert.equal(heard.length, 1);
});

test('there is a timer only while somebody wants ticks [9.1-tick-idle]', () => {
  const { clock, bus, hear } = setup();
  const ends = [bus.subscribe(['PROCESS_STATE'], hear)];
  assert.equal(clock.pending, 0);
  ends.push(bus.subscribe(['TICK_3600'], hear), bus.subscribe(['TICK_5'], hear));
  assert.equal(clock.pending, 1);
  for (const end of ends) end();
  assert.equal(clock.pending, 0);
});

test('an event of an added type is told to who subscribed to it or to anything above it, once and in order [9.6-publish]', () => {
  const { bus, heard } = setup();
  const told = (name: string) => (event: Event) => void heard.push(`${name} ${event.payload}`);
  bus.subscribe(['DEPLOY', 'EVENT'], told('both'));
  bus.subscribe(['PROCESS_STATE', 'DEPLOY_DONE'], told('type'));
  const end = bus.subscribe(['EVENT'], told('ended'));
  bus.subscribe(['TICK'], told('other'));
  end();
  bus.publishAdded(['DEPLOY_DONE', 'DEPLOY', 'EVENT'], '1');
  bus.publishAdded(['DEPLOY', 'EVENT'], '2');
  assert.deepEqual(heard, ['both 1', 'type 1', 'both 2']);
});

test('events of added types are numbered with all others [9.6-publish 9.2-serial]', () => {
  const { bus } = setup();
  const serials: string[] = [];
  bus.subscribe(['DEPLOY', 'TICK'], ({ name, serial }) => serials.push(`${name} ${serial}`));
  bus.publishAdded(['DEPLOY', 'EVENT'], '');
  bus.publishAdded(['OTHER', 'EVENT'], '');
  bus.publish('TICK_5', { when: 5 });
  assert.deepEqual(serials, ['DEPLOY 0', 'TICK_5 1']);
});
