import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { fakeWorld, scratchFolder, unixServer } from '../../test/rig/fake-server.ts';
import { callRequest, RawClient } from '../../test/rig/raw-client.ts';
import { until } from '../../test/rig/until.ts';
import { openServers } from './server.ts';

const HOURS = 60 * 60 * 1000;

async function setup(...folders: readonly string[]) {
  const clock = new FakeClock();
  const world = fakeWorld([], clock);
  const scratch = scratchFolder();
  const folder = path.join(scratch.folder, ...folders);
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 's.sock');
  const servers = await openServers([unixServer(file, { chmod: 0o640 })], world);
  const answers = async (): Promise<void> => {
    using client = new RawClient(file);
    await client.send(callRequest('supervisor.getState')).until(/RUNNING/);
  };
  const told = (text: string) =>
    until(text, () => world.log.lines.includes(`warn the socket ${file} ${text}`));
  return {
    ...{ answers, clock, file, folder, servers, told, world },
    async [Symbol.asyncDispose]() {
      await servers.close();
      assert.equal(clock.pending, 0);
      scratch[Symbol.dispose]();
    },
  };
}

const AGAIN = 'was gone, and has been bound again';

test('a socket that was removed is bound again, and connections stay [10.4-removed]', async () => {
  await using rig = await setup();
  using before = new RawClient(rig.file);
  await before.send(callRequest('supervisor.getState')).until(/RUNNING/);
  for (const round of [1, 2]) {
    rmSync(rig.file);
    await until(`socket ${round}`, () => existsSync(rig.file));
    await rig.answers();
    assert.equal(statSync(rig.file).mode & 0o777, 0o640);
  }
  before.received = '';
  await before.send(callRequest('supervisor.getState')).until(/RUNNING/);
  assert.deepEqual(readdirSync(rig.folder), ['s.sock']);
  await rig.told(AGAIN);
});

test('a socket that was renamed is bound again', async () => {
  await using rig = await setup();
  renameSync(rig.file, `${rig.file}.old`);
  await rig.told(AGAIN);
  await rig.answers();
});

test('when its folder is removed, the socket comes back with the folder [10.4-folder]', async () => {
  await using rig = await setup('run', 'deep');
  rmSync(path.dirname(rig.folder), { recursive: true });
  await rig.told('is gone, and cannot be bound again: ENOENT');
  mkdirSync(rig.folder, { recursive: true });
  await rig.told(AGAIN);
  await rig.answers();
});

test('a socket that another living server has put there is left alone, until it goes [10.4-two]', async () => {
  await using rig = await setup();
  const other = createServer();
  const elsewhere = `${rig.file}.other`;
  await new Promise<void>((resolve) => other.listen(elsewhere, resolve));
  renameSync(elsewhere, rig.file);
  await rig.told('is gone, and cannot be bound again: EADDRINUSE');
  const { ino } = statSync(rig.file);
  rig.clock.advance(6 * HOURS);
  assert.equal(statSync(rig.file).ino, ino);
  rmSync(rig.file);
  await rig.told(AGAIN);
  await rig.answers();
  await new Promise((resolve) => other.close(resolve));
});

test('a plain file in its place is left alone, until it goes', async () => {
  await using rig = await setup();
  writeFileSync(`${rig.file}.new`, 'data');
  renameSync(`${rig.file}.new`, rig.file);
  await rig.told('is gone, and cannot be bound again: EADDRINUSE');
  assert.equal(statSync(rig.file).size, 4);
  rmSync(rig.file);
  await rig.told(AGAIN);
  await rig.answers();
});

test('every six hours the socket is touched, and looked for [10.4-touch]', async () => {
  await using rig = await setup('run');
  const old = new Date(2001, 1, 1);
  utimesSync(rig.file, old, old);
  rig.clock.advance(6 * HOURS - 1);
  assert.deepEqual(statSync(rig.file).mtime, old);
  rig.clock.advance(1);
  assert.ok(statSync(rig.file).mtime > old);

  renameSync(rig.folder, `${rig.folder}.old`);
  mkdirSync(rig.folder);
  assert.equal(existsSync(rig.file), false);
  rig.clock.advance(6 * HOURS);
  await rig.told(AGAIN);
  await rig.answers();
});

test('other files in the folder, and changes of mode, mean nothing to it', async () => {
  await using rig = await setup();
  const { ino } = statSync(rig.file);
  writeFileSync(path.join(rig.folder, 'x'), '');
  utimesSync(rig.file, 1, 1);
  await rig.answers();
  assert.equal(statSync(rig.file).ino, ino);
  assert.equal(
    rig.world.log.lines.some((line) => line.startsWith('warn the socket')),
    false,
  );
});

test('closing in the middle of binding again leaves nothing behind', async () => {
  await using rig = await setup();
  rmSync(rig.file);
  await rig.servers.close();
  assert.deepEqual(readdirSync(rig.folder), []);
});
