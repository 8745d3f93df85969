/** A package of ours in the scratch folder, whose files a test can replace as an installation does. */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './commands.ts';
import type { Rig } from './rig.ts';

const FILES: readonly (readonly [folder: string, pattern: RegExp])[] = [
  ['.', /^package\.json$/],
  ['bin', /^supervisor/],
  ['dist', /^supervisor.*\.cjs$/],
  ['native/build/Release', /\.node$/],
];

const ADDON = 'native/build/Release/visord.node';
const BUNDLE = 'dist/supervisord.bundle.cjs';

export class PackageCopy {
  readonly #rig: Rig;
  readonly #folder: string;

  constructor(rig: Rig, name = 'package') {
    this.#rig = rig;
    this.#folder = name;
    for (const [folder, pattern] of FILES) {
      const from = path.join(projectRoot, folder);
      mkdirSync(rig.path(name, folder), { recursive: true });
      for (const file of readdirSync(from))
        if (pattern.test(file)) copyFileSync(path.join(from, file), rig.path(name, folder, file));
    }
  }

  get supervisord(): string {
    return this.#rig.path(this.#folder, 'bin/supervisord');
  }

  /** The next version: one that begins with this statement. */
  begin(statement: string): void {
    const bundle = readFileSync(path.join(projectRoot, BUNDLE), 'utf8');
    this.#replace(BUNDLE, `${statement}\n${bundle}`);
  }

  /** The next version: one whose number is this. */
  release(version: string): void {
    const bundle = readFileSync(path.join(projectRoot, BUNDLE), 'utf8');
    const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8'));
    const told = `version:"${manifest.version}"`;
    if (!bundle.includes(told)) throw new Error('the bundle does not tell its version');
    this.#replace(BUNDLE, bundle.replaceAll(told, `version:"${version}"`));
  }

  /** The next version lacks its addon. */
  loseAddon(): void {
    rmSync(this.#rig.path(this.#folder, ADDON));
  }

  #replace(file: string, text: string): void {
    const fresh = this.#rig.write('replacement', text);
    renameSync(fresh, this.#rig.path(this.#folder, file));
  }
}
