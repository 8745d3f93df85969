import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setProcessTitle } from './title.ts';

const onLinux = { skip: process.platform !== 'linux' };
const self = String(process.pid);

test('ps, pgrep and pidof see the words of the title, whole and in order', onLinux, () => {
  const home = process.env.HOME;
  setProcessTitle(['/usr/bin/supervisord', '-c', '/etc/a b.conf']);
  assert.equal(ask('ps', '-o', 'args=', '-p', self), '/usr/bin/supervisord -c /etc/a b.conf');
  assert.equal(ask('ps', '-o', 'comm=', '-p', self), 'supervisord');
  assert.ok(ask('pgrep', '-x', 'supervisord').split('\n').includes(self), 'pgrep -x');
  assert.ok(
    ask('pgrep', '-f', 'supervisord -c /etc/a b.conf').split('\n').includes(self),
    'pgrep -f',
  );
  assert.ok(ask('pidof', 'supervisord').split(' ').includes(self), 'pidof');
  const words = readFileSync('/proc/self/cmdline', 'utf8').replace(/\0+$/, '').split('\0');
  assert.deepEqual(words, ['/usr/bin/supervisord', '-c', '/etc/a b.conf']);
  assert.equal(process.env.HOME, home);
});

test('killall finds the process by its new name', onLinux, async () => {
  const name = `visord-${self}`;
  setProcessTitle([name]);
  const signalled = once(process, 'SIGCONT'); // SIGUSR2 has Node 24 write a report in its tests
  const staying = setInterval(() => {}, 1000); // listening for a signal keeps nobody alive
  ask('killall', '-s', 'CONT', name);
  await signalled;
  clearInterval(staying);
});

test(
  'a title that is longer than the room for it is cut, and the environment stays',
  onLinux,
  () => {
    const before = readFileSync('/proc/self/environ', 'utf8');
    setProcessTitle(['supervisord', 'x'.repeat(100_000)]);
    assert.match(ask('ps', '-ww', '-o', 'args=', '-p', self), /^supervisord x+$/);
    assert.equal(readFileSync('/proc/self/environ', 'utf8'), before);
    setProcessTitle(['supervisord', '-n']);
    assert.equal(ask('ps', '-o', 'args=', '-p', self), 'supervisord -n');
  },
);

function ask(command: string, ...args: string[]): string {
  const env = { PATH: '/usr/bin:/bin' };
  return execFileSync(command, args, { encoding: 'utf8', env }).trim();
}
