import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeFiles } from '../../test/rig/fake-files.ts';
import { FakeLog } from '../../test/rig/fake-log.ts';
import { removePidfile, writePidfile } from './pidfile.ts';

const PATH = '/run/supervisord.pid';

test('the pidfile holds the pid and a newline, over whatever was there [4.4-content 4.4-overwritten 4.4-note 4.4-removed]', () => {
  const files = new FakeFiles('/run');
  const log = new FakeLog();
  files.put(PATH, '99999999\nand more');
  writePidfile(PATH, 42, { files, log });
  assert.equal(files.text(PATH), '42\n');
  assert.deepEqual(log.lines, ['info supervisord started with pid 42']);
  removePidfile(PATH, files);
  assert.equal(files.exists(PATH), false);
  removePidfile(PATH, files);
});

test('the pidfile of another living supervisord is overwritten with a warning [4.4-overwritten]', () => {
  const files = new FakeFiles('/run');
  const log = new FakeLog();
  files.put(PATH, '7\n');
  files.put('/proc/7/comm', 'supervisord\n');
  const tools = { files, log };
  const warning = `warn pidfile ${PATH} belongs to another living supervisord (pid 7); overwritten`;
  writePidfile(PATH, 42, tools);
  assert.deepEqual(log.lines, [warning, 'info supervisord started with pid 42']);
  files.put(PATH, '7\n');
  const origin = { file: '/etc/s.conf', line: 3, section: 'supervisord' };
  writePidfile(PATH, 42, { ...tools, origin });
  assert.equal(log.lines[2], `${warning} [/etc/s.conf:3]`);
});

test('a pid that is some other program now is no reason to warn', () => {
  const files = new FakeFiles('/run');
  const log = new FakeLog();
  files.put(PATH, '7\n');
  files.put('/proc/7/comm', 'bash\n');
  writePidfile(PATH, 42, { files, log });
  assert.equal(log.lines.length, 1);
});

test('a pidfile that cannot be written is logged, and nothing else [4.4-refused 4.4-note]', () => {
  const files = new FakeFiles();
  const log = new FakeLog();
  writePidfile(PATH, 42, { files, log });
  assert.deepEqual(log.lines, [`critical could not write pidfile ${PATH}`]);
  assert.deepEqual(files.openPaths, []);
});

test('a pidfile that is no plain file is not waited for, and not removed [4.4-refused 4.4-removed]', () => {
  const files = new FakeFiles('/run');
  const log = new FakeLog();
  const pipe = files.addPipe(PATH);
  writePidfile(PATH, 42, { files, log });
  assert.equal(pipe.drain().toString(), '42\n');
  removePidfile(PATH, files);
  assert.ok(files.exists(PATH));
  files.fail('open', 'ENXIO', PATH);
  writePidfile(PATH, 42, { files, log });
  assert.equal(log.lines.at(-1), `critical could not write pidfile ${PATH}`);
});
