/** The sample of a configuration beside the one that Debian's Supervisor prints. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const ORIGINAL = '/usr/bin/echo_supervisord_conf';

/** Sections and options in their order, those in comments included, each `;` as it stands there. */
function names(sample: string): string[] {
  const lines = sample.matchAll(/^(;?\[[\w:]+\])|^(;?[a-z_.]+) ?=/gm);
  return [...lines].map(([, section, option]) => section ?? option ?? '');
}

test(
  'ours has the sections and options of the original in its order, with the same ones in force [3.4-sections 3.4-active]',
  needs(ORIGINAL, 'apt-get install supervisor'),
  async () => {
    await using rig = await Rig.create();
    const [theirs, ours] = await Promise.all([
      rig.run(ORIGINAL),
      rig.run(path.join(projectRoot, 'bin/echo_supervisord_conf')),
    ]);
    const wanted = names(theirs.stdout).filter(
      (name, index, all) => name !== ';serverurl' || all[index - 1] !== 'serverurl', // the other way
    );
    const left = names(ours.stdout);
    assert.ok(wanted.length > 100, 'names are found');
    for (const name of wanted) {
      const at = left.indexOf(name);
      assert.notEqual(at, -1, `${name} is there, behind those before it`);
      left.splice(0, at + 1);
    }
  },
);
