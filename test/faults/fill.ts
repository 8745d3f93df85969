/** A disk without room. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Stage } from './stage.ts';

/** Fills a disk of the stage to its last byte; what is answered empties it again. */
export function fill(stage: Stage, disk: string, kib: number): () => void {
  const ballast = path.join(path.basename(disk), 'ballast');
  const file = stage.rig.write(ballast, '');
  for (let left = kib * 1024; left > 0; left >>= 1) {
    try {
      stage.rig.write(ballast, Buffer.alloc(left));
      break;
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
    }
  }
  return () => rmSync(file);
}
