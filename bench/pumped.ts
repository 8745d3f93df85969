/** What programs write into their logs, and whether it has arrived there. */
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running } from './peer.ts';

export const LINE_BYTES = 100;

/** A file of numbered lines, so that a lost, doubled or misplaced byte shows. */
export function numberedLines(folder: string, lines: number): string {
  const file = path.join(folder, `lines-${lines}`);
  if (!existsSync(file)) {
    const PIECES = 100;
    for (let piece = 0; piece < PIECES; piece++) {
      const first = (piece * lines) / PIECES;
      const numbers = Array.from({ length: lines / PIECES }, (_, index) => first + index);
      const text = numbers.map((number) => `${number}`.padStart(LINE_BYTES - 1, '.')).join('\n');
      writeFileSync(file, `${text}\n`, { flag: 'a' });
    }
  }
  return file;
}

/** The slowest takes a minute for the largest input. */
const PATIENCE_MS = 180_000;

/**
 * Waits until the log of a copy, or its newest backup, ends as the input does.
 *
 * @throws {Error} if it does not for so long that the end must have been lost.
 */
export async function arrived(running: Running, copy: number, input: string): Promise<void> {
  const last = lastLine(input);
  const isThere = () =>
    running
      .logsOf(copy)
      .slice(-2)
      .some((log) => lastLine(log) === last);
  const until = Date.now() + PATIENCE_MS;
  while (!isThere()) {
    if (Date.now() > until) throw new Error(`the end of log ${copy} is lost`);
    await sleep(1);
  }
}

/**
 * How many bytes of a log are missing or others than they should be.
 *
 * @param rotated Whether only its end is left
 */
export function wrongBytes(files: readonly string[], input: string, rotated: boolean): number {
  const wanted = statSync(input).size;
  const kept = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const missing = rotated ? 0 : Math.abs(wanted - kept);
  const skip = rotated ? Math.max(0, wanted - kept) : 0;
  const compare = `cat ${files.join(' ')} | cmp -l -i 0:${skip} - ${input} 2>/dev/null | wc -l`;
  return missing + Number(execFileSync('/bin/sh', ['-c', compare], { encoding: 'utf8' }));
}

function lastLine(file: string): string {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return ''; // Rotated away meanwhile.
  }
  try {
    const line = Buffer.alloc(LINE_BYTES);
    const at = Math.max(0, fstatSync(fd).size - LINE_BYTES);
    return line.toString('latin1', 0, readSync(fd, line, 0, LINE_BYTES, at));
  } finally {
    closeSync(fd);
  }
}
