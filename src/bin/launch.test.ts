import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Launch, launchArgument, parseLaunch } from './launch.ts';

const ROLES: readonly Launch['role'][] = [
  { kind: 'command' },
  { kind: 'daemon' },
  { kind: 'upgrade', state: 20, guard: 21 },
  { kind: 'fallback', state: 20, addon: 22, node: 23, signal: 6 },
];

test('every role comes back from the argument that tells it, with the limit', () => {
  for (const role of ROLES)
    for (const openFiles of [1024, Number.POSITIVE_INFINITY]) {
      const launch = { argv0: 'supervisord', openFiles, role, words: ['-c', '/etc/s.conf'] };
      const { argv0, words } = launch;
      assert.deepEqual(parseLaunch([argv0, launchArgument(openFiles, role), ...words]), launch);
    }
});

test('the number of a signal takes two characters, which the guard writes', () => {
  const role = { kind: 'fallback', state: 3, addon: 4, node: 5, signal: 0 } as const;
  assert.match(launchArgument(1024, role), /:00$/);
});

test('a rehearsal is told by the first word, which is none of the command line', () => {
  const { role, words } = parseLaunch(['s', '1024', '--rehearse', '-n']);
  assert.deepEqual([role, words], [{ kind: 'rehearsal' }, ['-n']]);
});

test('the word means nothing at another place, nor to a daemon', () => {
  assert.equal(parseLaunch(['s', '1024', '-n', '--rehearse']).role.kind, 'command');
  assert.equal(parseLaunch(['s', '1024:daemon', '--rehearse']).role.kind, 'daemon');
});
