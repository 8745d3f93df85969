/**
 * Builds the Debian package, `visord_VERSION_ARCHITECTURE.deb`:
 *
 *   npm run deb                      with a Node.js of its own
 *   npm run deb -- --system-node     with that of the system, small
 *
 *   --node PATH          the binary that it carries, instead of the one of npm's package `node`
 *   --output FOLDER      where it is put; the root of the project unless told
 *   --revision N         of the packaging; 1 unless told
 *   --maintainer TEXT    as `Name <address>`; DEBFULLNAME and DEBEMAIL unless told
 *   --compression NAME   of dpkg-deb (xz, zstd, gzip); xz unless told
 *   --no-build           packs what has been built already
 *
 * Needs dpkg-deb and strip (apt-get install dpkg binutils); it need not be run by root.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SUPERVISOR_VERSION } from '../src/wire/versions.ts';
import { root } from './compile.ts';
import { carriedNode } from './packages/carried-node.ts';
import { configurationFiles, DEBIAN, DOCS, placesOf } from './packages/layout.ts';
import { aboutNode, buildFor, packageVersion, sourceTime } from './packages/source.ts';
import { gccWith, neededLibraries } from './packages/symbols.ts';
import { template } from './packages/templates.ts';
import { Tree } from './packages/tree.ts';

const { values: flags } = parseArgs({
  options: {
    'system-node': { type: 'boolean', default: false },
    node: { type: 'string' },
    output: { type: 'string', default: root },
    revision: { type: 'string', default: '1' },
    maintainer: { type: 'string' },
    compression: { type: 'string', default: 'xz' },
    'no-build': { type: 'boolean', default: false },
  },
});

/** Who answers for the package, unless that is told. Nobody reads at the address. */
const AUTHORS = 'The visord authors';
const NO_ADDRESS = 'visord@users.noreply.github.com';

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

const node = flags['system-node'] ? undefined : carriedNode(flags.node);
const version = `${packageVersion()}-${flags.revision}`;
const architecture = ARCHITECTURES[process.arch] ?? process.arch;
if (!flags['no-build']) await buildFor(node);

const scratch = mkdtempSync(path.join(os.tmpdir(), 'visord-deb-'));
try {
  const tree = new Tree(scratch, DEBIAN);
  chmodSync(scratch, 0o755);
  tree.fill(node);
  addDocuments(tree);
  tree.settle(sourceTime());
  addControl(tree);
  const file = path.join(path.resolve(flags.output), `visord_${version}_${architecture}.deb`);
  mkdirSync(path.dirname(file), { recursive: true });
  const build = ['--root-owner-group', `-Z${flags.compression}`, '--build', scratch, file];
  execFileSync('dpkg-deb', build, { stdio: ['ignore', 'ignore', 'inherit'] });
  console.log(file);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** What Debian's policy wants of every package. */
function addDocuments(tree: Tree): void {
  const licence = readFileSync(path.join(root, 'LICENSE'), 'utf8').split('\n').slice(2);
  const asField = licence.map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n');
  const text = template('copyright', { LICENSE: asField.replace(/( \.\n?)+$/, '') });
  tree.write(`${DOCS}/copyright`, text);
  const date = sourceTime().toUTCString().replace('GMT', '+0000');
  tree.writeCompressed(
    `${DOCS}/changelog.Debian`,
    `visord (${version}) unstable; urgency=medium\n\n` +
      `  * Version ${packageVersion()}: changelog.gz tells what is new.\n\n` +
      ` -- ${maintainer()}  ${date}\n`,
  );
  tree.write('/usr/share/lintian/overrides/visord', template('deb/lintian-overrides'));
}

function addControl(tree: Tree): void {
  const conffiles = configurationFiles(DEBIAN);
  const values = {
    ...placesOf(DEBIAN),
    VERSION: version,
    ARCHITECTURE: architecture,
    MAINTAINER: maintainer(),
    INSTALLED_SIZE: String(Math.ceil(sizeOf(tree) / 1024)),
    DEPENDS: dependencies(tree).join(', '),
    SUPERVISOR_VERSION,
    ABOUT_NODE: aboutNode(node),
    CONFFILES: conffiles.join(' '),
    PUT_ASIDE: conffiles.map((file) => putAside(tree, file)).join(''),
  };
  tree.write('/DEBIAN/control', template('deb/control', values));
  tree.write('/DEBIAN/conffiles', `${conffiles.join('\n')}\n`);
  tree.write('/DEBIAN/md5sums', checksums(tree, conffiles));
  for (const script of ['preinst', 'postinst', 'prerm', 'postrm'])
    tree.write(`/DEBIAN/${script}`, template(`deb/${script}`, values), 0o755);
}

function dependencies(tree: Tree): string[] {
  const { glibc, glibcxx } = neededLibraries(tree.binaries());
  return [
    ...(glibc === undefined ? [] : [`libc6 (>= 2.${glibc})`]),
    ...(glibcxx === undefined ? [] : ['libgcc-s1', `libstdc++6 (>= ${gccWith(glibcxx)})`]),
    ...(node === undefined ? ['nodejs (>= 20.19)'] : []),
  ];
}

/** The words of preinst that put a file aside and ours in its place. */
function putAside(tree: Tree, file: string): string {
  const text = readFileSync(tree.at(file), 'utf8');
  return `  put_aside ${file} <<'END_OF_FILE'\n${text}END_OF_FILE\n`;
}

function checksums(tree: Tree, conffiles: readonly string[]): string {
  return plainFiles(tree)
    .filter((file) => !file.startsWith('/DEBIAN/') && !conffiles.includes(file))
    .map((file) => {
      const sum = createHash('md5')
        .update(readFileSync(tree.at(file)))
        .digest('hex');
      return `${sum}  ${file.slice(1)}\n`;
    })
    .join('');
}

function sizeOf(tree: Tree): number {
  return plainFiles(tree).reduce((sum, file) => sum + lstatSync(tree.at(file)).size, 0);
}

/** Their paths in the package. */
function plainFiles(tree: Tree): string[] {
  return readdirSync(tree.folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `/${file}`)
    .filter((file) => lstatSync(tree.at(file)).isFile())
    .sort();
}

function maintainer(): string {
  const { DEBFULLNAME, DEBEMAIL } = process.env;
  return flags.maintainer ?? `${DEBFULLNAME || AUTHORS} <${DEBEMAIL || NO_ADDRESS}>`;
}
