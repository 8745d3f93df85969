/** Lives of processes that are and are not our children, on the real system. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { os, run, spawn } from '../../test/rig/running.ts';
import { until } from '../../test/rig/until.ts';
import { lifeOf, whenEnded } from './life.ts';

test('we live since our start', () => {
  assert.deepEqual(lifeOf(process.pid), { pid: process.pid, since: performance.timeOrigin });
});

test('a child was started after us, and is nobody once it has been waited for', async () => {
  const pipe = os.openPipe();
  const request = { paths: ['/bin/cat'], argv: ['cat'], env: [] };
  const { result, ended } = await spawn({ ...request, fds: [pipe.read, 1, 2] });
  assert.ok(result.kind === 'spawned');
  const life = lifeOf(result.pid);
  assert.equal(life?.pid, result.pid);
  assert.ok((life?.since ?? 0) >= performance.timeOrigin);

  const told = new Promise<void>((resolve) => whenEnded(result.pid, os, resolve));
  for (const end of [pipe.read, pipe.write]) os.close(end);
  await told;
  await ended;
  assert.equal(lifeOf(result.pid), undefined);
});

test('the end of a process of somebody else is told', async () => {
  // The shell ends at once; its cat lives until the test closes the pipe that it reads.
  const pipe = os.openPipe();
  const words = ['sh', '-c', 'exec 3<&0; cat <&3 >/dev/null & echo $! >&2'];
  const out = os.openPipe();
  const { ended } = await spawn({
    paths: ['/bin/sh'],
    argv: words,
    env: ['PATH=/usr/bin:/bin'],
    fds: [pipe.read, 1, out.write],
  });
  os.close(out.write);
  let said = '';
  const decoder = new TextDecoder();
  const channel = os.readFrom(out.read, {
    data: (bytes, start, end) => {
      said += decoder.decode(bytes.subarray(start, end));
    },
    end: () => {},
  });
  await ended;
  const pid = Number(await until('its number', () => /^(\d+)\n/.exec(said)?.[1]));
  const told = new Promise<void>((resolve) => whenEnded(pid, os, resolve));
  for (const end of [pipe.read, pipe.write]) os.close(end);
  await told;
  channel.close();
});

test('the end of who is nobody is told as well, later', async () => {
  const { result } = await run({ paths: ['/bin/true'], argv: ['true'], env: [] });
  assert.ok(result.kind === 'spawned');
  let told = false;
  const end = new Promise<void>((resolve) =>
    whenEnded(result.pid, os, () => {
      told = true;
      resolve();
    }),
  );
  assert.equal(told, false);
  await end;
});

test('a watch that has been cancelled tells nothing, and holds nothing open', async () => {
  const pipe = os.openPipe();
  const request = { paths: ['/bin/cat'], argv: ['cat'], env: [] };
  const { result, ended } = await spawn({ ...request, fds: [pipe.read, 1, 2] });
  assert.ok(result.kind === 'spawned');
  const { pid } = result;
  const before = os.readDirectory('/proc/self/fd').length;
  const watch = whenEnded(pid, os, () => assert.fail('it was cancelled'));
  assert.equal(os.readDirectory('/proc/self/fd').length, before + 1);
  watch.cancel();
  watch.cancel();
  assert.equal(os.readDirectory('/proc/self/fd').length, before);
  for (const end of [pipe.read, pipe.write]) os.close(end);
  await ended;
  whenEnded(pid, os, () => assert.fail('it was cancelled')).cancel();
  await new Promise<void>((resolve) => whenEnded(pid, os, resolve));
});
