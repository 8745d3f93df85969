/** Ports are free, and nobody else's. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { Ports } from './ports.ts';

test('ports that are asked for at the same time are different, and can be listened on', async () => {
  await using ports = new Ports();
  await using others = new Ports();
  const some = await Promise.all(
    Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? ports : others).free()),
  );
  assert.equal(new Set(some).size, some.length);
  const server = createServer();
  await once(server.listen(some[0], '127.0.0.1'), 'listening');
  await once(server.close(), 'close');
});
