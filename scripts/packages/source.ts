/** What all packages are made from, and what they say of it. */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { buildAddon, keepAddon } from '../addon.ts';
import { buildAll } from '../bundles.ts';
import { root } from '../compile.ts';
import type { CarriedNode } from './carried-node.ts';

export function packageVersion(): string {
  return manifest.version;
}

/** Builds addon and bundles. @param node Which they are for, if it is not the one that builds. */
export async function buildFor(node: CarriedNode | undefined): Promise<void> {
  if (!existsSync(path.join(root, 'native/build/Release/visord.node'))) buildAddon();
  keepAddon();
  await buildAll(node?.binary);
}

/** When the sources were changed last: what is built from the same sources is the same. */
export function sourceTime(): Date {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH !== undefined) return new Date(Number(SOURCE_DATE_EPOCH) * 1000);
  try {
    const log = ['log', '-1', '--format=%ct'];
    const seconds = execFileSync('git', log, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
    return new Date(Number(seconds) * 1000);
  } catch {
    return statSync(path.join(root, 'package.json')).mtime; // a tree without its history
  }
}

/** For the description of a package. */
export function aboutNode(node: CarriedNode | undefined): string {
  return node === undefined
    ? 'This package runs on the Node.js of the system.'
    : `This package brings Node.js ${node.version} along, for its own use.`;
}
