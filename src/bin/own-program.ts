/**
 * The files that this program runs from, kept open: whoever replaces them gives the new ones the old
 * names, and the old ones live on here, so that there is a way back from an upgrade.
 *
 * Files that are written over in place are lost all the same; npm and dpkg do not do that.
 */
import { openSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import type { Release } from '../daemon/handover.ts';
import { addonFile } from '../os/native.ts';
import { packageFolder } from '../os/package-folder.ts';

export interface OwnProgram {
  readonly release: Release;
  /** The folder of its package. */
  readonly folder: string;
  /** Descriptors. */
  readonly bundle: number;
  readonly addon: number;
}

const release: Release = { visord: manifest.version, node: process.versions.node };

/**
 * To be called early: what is opened later may be the files of another program.
 *
 * @param files Those that are open already
 */
export function openOwnProgram(files?: Pick<OwnProgram, 'bundle' | 'addon'>): OwnProgram {
  const folder = packageFolder(__dirname);
  if (files !== undefined) return { release, folder, ...files };
  const bundle = openSync(path.resolve(__filename), 'r');
  return { release, folder, bundle, addon: openSync(addonFile(), 'r') };
}
