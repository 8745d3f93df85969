import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createOs } from '../os/system.ts';
import { systemClock } from '../os/system-clock.ts';
import { Commands } from './commands.ts';

const LONG_MS = 60_000;
const commands = new Commands({
  system: createOs(),
  clock: systemClock,
  env: { PATH: '/nowhere:/usr/bin:/bin' },
  openFiles: undefined,
});

function shell(script: string, input: string, timeoutMs = LONG_MS, ...words: string[]) {
  return commands.run(['sh', '-c', script, ...words], input, timeoutMs);
}

test('a command gets all of its input, also when it takes its time to read', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'commands-'));
  const input = 'x'.repeat(1_000_000);
  try {
    const slow = 'dd bs=1000 count=1 2>/dev/null >"$0"; cat >>"$0"';
    await shell(slow, input, LONG_MS, path.join(folder, 'out'));
    assert.ok(readFileSync(path.join(folder, 'out'), 'utf8') === input);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a command need not read', async () => {
  await shell('exit 0', 'x'.repeat(1_000_000));
});

test('how a command failed is told', async () => {
  await assert.rejects(shell('exit 3', ''), { message: 'sh ended with status 3' });
  await assert.rejects(shell('kill -KILL $$', ''), { message: 'sh ended by signal 9' });
  await assert.rejects(commands.run(['no-such-command'], '', LONG_MS), {
    message: 'cannot run no-such-command: ENOENT',
  });
});

test('a command that takes too long is killed, with what it has started', async () => {
  await assert.rejects(shell('sleep 1000 & sleep 1000; :', '', 100), {
    message: 'sh took longer than 100 ms',
  });
});
