/** The addon in C: compiled for this machine, and put where a package has it. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';

/** Compiles `native/` with node-gyp, which npm puts into the PATH of its scripts. */
export function buildAddon(): void {
  const prefix = path.resolve(process.execPath, '../..');
  const args = ['rebuild', '--directory', path.join(root, 'native'), '--loglevel=error'];
  const headersAreHere = existsSync(path.join(prefix, 'include/node/node_api.h'));
  if (headersAreHere) args.push(`--nodedir=${prefix}`); // otherwise node-gyp downloads them
  execFileSync('node-gyp', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

/**
 * Copies the addon to where an installed package looks for it, below `prebuilds/`. By platform,
 * processor and C library: the name is that of `src/os/native.ts`.
 */
export function keepAddon(): void {
  const platform = `${process.platform}-${process.arch}${usesMusl() ? '-musl' : ''}`;
  const built = path.join(root, 'native/build/Release/visord.node');
  cpSync(built, path.join(root, 'prebuilds', platform, 'visord.node'));
}

function usesMusl(): boolean {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && header.glibcVersionRuntime === undefined;
}
