import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLine } from './line.ts';

test('a line is a word of letters and what follows it', () => {
  const table: readonly [line: string, command: string | undefined, rest: string][] = [
    ['', undefined, ''],
    ['status', 'status', ''],
    ['  signal USR1   web ', 'signal', 'USR1   web'],
    ['status:web', 'status', ':web'],
    ['status-web', 'status', '-web'],
    ['?', 'help', ''],
    ['?start', 'help', 'start'],
    ['!ls', undefined, '!ls'],
    [':x', undefined, ':x'],
    ['\u3000pid\u00a0', 'pid', ''],
    ['hash-password  --token', 'hash-password', '--token'],
    ['hash-passwords', 'hash', '-passwords'],
  ];
  for (const [line, command, rest] of table) {
    const parsed = parseLine(line, ['status', 'hash-password']);
    assert.deepEqual([parsed.command, parsed.rest], [command, rest], line);
  }
});
