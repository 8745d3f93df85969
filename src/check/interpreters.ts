/**
 * What the first line of a script names: `#!/usr/bin/python3`. Without it the script could not be
 * executed, which its own name and mode do not show.
 */
import { constants } from 'node:fs';
import { isSystemError } from '../base/errors.ts';
import { absolutePath } from '../config/paths.ts';
import type { Credentials } from '../os/port.ts';
import type { Scene } from './scene.ts';

/** As much of a script as the system looks at. */
const HEAD_BYTES = 256;

export interface Script {
  /** Absolute. */
  readonly file: string;
  /** Where it would be executed. */
  readonly directory: string;
  readonly user: Credentials;
  /** Of the program. */
  readonly path: string | undefined;
}

/** Why the system could not execute a file, if it is a script. */
export function interpreterObjection(scene: Scene, script: Script): string | undefined {
  const line = firstLine(scene, script.file);
  if (!line.startsWith('#!')) return undefined;
  if (line.endsWith('\r')) {
    return `the first line of ${script.file} ends with a carriage return, which is taken for a part of the name`;
  }
  const [, interpreter = '', argument = ''] = /^#![ \t]*(\S*)[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
  if (interpreter === '') return `the first line of ${script.file} names no interpreter`;
  const path = absolutePath(interpreter, script.directory);
  const why = objection(scene, path, script.user) ?? envObjection(scene, path, argument, script);
  return why === undefined ? undefined : `${script.file} is a script, and its interpreter ${why}`;
}

function objection(scene: Scene, path: string, user: Credentials): string | undefined {
  if (!scene.isThere(path)) return `${path} does not exist`;
  if (scene.isDirectory(path)) return `${path} is a directory`;
  if (!scene.may(user, 'execute', path)) return `${path} cannot be executed`;
  return undefined;
}

/** Behind `env` stands the real one, which is looked for along the PATH. */
function envObjection(
  scene: Scene,
  path: string,
  name: string,
  { path: searched, directory }: Script,
): string | undefined {
  if (!path.endsWith('/env') || !/^[^\s=/-][^\s=/]*$/.test(name)) return undefined;
  const folders = searched?.split(':') ?? [];
  const found = folders.some((folder) =>
    scene.isThere(absolutePath(name, absolutePath(folder, directory))),
  );
  return found || searched === undefined ? undefined : `${name} is not in its PATH`;
}

/** Empty if the file cannot be read. */
function firstLine(scene: Scene, file: string): string {
  const head = new Uint8Array(HEAD_BYTES);
  try {
    if (scene.os.stat(file).kind !== 'file') return '';
    const fd = scene.os.open(file, constants.O_RDONLY);
    try {
      const length = scene.os.read(fd, head, 0);
      return Buffer.from(head.subarray(0, length)).toString('latin1').split('\n', 1)[0] ?? '';
    } finally {
      scene.os.close(fd);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}
