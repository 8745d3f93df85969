/** A disk without room. */
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

/** Fills a disk to its last byte; what is answered empties it again. */
export function fill(disk: string): () => void {
  const ballast = path.join(disk, 'ballast');
  const fd = openSync(ballast, 'w');
  for (let bytes = 4096; bytes > 0; ) {
    try {
      writeSync(fd, Buffer.alloc(bytes));
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, 'ENOSPC');
      bytes >>= 1;
    }
  }
  closeSync(fd);
  return () => rmSync(ballast);
}
