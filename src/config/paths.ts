/**
 * Paths as Python's `os.path` sees them: joined, normalised, and `~` replaced.
 *
 * Nothing here touches a file. A path stays relative unless a function says it makes it absolute.
 */
import type { Accounts } from '../os/port.ts';

/** What `~` depends on. */
export interface Home {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
  readonly os: Accounts;
}

/** `os.path.join` */
export function joinPath(base: string, path: string): string {
  if (path.startsWith('/') || base === '') return path;
  return base.endsWith('/') ? base + path : `${base}/${path}`;
}

/** `os.path.dirname` */
export function directoryOf(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1);
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '');
}

/** `os.path.normpath` */
export function normalizePath(path: string): string {
  const root = /^\/\/(?!\/)/.test(path) ? '//' : path.startsWith('/') ? '/' : '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || (root === '' && (parts.length === 0 || parts.at(-1) === '..'))) {
      parts.push(part);
    } else parts.pop();
  }
  return root + parts.join('/') || '.';
}

/** `os.path.abspath` */
export function absolutePath(path: string, cwd: string): string {
  return normalizePath(joinPath(cwd, path));
}

/** `os.path.expanduser`: unknown users are left as they are. */
export function expandUser(path: string, { env, uid, os }: Home): string {
  if (!path.startsWith('~')) return path;
  const slash = path.indexOf('/');
  const end = slash === -1 ? path.length : slash;
  const name = path.slice(1, end);
  const home = name === '' ? (env.HOME ?? os.userById(uid)?.home) : os.userByName(name)?.home;
  if (home === undefined) return path;
  return home.replace(/\/+$/, '') + path.slice(end) || '/';
}
