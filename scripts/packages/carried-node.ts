/**
 * The Node.js that a package brings along: one binary and its licence. Distributions that people
 * run have older ones than we need.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/base/errors.ts';
import { root } from '../compile.ts';

export interface CarriedNode {
  readonly binary: string;
  readonly licence: string;
  /** Without a `v`. */
  readonly version: string;
}

/** What npm's package `node` is asked for. */
const RELEASE = '22';
const OLDEST = [20, 19] as const;

/**
 * @param given A binary that lies as its project or npm's package `node` lays it, with its licence.
 *   Undefined: that package is installed into `dist`, once.
 * @throws {UserError} if it is too old, or has no licence with it
 */
export function carriedNode(given: string | undefined): CarriedNode {
  const binary = realpathSync(given ?? installedNode());
  const version = execFileSync(binary, ['--version'], { encoding: 'utf8' }).trim().slice(1);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new UserError(`cannot carry node ${version}: expected ${OLDEST.join('.')} or later`);
  return { binary, licence: licenceOf(binary), version };
}

function installedNode(): string {
  const folder = path.join(root, 'dist/node-for-packages');
  const binary = path.join(folder, 'node_modules/node/bin/node');
  if (existsSync(binary)) return binary;
  const quiet = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock'];
  execFileSync('npm', ['install', ...quiet, '--prefix', folder, `node@${RELEASE}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return binary;
}

function licenceOf(binary: string): string {
  const prefix = path.resolve(binary, '../..');
  const modules = path.join(prefix, 'node_modules');
  const platforms = existsSync(modules) ? readdirSync(modules) : [];
  const places = [
    path.join(prefix, 'LICENSE'),
    ...platforms.map((name) => path.join(modules, name, 'LICENSE')),
    path.join(prefix, 'share/doc/nodejs/LICENSE'),
  ];
  const found = places.find((file) => existsSync(file));
  if (found === undefined)
    throw new UserError(`cannot carry ${binary}: there is no licence at ${places.join(', ')}`);
  return found;
}
