import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { clearAutoLogs, createAutoLog } from './auto-file.ts';

const NAME = {
  directory: '/tmp',
  process: 'web_00',
  channel: 'stdout',
  identifier: 'supervisor',
} as const;

/** Numbers that come out one after the other. */
function sequence(...numbers: number[]): () => number {
  return () => numbers.shift() ?? 0;
}

test('an AUTO log has its name from the process and is for its owner alone [4.5-name 4.5-mode]', () => {
  const files = new FakeFiles('/tmp');
  const path = createAutoLog(files, NAME);
  assert.match(path, /^\/tmp\/web_00-stdout---supervisor-[a-z0-9_]{8}\.log$/);
  assert.equal(files.mode(path), 0o600);
  assert.equal(files.text(path), '');
  assert.deepEqual(files.openPaths, []);
});

test('all 37 characters are used for the random part [4.5-name]', () => {
  const files = new FakeFiles('/tmp');
  const random = sequence(0, 1 / 37, 25.5 / 37, 26 / 37, 35.9 / 37, 36 / 37, 0.999, 0);
  assert.equal(createAutoLog(files, NAME, random), '/tmp/web_00-stdout---supervisor-abz09__a.log');
});

test('a name that is taken is left alone, and another one tried', () => {
  const files = new FakeFiles('/tmp');
  files.put('/tmp/web_00-stdout---supervisor-aaaaaaaa.log', 'of somebody else');
  const random = sequence(0, 0, 0, 0, 0, 0, 0, 0, 0.5);
  assert.equal(createAutoLog(files, NAME, random), '/tmp/web_00-stdout---supervisor-saaaaaaa.log');
  assert.equal(files.text('/tmp/web_00-stdout---supervisor-aaaaaaaa.log'), 'of somebody else');
});

test('a folder that cannot be written to, or that is full of our names, is an error', () => {
  const files = new FakeFiles('/tmp');
  files.put('/tmp/web_00-stdout---supervisor-aaaaaaaa.log', '');
  assert.throws(() => createAutoLog(files, NAME, () => 0), { code: 'EEXIST' });
  assert.throws(() => createAutoLog(files, { ...NAME, directory: '/none' }), { code: 'ENOENT' });
});

test('the AUTO logs of earlier runs are removed, and nothing else [4.5-cleanup]', () => {
  const own = [
    'web-stdout---supervisor-abcd1234.log',
    'web-stderr---supervisor-abcd1234.log.1',
    'web-stderr---supervisor-abcd1234.log.10',
    'with space-stdout---supervisor-abcd1234.log',
  ];
  const others = [
    'web-stdout---other-abcd1234.log',
    '---supervisor-abcd1234.log',
    'web-stdout---supervisor-with space.log',
    'web-stdout---supervisor-.log',
    'supervisord.log',
  ];
  const files = new FakeFiles('/tmp/sub');
  for (const name of [...own, ...others]) files.put(`/tmp/${name}`, '');
  const log = new FakeLog();
  clearAutoLogs({ directory: '/tmp', identifier: 'supervisor' }, { files, log });
  assert.deepEqual(files.readDirectory('/tmp').sort(), [...others, 'sub'].sort());
  assert.deepEqual(log.lines, []);
});

test('an identifier is no pattern [4.5-identifier]', () => {
  const files = new FakeFiles('/tmp');
  files.put('/tmp/web-stdout---axb-abcd1234.log', '');
  files.put('/tmp/web-stdout---a.b-abcd1234.log', '');
  clearAutoLogs({ directory: '/tmp', identifier: 'a.b' }, { files, log: new FakeLog() });
  assert.deepEqual(files.readDirectory('/tmp'), ['web-stdout---axb-abcd1234.log']);
});

test('what cannot be cleaned up is a warning, and the rest is [8.2-failed-clean-up 4.5-cleanup-warnings]', () => {
  const files = new FakeFiles('/tmp');
  files.put('/tmp/a-stdout---supervisor-abcd1234.log', '');
  files.put('/tmp/b-stdout---supervisor-abcd1234.log', '');
  files.fail('unlink', 'EACCES', '/tmp/a-stdout---supervisor-abcd1234.log');
  const log = new FakeLog();
  clearAutoLogs({ directory: '/tmp', identifier: 'supervisor' }, { files, log });
  assert.deepEqual(log.lines, [
    "warn Failed to clean up '/tmp/a-stdout---supervisor-abcd1234.log'",
  ]);
  assert.deepEqual(files.readDirectory('/tmp'), ['a-stdout---supervisor-abcd1234.log']);
});

test('a folder that cannot be listed is a warning [8.2-childlog-dir 4.5-cleanup-warnings]', () => {
  const log = new FakeLog();
  const files = new FakeFiles();
  clearAutoLogs({ directory: '/none', identifier: 'supervisor' }, { files, log });
  assert.deepEqual(log.lines, ['warn Could not clear childlog dir']);
});
