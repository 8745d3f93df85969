import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { Throttle } from './throttle.ts';

function setup() {
  const clock = new FakeClock();
  const throttle = new Throttle(clock);
  const fail = (address: string, times: number) =>
    Array.from({ length: times }, () => throttle.failed(address));
  return { clock, throttle, fail };
}

test('the fifth failure within a minute makes an address slow, and is told', () => {
  const { throttle, fail } = setup();
  assert.deepEqual(fail('10.0.0.1', 4), [false, false, false, false]);
  assert.equal(throttle.isSlow('10.0.0.1'), false);
  assert.deepEqual(fail('10.0.0.1', 3), [true, false, false]);
  assert.equal(throttle.isSlow('10.0.0.1'), true);
  assert.equal(throttle.isSlow('10.0.0.2'), false);
});

test('a minute later the address is as any other', () => {
  const { clock, throttle, fail } = setup();
  fail('10.0.0.1', 5);
  clock.advance(59_999);
  assert.equal(throttle.isSlow('10.0.0.1'), true);
  clock.advance(1);
  assert.equal(throttle.isSlow('10.0.0.1'), false);
});

test('who goes on is told once a minute', () => {
  const { clock, fail } = setup();
  fail('10.0.0.1', 5);
  const told: number[] = [];
  for (let second = 1; second <= 130; second++) {
    clock.advance(1000);
    if (fail('10.0.0.1', 1)[0]) told.push(second);
  }
  assert.deepEqual(told, [60, 120]);
});

test('failures far apart are no guessing', () => {
  const { clock, throttle, fail } = setup();
  for (let n = 0; n < 20; n++) {
    assert.deepEqual(fail('10.0.0.1', 1), [false]);
    clock.advance(15_000);
  }
  assert.equal(throttle.isSlow('10.0.0.1'), false);
});

test('a network of IPv6 is one address', () => {
  const { throttle, fail } = setup();
  for (let n = 0; n < 5; n++) fail(`2001:db8:1:2:${n}::${n}`, 1);
  assert.equal(throttle.isSlow('2001:db8:1:2::99'), true);
  assert.equal(throttle.isSlow('2001:db8:1:3::99'), false);
  assert.equal(throttle.isSlow('::1'), false);
});

test('no more than a thousand addresses are remembered, those that failed last', () => {
  const { throttle, fail } = setup();
  fail('first', 5);
  fail('second', 5);
  for (let n = 0; n < 998; n++) fail(`10.0.${n >> 8}.${n & 255}`, 1);
  fail('first', 1);
  fail('one too many', 1);
  assert.equal(throttle.isSlow('first'), true);
  assert.equal(throttle.isSlow('second'), false);
});
