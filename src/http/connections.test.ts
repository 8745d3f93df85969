import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { Connections, isLastDescriptor, maxConnections, SHORTAGE_MS } from './connections.ts';

/** As many sockets, all of them added. */
function crowd(connections: Connections, count: number): Socket[] {
  return Array.from({ length: count }, () => {
    const socket = new Socket();
    connections.add(socket);
    return socket;
  });
}

const numbersOfClosed = (sockets: readonly Socket[]): number[] =>
  sockets.flatMap(({ destroyed }, index) => (destroyed ? [index] : []));

test('a server has up to 1000 connections, or its share of a quarter of the descriptors [10.1-limits]', () => {
  const cases = [
    [1024, 1, 256],
    [1024, 2, 128],
    [1_048_576, 2, 1000],
    [Number.POSITIVE_INFINITY, 1, 1000],
  ] as const;
  for (const [openFiles, servers, limit] of cases) {
    assert.equal(maxConnections(openFiles, servers), limit);
  }
});

test('at the limit, the connection that has been at rest for the longest time goes [10.1-crowded]', () => {
  const connections = new Connections(4, new FakeClock());
  const sockets = crowd(connections, 4);
  const [waiting, first] = sockets;
  assert.ok(waiting && first);
  connections.count(waiting, 1);
  connections.count(first, 1);
  connections.count(first, -1); // at rest, but not for as long as the others
  sockets.push(...crowd(connections, 2));
  assert.deepEqual(numbersOfClosed(sockets), [2, 3]);
  sockets.push(...crowd(connections, 1));
  assert.deepEqual(numbersOfClosed(sockets), [1, 2, 3]);
});

test('if all of them wait for an answer, the one with the oldest request goes [10.1-crowded]', () => {
  const connections = new Connections(2, new FakeClock());
  const sockets = crowd(connections, 2);
  for (const socket of sockets.toReversed()) connections.count(socket, 1);
  sockets.push(...crowd(connections, 1));
  assert.deepEqual(numbersOfClosed(sockets), [1]);
});

test('a connection that is closed makes room by itself', async () => {
  const connections = new Connections(2, new FakeClock());
  const sockets = crowd(connections, 2);
  const [, second] = sockets;
  assert.ok(second);
  const closed = new Promise((resolve) => second.once('close', resolve));
  second.destroy();
  await closed;
  connections.count(second, -1); // the end of its answer comes late
  crowd(connections, 1);
  assert.deepEqual(numbersOfClosed(sockets), [1]);
});

test('without descriptors some of those at rest go, and no more come for a minute [10.1-descriptors]', () => {
  const clock = new FakeClock();
  const connections = new Connections(100, clock);
  const sockets = crowd(connections, 24);
  const [busy] = sockets;
  assert.ok(busy);
  connections.count(busy, 1);
  connections.makeRoom(sockets[1]);
  assert.deepEqual(
    numbersOfClosed(sockets),
    Array.from({ length: 16 }, (_, index) => index + 2),
  );
  crowd(connections, 1);
  assert.equal(sockets[1]?.destroyed, true, 'it is at rest, and the limit is reached');
  clock.advance(SHORTAGE_MS);
  const before = numbersOfClosed(sockets).length;
  crowd(connections, 10);
  assert.equal(numbersOfClosed(sockets).length, before);
});

test('descriptors are running out when the lowest that was free is one of the last', () => {
  const numbered = (fd: number) => Object.assign(new Socket(), { _handle: { fd } });
  const answers = [100, 111, 112, 127].map((fd) => isLastDescriptor(numbered(fd), 128));
  assert.deepEqual(answers, [false, false, true, true]);
});
