import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync } from 'node:fs';
import { constants } from 'node:os';
import { test } from 'node:test';
import { os, ownEnvironment, readAll, spawn } from '../../test/rig/running.ts';
import { addonFile } from './native.ts';
import { descriptorPath, duplicate, openMemory, openOwnNode, readMemory } from './program.ts';
import type { Ending } from './wait-status.ts';

/** Has a node run a script that knows the addon, and a function that makes words of a list. */
async function run(
  script: string,
): Promise<{ pid: number; text: string; ending: Ending | undefined }> {
  const output = os.openPipe();
  const text = readAll(output.read);
  const preamble = `
    const native = require(process.argv[1]);
    const words = (...list) => list.map((word) => word + '\\0').join('');
    const shell = (...script) => ['/bin/sh', words('sh', '-c', ...script), words('A=b')];
    const fds = (...list) => Int32Array.from([0, 1, 2, ...list]);
    const none = 99;
  `;
  const { result, ended } = await spawn({
    paths: [process.execPath],
    argv: ['node', '-e', preamble + script, addonFile()],
    env: ownEnvironment('LD_PRELOAD', 'ASAN_OPTIONS'),
    fds: [0, output.write, 2],
  });
  os.close(output.write);
  assert.ok(result.kind === 'spawned');
  return { pid: result.pid, text: (await text).toString(), ending: await ended };
}

const WELL: Ending = { kind: 'exit', code: 0 };

test('a process becomes another program, with its pid, the words, and the environment given', async () => {
  const { pid, text, ending } = await run(`
    native.replaceProcess(...shell('echo "$$ $0 $1 $A"', 'zero', ''), fds());
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
    native.replaceProcess(...shell(script), fds(kept));
  `);
  assert.equal(text, 'what was left0\n');
});

test('a program that is not there leaves everything as it was', async () => {
  const { text, ending } = await run(`
    const fd = native.memory('x');
    const result = native.replaceProcess('/nonexistent', words('x'), words(), fds(fd));
    const flags = require('node:fs').readFileSync('/proc/self/fdinfo/' + fd, 'utf8');
    console.log(result, /flags:\\s*0?2\\d{6}/.test(flags) ? 'close-on-exec' : flags);
  `);
  assert.equal(text, `${-constants.errno.ENOENT} close-on-exec\n`);
  assert.deepEqual(ending, WELL);
});

test('a signal that comes while signals are held calls it off, and is taken afterwards', async () => {
  const { text } = await run(`
    process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(); });
    setInterval(() => {}, 1000);
    native.holdSignals(true);
    process.kill(process.pid, 'SIGTERM');
    console.log(native.replaceProcess(...shell('echo no'), fds()));
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
      if (native.armGuard(...other, fds(), 3, 1) !== 0) process.exit(9);
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
    native.armGuard(...shell('echo no', '..'), fds(), 3, 1);
    process.kill(process.pid, 'SIGTERM');
    console.log(native.disarmGuard(), native.disarmGuard());
  `);
  assert.equal(text, `0 ${-constants.errno.ENOENT}\nSIGTERM\n`);
  assert.deepEqual(ending, { kind: 'exit', code: 4 });
});

test('a guard needs a word to write the reason into, and there is one guard', async () => {
  const { text } = await run(`
    const { log } = console;
    for (const word of [0, 3]) log(native.armGuard('/bin/sh', words('s', '..'), '', fds(), word, 1));
    const arm = () => native.armGuard('/bin/true', words('true', '..'), '', fds(), 1, 1);
    log(arm(), arm());
  `);
  const { EINVAL, EBUSY } = constants.errno;
  assert.equal(text, `${-EINVAL}\n${-EINVAL}\n0 ${-EBUSY}\n`);
});

test('arguments that make no sense are refused', async () => {
  const { text } = await run(`
    for (const call of [
      () => native.replaceProcess(),
      () => native.replaceProcess(1, '', '', fds()),
      () => native.replaceProcess('/bin/true', '', '', []),
      () => native.armGuard('/bin/true', '', '', fds(), 'x', 1),
      () => native.memory(1),
      () => native.duplicate('x'),
    ]) try { call(); console.log('no'); } catch (error) { console.log(error.name); }
  `);
  assert.equal(text, 'TypeError\n'.repeat(6));
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
