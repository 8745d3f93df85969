/** A node of its own that runs a script on the addon: for what changes the whole process, or ends it. */
import assert from 'node:assert/strict';
import { addonFile } from '../../src/os/native.ts';
import type { Ending } from '../../src/os/wait-status.ts';
import { os, ownEnvironment, readAll, spawn } from './running.ts';

/** Has it run; `native` is the addon, `words` makes words of a list. */
export async function runScript(
  script: string,
): Promise<{ pid: number; text: string; ending: Ending | undefined }> {
  const output = os.openPipe();
  const text = readAll(output.read);
  const preamble = `
    const native = require(process.argv[1]);
    const words = (...list) => list.map((word) => word + '\\0').join('');
    const shell = (...script) => ['/bin/sh', words('sh', '-c', ...script), words('A=b')];
    const fds = (...list) => Int32Array.from([0, 1, 2, ...list]);
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
