/**
 * Control groups (version 2) for programs, as folders of a file system: one for each process of
 * ours, below the group that we are in ourselves. No controller is switched on: they only keep
 * together what belongs together, since nothing leaves a group by itself.
 */
import { constants } from 'node:fs';
import path from 'node:path';
import { isSystemError, UserError } from '../base/errors.ts';
import type { Files } from './port.ts';

type CgroupFiles = Pick<
  Files,
  'open' | 'write' | 'close' | 'readFile' | 'readDirectory' | 'makeDirectory' | 'removeDirectory'
>;

/** Where we may make groups. @throws {UserError} if there is no such place */
export function ownCgroup(files: Pick<Files, 'readFile'>): string {
  const mounts = text('/proc/self/mountinfo', files).split('\n').flatMap(toMount);
  const own = /^0::(\/.*)$/m.exec(text('/proc/self/cgroup', files))?.[1];
  const mount = mounts.find(({ root }) => own !== undefined && isBelow(own, root));
  if (own === undefined || mount === undefined) {
    throw new UserError('version 2 of control groups is not mounted');
  }
  return path.join(mount.point, path.relative(mount.root, own));
}

/** One line of `mountinfo`, if it is a file system of control groups. */
function toMount(line: string): { readonly root: string; readonly point: string }[] {
  const [, , , root, point] = line.split(' ');
  const isCgroup = / - cgroup2 /.test(line);
  return isCgroup && root !== undefined && point !== undefined ? [{ root, point }] : [];
}

function isBelow(folder: string, root: string): boolean {
  return root === '/' || folder === root || folder.startsWith(`${root}/`);
}

/** A control group that we have made. */
export class ControlGroup {
  readonly #folder: string;
  readonly #files: CgroupFiles;

  /** @param folder Below `ownCgroup()`. */
  constructor(folder: string, files: CgroupFiles) {
    this.#folder = folder;
    this.#files = files;
  }

  /** The file by which a process enters it. */
  get entrance(): string {
    return path.join(this.#folder, 'cgroup.procs');
  }

  /** Makes it, unless it is there. @throws {SystemError} where we may not */
  make(): void {
    try {
      this.#files.makeDirectory(this.#folder);
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
    }
  }

  /** Who is in it, or in one that was made below it; nobody if it is gone. */
  pids(): number[] {
    const words = text(this.entrance, this.#files).split('\n');
    const own = words.filter((word) => word !== '').map(Number);
    return [...own, ...this.#below().flatMap((group) => group.pids())];
  }

  /** Sends SIGKILL to all of it at once. @returns false where the system cannot (before Linux 5.14) */
  kill(): boolean {
    try {
      const fd = this.#files.open(path.join(this.#folder, 'cgroup.kill'), constants.O_WRONLY);
      try {
        this.#files.write(fd, ONE, 0, ONE.length);
      } finally {
        this.#files.close(fd);
      }
      return true;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return false;
    }
  }

  /** Removes it with those below it. One that somebody is in stays. */
  remove(): void {
    for (const group of this.#below()) group.remove();
    try {
      this.#files.removeDirectory(this.#folder);
    } catch (error) {
      if (!isSystemError(error)) throw error;
    }
  }

  #below(): ControlGroup[] {
    const count = text(path.join(this.#folder, 'cgroup.stat'), this.#files);
    if (/^nr_descendants 0$/m.test(count)) return [];
    return foldersIn(this.#folder, this.#files).map((name) => {
      return new ControlGroup(path.join(this.#folder, name), this.#files);
    });
  }
}

const ONE = new TextEncoder().encode('1');

/** Of the names in a control group, those with a `cgroup.procs` are groups. */
function foldersIn(folder: string, files: CgroupFiles): string[] {
  try {
    const names = files.readDirectory(folder).filter((name) => !/^cgroup\./.test(name));
    return names.filter((name) => isGroup(path.join(folder, name), files));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [];
  }
}

function isGroup(folder: string, files: CgroupFiles): boolean {
  try {
    return files.readDirectory(folder).includes('cgroup.procs');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

/** What a file says; nothing if it cannot be read. */
function text(file: string, files: Pick<Files, 'readFile'>): string {
  try {
    return new TextDecoder().decode(files.readFile(file));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}
