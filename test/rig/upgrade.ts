/** A live upgrade by `supervisorctl` that has to succeed. */
import assert from 'node:assert/strict';
import type { Daemon } from './daemon.ts';

const UPGRADED = /^Upgraded from visord \S+ \(node \S+\) to visord \S+ \(node \S+\) in \d+ ms\n$/;

export async function upgrade(daemon: Daemon): Promise<void> {
  const { code, stdout, stderr } = await daemon.ctl('upgrade');
  assert.match(stdout, UPGRADED);
  assert.deepEqual([code, stderr], [0, '']);
}
