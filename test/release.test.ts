/** The release script, and what it is made of. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { comingIn, dated, isNotBefore } from '../scripts/release/changelog.ts';
import { bundledPackages, type Component, sbom } from '../scripts/release/sbom.ts';
import { projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';

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

test('a dry run makes everything that is released, and leaves the tree as it is', async () => {
  await using rig = await Rig.create();
  const names = ['CHANGELOG.md', 'package.json', 'package-lock.json'];
  const contents = () => names.map((name) => readFileSync(path.join(projectRoot, name), 'utf8'));
  const before = contents();
  const { version } = comingIn(before[0] ?? '');
  const script = path.join(projectRoot, 'scripts/run');
  const flags = ['--dry-run', '--without-deb', `--out=${rig.path('out')}`];
  const { stdout, stderr, code } = await rig.start(script, ['release', ...flags]).exited;
  assert.equal(code, 0, stdout + stderr);
  assert.ok(stdout.endsWith(`${version} could be released; nothing was changed\n`), stdout);
  assert.deepEqual(contents(), before);

  const tarball = `visord-${version}.tgz`;
  const made = ['NOTES.md', 'SHA256SUMS', 'sbom.cdx.json', tarball];
  assert.deepEqual(readdirSync(rig.path('out')).sort(), made.sort());
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
});

test('a release is refused of a tree with changes, and of a version that has been released', async () => {
  await using rig = await Rig.create();
  const clone = rig.path('clone');
  const git = (...words: string[]) =>
    rig.run('git', '-C', clone, '-c', 'user.name=a', '-c', 'user.email=a@b', ...words);
  await rig.run('git', 'clone', '--quiet', '--depth=1', `file://${projectRoot}`, clone);
  symlinkSync(path.join(projectRoot, 'node_modules'), path.join(clone, 'node_modules'));
  rig.write('clone/.git/info/exclude', 'node_modules\n');
  const refused = async () => {
    const { stderr, code } = await rig.run(path.join(clone, 'scripts/run'), 'release');
    assert.notEqual(code, 0);
    return stderr;
  };
  const { version } = comingIn(rig.read('clone/CHANGELOG.md'));
  await git('tag', `v${version}`);
  assert.match(await refused(), new RegExp(`there is a tag v${version}`));
  await git('tag', '--delete', `v${version}`);
  rig.write('clone/README.md', 'changed');
  assert.match(await refused(), /the tree has changes that are not committed/);
});

test('a release is refused where files would be lost', async () => {
  await using rig = await Rig.create();
  rig.write('out/mine', '');
  const flags = ['--dry-run', '--without-deb', `--out=${rig.path('out')}`];
  const refused = await rig.run(path.join(projectRoot, 'scripts/run'), 'release', ...flags);
  assert.match(refused.stderr, /out is not empty/);
  assert.notEqual(refused.code, 0);
  assert.ok(existsSync(rig.path('out/mine')));
});
