/**
 * Builds the RPM package, `visord-VERSION-RELEASE.ARCHITECTURE.rpm`, with Debian's `rpm` or any other:
 *
 *   npm run rpm                      with a Node.js of its own
 *   npm run rpm -- --system-node     with that of the system, small
 *
 *   --node PATH          the binary that it carries, instead of the one of npm's package `node`
 *   --output FOLDER      where it is put; the root of the project unless told
 *   --release N          of the packaging; 1 unless told
 *   --compression TEXT   as rpm has it (w7.xzdio, w1.gzdio); w7.xzdio unless told
 *   --no-build           packs what has been built already
 *
 * Needs rpmbuild and strip (apt-get install rpm binutils); it need not be run by root.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { SUPERVISOR_VERSION } from '../src/wire/versions.ts';
import { root } from './compile.ts';
import { carriedNode } from './packages/carried-node.ts';
import { configurationFiles, placesOf, RED_HAT } from './packages/layout.ts';
import { aboutNode, buildFor, packageVersion, sourceTime } from './packages/source.ts';
import { neededLibraries } from './packages/symbols.ts';
import { template } from './packages/templates.ts';
import { Tree } from './packages/tree.ts';

const { values: flags } = parseArgs({
  options: {
    'system-node': { type: 'boolean', default: false },
    node: { type: 'string' },
    output: { type: 'string', default: root },
    release: { type: 'string', default: '1' },
    compression: { type: 'string', default: 'w7.xzdio' },
    'no-build': { type: 'boolean', default: false },
  },
});

/** Folders that belong to the system, and not to a package. */
const SHARED =
  /^\/(etc|usr|var)$|^\/etc\/(init\.d|logrotate\.d|sysconfig)$|^\/var\/log$|^\/usr\/(bin|lib|share)$|^\/usr\/lib\/(systemd|tmpfiles\.d)|^\/usr\/share\/(doc|man|bash-completion|zsh|fish)(?!\/visord)/;

const node = flags['system-node'] ? undefined : carriedNode(flags.node);
if (!flags['no-build']) await buildFor(node);

const scratch = mkdtempSync(path.join(os.tmpdir(), 'visord-rpm-'));
try {
  const tree = new Tree(path.join(scratch, 'tree'), RED_HAT);
  tree.fill(node);
  tree.write('/usr/lib/tmpfiles.d/visord.conf', template('tmpfiles'));
  tree.settle(sourceTime());
  const spec = path.join(scratch, 'visord.spec');
  writeFileSync(spec, template('rpm/visord.spec', values(tree)));
  const defines = {
    _topdir: scratch,
    _rpmdir: path.join(scratch, 'packages'),
    _binary_payload: flags.compression,
    _dbpath: path.join(scratch, 'database'),
    use_source_date_epoch_as_buildtime: '1',
    clamp_mtime_to_source_date_epoch: '1',
  };
  const words = Object.entries(defines).flatMap(([name, value]) => ['-D', `${name} ${value}`]);
  execFileSync(
    'rpmbuild',
    ['-bb', '--quiet', '--target', process.arch === 'x64' ? 'x86_64' : 'aarch64', ...words, spec],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, SOURCE_DATE_EPOCH: String(sourceTime().getTime() / 1000) },
    },
  );
  for (const file of built(defines._rpmdir)) {
    const target = path.join(path.resolve(flags.output), path.basename(file));
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(file, target);
    console.log(target);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function values(tree: Tree): Record<string, string> {
  return {
    ...placesOf(RED_HAT),
    VERSION: packageVersion().replace('-', '~'),
    RELEASE: flags.release,
    LICENSES: node === undefined ? '' : ' AND Node.js',
    REQUIRES: requirements(tree)
      .map((name) => `Requires: ${name}`)
      .join('\n'),
    SUPERVISOR_VERSION,
    ABOUT_NODE: aboutNode(node),
    TREE: tree.folder,
    FILES: files(tree).join('\n'),
  };
}

function requirements(tree: Tree): string[] {
  const { glibc, glibcxx } = neededLibraries(tree.binaries());
  return [
    ...(glibc === undefined ? [] : [`libc.so.6(GLIBC_2.${glibc})(64bit)`]),
    ...(glibcxx === undefined ? [] : [`libstdc++.so.6(GLIBCXX_3.4.${glibcxx})(64bit)`]),
    ...(node === undefined ? ['nodejs >= 20.19'] : []),
  ];
}

/** The list of the spec: every file and every folder of our own, and what of them is configuration. */
function files(tree: Tree): string[] {
  const configuration = new Set(configurationFiles(RED_HAT));
  const all = readdirSync(tree.folder, { recursive: true, encoding: 'utf8' });
  return all
    .map((file) => `/${file}`)
    .filter((file) => !SHARED.test(file) || !lstatSync(tree.at(file)).isDirectory())
    .sort()
    .map((file) => {
      if (lstatSync(tree.at(file)).isDirectory()) return `%dir "${file}"`;
      if (file === `${RED_HAT.initScripts}/${RED_HAT.service}`) return `"${file}"`;
      return configuration.has(file) ? `%config(noreplace) "${file}"` : `"${file}"`;
    });
}

function built(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.rpm'))
    .map((file) => path.join(folder, file));
}
