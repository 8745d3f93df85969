import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { os, spawn } from '../../test/rig/running.ts';
import { goFirst } from './threads.ts';

const SHORTEST = 100_000;
const LONGEST = 100_000_000;

/** The slice of a thread in nanoseconds; undefined where the system does not tell. */
function slice(path: string): number | undefined {
  const [, text] = /^se\.slice\s*:\s*(\d+)/m.exec(readFileSync(`${path}/sched`, 'utf8')) ?? [];
  return text === undefined ? undefined : Number(text);
}

test("JavaScript's thread goes first, Node's others last, and programs as usual", async () => {
  const usual = slice('/proc/self');
  const told = (nanoseconds: number) => (usual === undefined ? undefined : nanoseconds);
  goFirst();
  assert.equal(slice('/proc/self'), told(SHORTEST));
  const others = readdirSync('/proc/self/task').filter((id) => Number(id) !== process.pid);
  for (const id of others) assert.equal(slice(`/proc/self/task/${id}`), told(LONGEST));
  const program = { paths: ['/bin/sleep'], argv: ['sleep', '1000'], env: [], fds: [0, 1, 2] };
  const { result } = await spawn(program);
  const pid = result.kind === 'spawned' ? result.pid : 0;
  assert.equal(slice(`/proc/${pid}`), usual);
  os.kill(pid, 9);
});
