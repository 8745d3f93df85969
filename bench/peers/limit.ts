/**
 * How well it could be done at all: programs by a spawner in C that knows nothing else, logs by
 * `cat`, and a daemon without programs by Node itself.
 */
import path from 'node:path';
import type { Peer, Program, Running } from '../peer.ts';
import { ProcessTree } from '../process-tree.ts';
import { CLEAN_ENV, type Tools } from '../tools.ts';

export const limit: Peer = {
  name: 'limit',
  kind: 'limit',
  install: 'apt-get install gcc',
  most: 5000,
  version: () => 'a spawner in C; cat; a bare node',
  run(tools: Tools, program: Program): Running {
    const folder = tools.folder();
    return new ProcessTree(tools, {
      command: commandOf(tools, program, folder),
      folder,
      env: CLEAN_ENV,
      logsOf: (copy) => [path.join(folder, `${copy}.log`)],
    });
  },
};

function commandOf(
  tools: Tools,
  { command, copies, log }: Program,
  folder: string,
): readonly [string, ...string[]] {
  if (copies === 0) return [process.execPath, '-e', 'setInterval(() => {}, 1 << 30)'];
  if (log === undefined) return [tools.spawner, `${copies}`, ...command];
  const pipes = Array.from(
    { length: copies },
    (_, copy) => `${command.join(' ')} | cat > ${path.join(folder, `${copy}.log`)} &`,
  );
  return ['/bin/sh', '-c', `${pipes.join(' ')} wait`];
}
