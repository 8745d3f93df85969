import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findModule, loadModule } from './modules.ts';

test('a module is a path beside the configuration, or else a package that is found from there [15-modules]', async (t) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'visord-modules-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  put('own.mjs', 'export const make = () => "own"; export default { make: 1, other: 2 };');
  put('common.cjs', 'module.exports = { make: () => "common" };');
  put('node_modules/own.mjs/index.js', 'module.exports = {};');
  put('node_modules/far/package.json', '{"main":"main.js"}');
  put('node_modules/far/main.js', 'exports.make = () => "far";');

  assert.equal(findModule('own.mjs', folder), path.join(folder, 'own.mjs'));
  assert.equal(findModule('./own.mjs', folder), path.join(folder, 'own.mjs'));
  assert.equal(findModule(path.join(folder, 'own.mjs'), '/'), path.join(folder, 'own.mjs'));
  assert.equal(findModule('far', folder), path.join(folder, 'node_modules/far/main.js'));
  for (const name of ['none', './none', '/none', 'fs', 'node:fs', '']) {
    assert.equal(findModule(name, folder), undefined, name);
  }

  const made = async (name: string) => {
    const { make } = await loadModule(findModule(name, folder) ?? '');
    return (make as () => string)();
  };
  assert.equal(await made('own.mjs'), 'own', 'an export of an ES module is before its default');
  assert.equal(await made('common.cjs'), 'common');
  assert.equal(await made('far'), 'far');
});
