import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import v8 from 'node:v8';
import { packageFolder } from '../os/package-folder.ts';
import { bundleScript, cacheFile, packCode, runBundle, unpackCode } from './bundle-script.ts';

const SOURCE = `module.exports = {
  sum: (a, b) => a + b,
  here: [__filename, __dirname, typeof require('node:fs').readFileSync],
  load: (url) => importModule(url),
};`;

test('a bundle runs as a module does, from its source or from code that was kept', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'bundle-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 'x.bundle.cjs');
  writeFileSync(file, SOURCE);
  const run = (cache?: Buffer) => {
    const module = { exports: {} } as NodeJS.Module;
    const script = bundleScript(file, cache);
    const importModule = async (url: string) => ({ url });
    runBundle(script, file, { module, require: createRequire(file), importModule });
    return { script, exports: module.exports };
  };
  const plain = run();
  assert.equal(plain.exports.sum(1, 2), 3);
  assert.deepEqual(plain.exports.here, [file, folder, 'function']);
  assert.deepEqual(await plain.exports.load('file:///a.mjs'), { url: 'file:///a.mjs' });
  const kept = unpackCode(packCode(plain.script.createCachedData()));
  const again = run(kept);
  assert.equal(again.script.cachedDataRejected, false);
  assert.equal(again.exports.sum(2, 3), 5);
});

test('code that was damaged or cut in its file is not used', () => {
  const code = Buffer.from('compiled code');
  const file = packCode(code);
  assert.deepEqual(unpackCode(file), code);
  for (let at = 0; at < file.length; at++) {
    const damaged = Buffer.from(file);
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    assert.equal(unpackCode(damaged), undefined);
    if (at !== 0) assert.equal(unpackCode(file.subarray(0, at)), undefined);
  }
});

test('V8 takes the code that the build has kept for the node that built', (t) => {
  const dist = path.join(packageFolder(__dirname), 'dist');
  v8.setFlagsFromString('--no-maglev'); // as the launchers do
  for (const name of ['supervisord', 'supervisorctl']) {
    const bundle = path.join(dist, `${name}.bundle.cjs`);
    const hash = createHash('sha256').update(readFileSync(bundle)).digest('hex').slice(0, 12);
    const file = cacheFile(bundle, hash);
    if (!readdirSync(dist).includes(path.basename(file))) {
      t.skip(`dist was built by a node of another V8 than ${process.version}`);
      return;
    }
    const code = unpackCode(readFileSync(file));
    assert.ok(code !== undefined);
    assert.equal(bundleScript(bundle, code).cachedDataRejected, false, name);
  }
});
