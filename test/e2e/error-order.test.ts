/** Of several errors in a file the first is told, in an order that is not that of the lines. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fileFrom, STEPS } from '../rig/errors-in-order.ts';
import { Rig } from '../rig/rig.ts';

for (const [index, { section, option, bad = 'nothing', error }] of STEPS.entries()) {
  test(`told before what follows: ${bad} as ${option} of [${section}] [2-error-order 2-option-order]`, async () => {
    await using rig = await Rig.create();
    const file = rig.write('bad.conf', fileFrom(index));
    const { code, stderr } = await rig.supervisord('-n', '-c', file);
    assert.equal(stderr.slice(0, `Error: ${error}`.length), `Error: ${error}`);
    assert.equal(code, 2);
  });
}

test('of two sections of a kind the one that comes first in the files [2-error-order]', async () => {
  await using rig = await Rig.create();
  rig.write('conf.d/b.conf', '[program:b]\nnumprocs = late\n');
  rig.write('conf.d/a.conf', '[program:z]\nnumprocs = early\n[program:a]\nnumprocs = late\n');
  const file = rig.write('main.conf', '[supervisord]\n[include]\nfiles = conf.d/*\n');
  const { stderr } = await rig.supervisord('-n', '-c', file);
  assert.match(stderr, /^Error: invalid literal for int\(\) with base 10: 'early' in section/);
});
