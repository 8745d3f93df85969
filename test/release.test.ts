/** The release script, and what it is made of. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { comingIn, dated, isNotBefore } from '../scripts/release/changelog.ts';
import { bundledPackages, type Component, sbom } from '../scripts/release/sbom.ts';
import { type Outcome, projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';
import { copyTree } from './rig/tree.ts';

const CHANGELOG = `# Changes

## 0.2.0 (unreleased)

New things.

### Part

- one

## 0.1.0 (2026-01-02)

- the first
`;

test('what is coming is the section of the changelog that has no date', () => {
  assert.deepEqual(comingIn(CHANGELOG), {
    version: '0.2.0',
    notes: 'New things.\n\n### Part\n\n- one',
  });
  const released = dated(CHANGELOG, new Date('2026-11-22T12:00:00Z'));
  assert.match(released, /^## 0\.2\.0 \(2026-11-22\)$/m);
  assert.throws(() => comingIn(released), /no section ## VERSION \(unreleased\)/);
  assert.throws(() => comingIn('## 1.0.0 (unreleased)\n\n## 0.9.0\n- x\n'), /says nothing/);
});

test('a version is compared by its numbers', () => {
  assert.equal(isNotBefore('0.10.0', '0.9.9'), true);
  assert.equal(isNotBefore('0.9.0', '0.10.0'), false);
  assert.equal(isNotBefore('1.0.0', '1.0.0'), true);
});

/** A line of the table of THIRD_PARTY.md, or of the text about `supervisorctl`, has the name. */
test('what the compiler puts into the bundles is named with its licence in THIRD_PARTY.md', async () => {
  const text = readFileSync(path.join(projectRoot, 'THIRD_PARTY.md'), 'utf8');
  const names = await bundledPackages(projectRoot);
  assert.ok(names.includes('preact') && names.includes('yaml'), names.join());
  assert.deepEqual(
    names.filter((name) => !text.includes(name)),
    [],
  );
});

test('the bill of materials has every bundled package with version, licence and hash', async () => {
  const bill = (await sbom(projectRoot, '1.2.3')) as {
    bomFormat: string;
    specVersion: string;
    serialNumber: string;
    components: Component[];
    dependencies: [{ ref: string; dependsOn: string[] }];
  };
  assert.deepEqual([bill.bomFormat, bill.specVersion], ['CycloneDX', '1.5']);
  assert.match(
    bill.serialNumber,
    /^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
  );
  assert.deepEqual(
    bill.components.map(({ name }) => name),
    await bundledPackages(projectRoot),
  );
  for (const { name, version, purl, hashes, licenses } of bill.components) {
    const file = path.join(projectRoot, 'node_modules', name, 'package.json');
    const installed = JSON.parse(readFileSync(file, 'utf8')) as {
      version: string;
      license: string;
    };
    assert.deepEqual(
      [version, licenses[0].license.id],
      [installed.version, installed.license],
      name,
    );
    assert.equal(purl, `pkg:npm/${name.replace('@', '%40')}@${version}`);
    assert.match(hashes[0].content, /^[\da-f]{128}$/);
  }
  const [{ ref, dependsOn }] = bill.dependencies;
  assert.deepEqual([ref, dependsOn.length], ['pkg:npm/visord@1.2.3', bill.components.length]);
});

const COMING = '99.0.0';

/** A repository of its own: the tree, with a version that is coming. @returns its path */
async function project(rig: Rig): Promise<string> {
  const tree = copyTree(rig);
  const changelog = rig.read('tree/CHANGELOG.md');
  const section = `## ${COMING} (unreleased)\n\n- something\n\n## `;
  rig.write(
    'tree/CHANGELOG.md',
    changelog.replace(/ \(unreleased\)$/m, '').replace('## ', section),
  );
  assert.equal((await rig.run('git', 'init', '--quiet', tree)).code, 0);
  rig.write('tree/.git/info/exclude', 'node_modules\n');
  await git(rig, 'add', '--all');
  const committed = await git(rig, 'commit', '--quiet', '-m', 'everything');
  assert.equal(committed.code, 0, committed.stderr);
  return tree;
}

function git(rig: Rig, ...words: string[]): Promise<Outcome> {
  const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  return rig.run('git', '-C', rig.path('tree'), ...author, ...words);
}

/** Without the usual limit: this compiles the addon. */
function release(rig: Rig, ...flags: string[]): Promise<Outcome> {
  return rig.start(rig.path('tree/scripts/run'), ['release', ...flags]).exited;
}

test('a dry run makes everything that is released, and leaves the tree as it is', async () => {
  await using rig = await Rig.create();
  await project(rig);
  const flags = ['--dry-run', '--without-deb', `--out=${rig.path('out')}`];
  const { stdout, stderr, code } = await release(rig, ...flags);
  assert.equal(code, 0, stdout + stderr);
  assert.ok(stdout.endsWith(`${COMING} could be released; nothing was changed\n`), stdout);
  assert.equal((await git(rig, 'status', '--porcelain')).stdout, '');
  assert.equal((await git(rig, 'tag')).stdout, '');

  const tarball = `visord-${COMING}.tgz`;
  const made = ['NOTES.md', 'SHA256SUMS', 'sbom.cdx.json', tarball];
  assert.deepEqual(readdirSync(rig.path('out')).sort(), made.sort());
  assert.equal(rig.read('out/NOTES.md'), '- something\n');
  for (const line of rig.read('out/SHA256SUMS').trim().split('\n')) {
    const [hash, name = ''] = line.split('  ');
    const bytes = readFileSync(rig.path('out', name));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), hash, name);
  }
  const listed = await rig.run('tar', '-tzf', rig.path('out', tarball));
  const addon = `package/prebuilds/${process.platform}-${process.arch}/visord.node`;
  for (const file of [addon, 'package/dist/supervisord.cjs', 'package/README.md']) {
    assert.ok(listed.stdout.split('\n').includes(file), `${file} in\n${listed.stdout}`);
  }
  const packed = await rig.run('tar', '-xzOf', rig.path('out', tarball), 'package/package.json');
  assert.equal(JSON.parse(packed.stdout).version, COMING);
});

test('a release is refused that was made already, of a tree with changes, and where files would be lost', async () => {
  await using rig = await Rig.create();
  await project(rig);
  const refuses = async (why: RegExp, ...flags: string[]) => {
    const { stderr, code } = await release(rig, ...flags);
    assert.match(stderr, why);
    assert.notEqual(code, 0);
  };
  rig.write('out/mine', '');
  await refuses(/out is not empty/, `--out=${rig.path('out')}`);
  assert.ok(existsSync(rig.path('out/mine')));
  await git(rig, 'tag', `v${COMING}`);
  await refuses(/there is a tag v99/);
  await git(rig, 'tag', '--delete', `v${COMING}`);
  rig.write('tree/README.md', 'changed');
  await refuses(/the tree has changes that are not committed/);
});
