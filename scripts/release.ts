/**
 * Makes a release: `npm run release`, see CONTRIBUTING.md.
 *
 *   --dry-run       leave the tree as it is
 *   --without-deb   make no Debian package
 *   --out=FOLDER    where the files go, a folder with nothing in it; dist/release unless told
 *
 * Everything is built in a copy of the tree, from the files that git knows. Only when all of it is
 * there are date and version written into the tree, committed and tagged.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './compile.ts';
import { comingIn, dated, isNotBefore } from './release/changelog.ts';
import { sbom } from './release/sbom.ts';

const { values: flags } = parseArgs({
  options: {
    'dry-run': { type: 'boolean', default: false },
    'without-deb': { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

const OUT = path.join(root, 'dist/release');

/** Files of the tree that a release changes, with their new text. */
type Changes = ReadonlyMap<string, string>;

interface Manifest {
  version: string;
  scripts: Record<string, string>;
}

function readText(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function changesFor(version: string): Changes {
  const withVersion = (name: string) => {
    const document = JSON.parse(readText(name));
    document.version = version;
    if (document.packages?.[''] !== undefined) document.packages[''].version = version;
    return `${JSON.stringify(document, null, 2)}\n`;
  };
  return new Map([
    ['CHANGELOG.md', dated(readText('CHANGELOG.md'), new Date())],
    ['package.json', withVersion('package.json')],
    ['package-lock.json', withVersion('package-lock.json')],
  ]);
}

/** What a release may be made of: a tree as it is committed, and a version that is new. */
function check(version: string, current: string): void {
  if (!isNotBefore(version, current)) throw new Error(`${version} comes before ${current}`);
  const tag = `v${version}`;
  if (run('git', ['tag', '--list', tag], root) !== '') throw new Error(`there is a tag ${tag}`);
  if (run('git', ['status', '--porcelain'], root) !== '') {
    throw new Error('the tree has changes that are not committed');
  }
}

function write(changes: Changes, folder: string): void {
  for (const [name, text] of changes) writeFileSync(path.join(folder, name), text);
}

function copyTree(folder: string): void {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  for (const name of run('git', listed, root).split('\0')) {
    const file = path.join(root, name);
    if (name === '' || name === 'node_modules' || !existsSync(file)) continue; // or just removed
    cpSync(file, path.join(folder, name), { verbatimSymlinks: true });
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
}

/** Builds the packages in `folder`; they go to `out`. */
function makePackages(folder: string, out: string, { scripts }: Manifest): void {
  run('npm', ['pack', '--silent', '--pack-destination', out], folder);
  if (flags['without-deb']) return;
  if (scripts.deb === undefined) throw new Error('there is no script deb: --without-deb');
  run('npm', ['run', '--silent', 'deb', '--', '--output', out], folder);
}

function checksums(out: string): string {
  const lines = readdirSync(out)
    .sort()
    .map((name) => {
      const hash = createHash('sha256')
        .update(readFileSync(path.join(out, name)))
        .digest('hex');
      return `${hash}  ${name}\n`;
    });
  return lines.join('');
}

function record(version: string, changes: Changes): void {
  write(changes, root);
  run('git', ['commit', '--quiet', '-m', `release: ${version}`, '--', ...changes.keys()], root);
  run('git', ['tag', '-a', `v${version}`, '-m', `visord ${version}`], root);
  say(`tagged v${version}. To publish it:`);
  say(`  git push --follow-tags && npm publish ${out}/visord-${version}.tgz`);
}

const manifest = JSON.parse(readText('package.json')) as Manifest;
const { version, notes } = comingIn(readText('CHANGELOG.md'));
if (!flags['dry-run']) check(version, manifest.version);

const out = path.resolve(flags.out ?? OUT);
if (flags.out === undefined) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
if (readdirSync(out).length > 0) throw new Error(`${out} is not empty`);
const copy = mkdtempSync(path.join(os.tmpdir(), 'visord-release-'));
try {
  const changes = changesFor(version);
  copyTree(copy);
  write(changes, copy);
  makePackages(copy, out, manifest);
  writeFileSync(path.join(out, 'NOTES.md'), `${notes}\n`);
  writeFileSync(
    path.join(out, 'sbom.cdx.json'),
    `${JSON.stringify(await sbom(root, version), null, 2)}\n`,
  );
  writeFileSync(path.join(out, 'SHA256SUMS'), checksums(out));
  for (const name of readdirSync(out)) say(`${path.relative(root, out)}/${name}`);
  if (flags['dry-run']) say(`${version} could be released; nothing was changed`);
  else record(version, changes);
} finally {
  rmSync(copy, { recursive: true, force: true });
}
