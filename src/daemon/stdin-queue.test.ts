import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processOnFakes } from '../../test/rig/process-on-fakes.ts';

const KIB = 1024;
const PIPE_BYTES = 64 * KIB;
const QUEUE_BYTES = 1024 * KIB;

/** A program that runs, and what it is sent. */
function running() {
  const { clock, os, process } = processOnFakes();
  process.start();
  clock.advance(1000);
  assert.equal(process.state, 'RUNNING');
  const child = os.lastChild;
  const send = (text: string | Uint8Array) => process.send(Buffer.from(text as string));
  return { clock, os, process, child, stdin: child.stdin, send };
}

test('a process is sent words in their order, whatever the pipe takes at once [11.2-stdin]', () => {
  const { stdin, send } = running();
  stdin.room = 5;
  for (const text of ['one ', 'two ', '', 'three']) assert.equal(send(text), 'taken');
  let read = '';
  for (let turn = 0; turn < 4; turn++) read += stdin.drain(5).toString();
  assert.equal(read, 'one two three');
  assert.equal(stdin.waiting, 0, 'nothing waits any more');
});

test('a process that never reads is sent no more than its queue holds [11.2-stdin-full]', () => {
  const { clock, os, process, child, stdin, send } = running();
  assert.equal(send(new Uint8Array(QUEUE_BYTES)), 'taken', 'the pipe takes some of it');
  assert.equal(send(new Uint8Array(PIPE_BYTES)), 'taken', 'and so makes room');
  assert.equal(send('x'), 'full');
  assert.equal(stdin.waiting, 1);
  assert.equal(clock.pending, 0, 'no timer looks after it');
  assert.equal(stdin.drain().length, PIPE_BYTES);
  assert.equal(send('x'), 'taken', 'it has read');

  os.exit(child, 0);
  clock.advance(0);
  assert.equal(process.state, 'EXITED');
  assert.equal(stdin.waiting, 0);
  assert.equal(os.openPipeEnds, 0);
});

test('many short words are kept in little more room than they take [11.2-stdin-full]', () => {
  const { stdin, send } = running();
  stdin.room = 0;
  for (let sent = 0; sent < 10_000; sent++) assert.equal(send('abcdefgh'), 'taken');
  stdin.room = 100_000;
  stdin.wake();
  assert.equal(stdin.drain().toString(), 'abcdefgh'.repeat(10_000));
});

test('a stdin that the process has closed takes nothing [11.2-stdin-closed]', () => {
  const { stdin, send } = running();
  stdin.broken = true;
  assert.equal(send('x'), 'closed');
  assert.equal(send('x'), 'closed');
});

test('a stdin that is closed while words wait for it drops them [11.2-stdin-closed]', () => {
  const { clock, os, child, stdin, send, process } = running();
  assert.equal(send(new Uint8Array(2 * PIPE_BYTES)), 'taken');
  stdin.broken = true;
  stdin.wake();
  assert.equal(send(''), 'closed');
  os.exit(child, 0);
  clock.advance(0);
  assert.equal(process.state, 'EXITED');
  assert.equal(os.openPipeEnds, 0);
});

test('what one process was not able to read, the next is not sent [11.2-stdin-dropped]', () => {
  const { clock, os, process, child, send } = running();
  assert.equal(send(new Uint8Array(2 * PIPE_BYTES)), 'taken');
  os.exit(child, 1);
  clock.advance(0); // it is restarted at once
  assert.equal(process.state, 'STARTING');
  assert.notEqual(os.lastChild, child);
  assert.equal(os.lastChild.stdin.drain().length, 0);
  assert.equal(send('hello'), 'taken');
  assert.equal(os.lastChild.stdin.drain().toString(), 'hello');
});
