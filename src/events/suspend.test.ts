/** The bus and its ticks in another program. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { EventBus } from './bus.ts';

function setup() {
  const clock = new FakeClock({ wall: Date.UTC(2024, 0, 1, 0, 0, 57) });
  const heard: string[] = [];
  const hear = (bus: EventBus): void => {
    bus.subscribe(['TICK'], ({ name, payload }) => heard.push(`${name} ${payload}`));
  };
  const bus = new EventBus(clock);
  hear(bus);
  const takeOver = (from: EventBus, meanwhile: () => void): EventBus => {
    from.suspend();
    assert.equal(clock.pending, 0);
    meanwhile();
    const next = new EventBus(clock, structuredClone(from.snapshot()));
    hear(next);
    assert.deepEqual([clock.pending, heard.splice(0)], [0, []], 'nothing happens yet');
    next.resume();
    return next;
  };
  return { clock, bus, heard, takeOver };
}

test('ticks that fall due while no program runs are sent once, by the next', () => {
  const { clock, bus, heard, takeOver } = setup();
  const midnight = Date.UTC(2024, 0, 1) / 1000;
  const next = takeOver(bus, () => clock.advance(10_000));
  assert.deepEqual(heard.splice(0), [
    `TICK_5 when:${midnight + 65}`,
    `TICK_60 when:${midnight + 60}`,
  ]);
  takeOver(next, () => {});
  assert.deepEqual(heard, []);
  clock.advance(3000);
  assert.deepEqual(heard, [`TICK_5 when:${midnight + 70}`]);
});

test('who wants ticks only after a takeover gets none of the time before', () => {
  const clock = new FakeClock({ wall: Date.UTC(2024, 0, 1, 0, 0, 57) });
  const bus = new EventBus(clock);
  bus.suspend();
  const next = new EventBus(clock, structuredClone(bus.snapshot()));
  next.resume();
  clock.advance(60_000);
  const heard: string[] = [];
  next.subscribe(['TICK_60'], ({ payload }) => heard.push(payload));
  clock.advance(2999);
  assert.deepEqual(heard, []);
  clock.advance(1);
  assert.deepEqual(heard, [`when:${Date.UTC(2024, 0, 1, 0, 2) / 1000}`]);
});

test('numbers of events go on', () => {
  const { bus, takeOver } = setup();
  const serials: number[] = [];
  const take = (from: EventBus): void => {
    from.subscribe(['REMOTE_COMMUNICATION'], ({ serial }) => serials.push(serial));
    from.publish('REMOTE_COMMUNICATION', { type: 'a', data: '' });
  };
  take(bus);
  take(takeOver(bus, () => {}));
  assert.deepEqual(serials, [0, 1]);
});
