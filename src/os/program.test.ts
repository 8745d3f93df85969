import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { runScript as run } from '../../test/rig/addon-script.ts';
import { os } from '../../test/rig/running.ts';
import { descriptorPath, duplicate, openMemory, openOwnNode, readMemory } from './program.ts';
import type { Ending } from './wait-status.ts';

const WELL: Ending = { kind: 'exit', code: 0 };

test('a process becomes another program, with its pid, the words, and the environment given', async () => {
  const { pid, text, ending } = await run(`
    native.replaceProcess(...shell('echo "$$ $0 $1 $A"', 'zero', ''), fds(), false);
  `);
  assert.equal(text, `${pid} zero  b\n`);
  assert.deepEqual(ending, WELL);
});

test('it keeps the descriptors that are named, and no others', async () => {
  const { text } = await run(`
    const fs = require('node:fs');
    const kept = native.memory('kept');
    const other = native.memory('other');
    fs.writeSync(kept, 'what was left');
    const script = 'cat /proc/self/fd/' + kept + '; ls /proc/$$/fd | grep -c "^' + other + '$"';
    native.replaceProcess(...shell(script), fds(kept), false);
  `);
  assert.equal(text, 'what was left0\n');
});

test('a program that is not there leaves everything as it was', async () => {
  const { text, ending } = await run(`
    const fd = native.memory('x');
    const result = native.replaceProcess('/nonexistent', words('x'), words(), fds(fd), false);
    const flags = require('node:fs').readFileSync('/proc/self/fdinfo/' + fd, 'utf8');
    console.log(result, /flags:\\s*0?2\\d{6}/.test(flags) ? 'close-on-exec' : flags);
  `);
  assert.equal(text, `${-constants.errno.ENOENT} close-on-exec\n`);
  assert.deepEqual(ending, WELL);
});

test('a signal that waits calls off a program that does not hold it, and is taken afterwards', async () => {
  const { text } = await run(`
    process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
    setInterval(() => {}, 1000);
    native.holdSignals(true);
    process.kill(process.pid, 'SIGTERM');
    console.log(native.replaceProcess(...shell('echo no'), fds(), false));
    native.holdSignals(false);
  `);
  assert.equal(text, `${-constants.errno.EINTR}\nSIGTERM\n`);
});

const { signals } = constants;
const ENDS: readonly [how: string, reason: string][] = [
  ['process.exit(3)', '00'],
  ['', '00'],
  ['process.on("exit", () => native.exit(7)); process.exit()', '00'],
  ['process.stderr.write = () => true; process.exitCode = 1; process.emit = null; null.x', '00'],
  ['process.abort()', String(signals.SIGABRT).padStart(2, '0')],
  ['process.kill(process.pid, "SIGSEGV")', String(signals.SIGSEGV)],
  ['for (;;);', String(signals.SIGALRM)],
];

test('under guard, whatever ends the process makes it the other program, which hears why', async () => {
  for (const [how, reason] of ENDS) {
    const { pid, text, ending } = await run(`
      const other = shell('echo "$$ $0"', 'reason=..');
      if (native.armGuard(...other, fds(), false, 3, 1) !== 0) process.exit(9);
      ${how}
    `);
    assert.equal(text, `${pid} reason=${reason}\n`, how);
    assert.deepEqual(ending, WELL, how);
  }
});

test('disarmed, it ends as it would, and takes the signals that have come meanwhile', async () => {
  const { text, ending } = await run(`
    process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(4); });
    setInterval(() => {}, 1000);
    native.armGuard(...shell('echo no', '..'), fds(), false, 3, 1);
    process.kill(process.pid, 'SIGTERM');
    console.log(native.disarmGuard(), native.disarmGuard());
  `);
  assert.equal(text, `0 ${-constants.errno.ENOENT}\nSIGTERM\n`);
  assert.deepEqual(ending, { kind: 'exit', code: 4 });
});

test('a guard needs a word to write the reason into, and there is one guard', async () => {
  const { text } = await run(`
    const { log } = console;
    for (const word of [0, 3]) log(native.armGuard('/bin/sh', words('s', '..'), '', fds(), false, word, 1));
    const arm = () => native.armGuard('/bin/true', words('true', '..'), '', fds(), false, 1, 1);
    log(arm(), arm());
  `);
  const { EINVAL, EBUSY } = constants.errno;
  assert.equal(text, `${-EINVAL}\n${-EINVAL}\n0 ${-EBUSY}\n`);
});

test('arguments that make no sense are refused', async () => {
  const { text } = await run(`
    for (const call of [
      () => native.replaceProcess(),
      () => native.replaceProcess(1, '', '', fds(), false),
      () => native.replaceProcess('/bin/true', '', '', [], false),
      () => native.replaceProcess('/bin/true', '', '', fds(), 1),
      () => native.armGuard('/bin/true', '', '', fds(), false, 'x', 1),
      () => native.memory(1),
      () => native.duplicate('x'),
    ]) try { call(); console.log('no'); } catch (error) { console.log(error.name); }
  `);
  assert.equal(text, 'TypeError\n'.repeat(7));
});

test('memory is read from its beginning, however long it is and whoever has read it', () => {
  const text = 'ä\n'.repeat(200_000);
  const fd = openMemory('visord-test', text);
  assert.equal(readMemory(fd), text);
  assert.equal(readMemory(fd), text);
  closeSync(fd);
});

test('what is open can be duplicated and opened again, our own program too', () => {
  const before = readdirSync('/proc/self/fd').length;
  const node = openOwnNode();
  const again = openSync(descriptorPath(node), 'r');
  const copy = duplicate(node);
  assert.equal(os.statFd(again).inode, os.stat(process.execPath).inode);
  assert.equal(os.statFd(copy).inode, os.statFd(node).inode);
  for (const fd of [node, again, copy]) closeSync(fd);
  assert.equal(readdirSync('/proc/self/fd').length, before);
  assert.throws(() => duplicate(copy), { code: 'EBADF' });
});
