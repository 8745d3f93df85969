/** What a network file system is when its server is dead: whoever looks into the folder hangs. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';

/** Mounts it. Disposing of it ends the wait. */
export function deadFolder(place: string): Disposable {
  mkdirSync(place);
  const device = openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const { status } = spawnSync('mount', ['-i', '-t', 'fuse', '-o', options, 'dead', place], {
    stdio: ['ignore', 'inherit', 'inherit', device],
  });
  assert.equal(status, 0, 'the folder is mounted');
  const dispose = (): void => {
    closeSync(device);
    spawnSync('umount', [place]);
  };
  return { [Symbol.dispose]: dispose };
}
