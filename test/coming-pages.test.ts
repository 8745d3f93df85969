/** The pages for those who come from elsewhere: their commands and keys are ours. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { programSection } from '../src/config/sections/program.ts';
import { takeFlags } from '../src/ctl/command-flags.ts';
import { COMMANDS } from '../src/ctl/commands.ts';
import { projectRoot } from './rig/commands.ts';

function page(name: string): string {
  return readFileSync(path.join(projectRoot, 'docs', name), 'utf8');
}

/** The right cells of the table below a heading. */
function cells(text: string, heading: string): string[] {
  const sections = text.split(/^## /m);
  const section = sections.find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return rows.map((row) => row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '');
}

for (const name of ['from-pm2.md', 'from-systemd.md']) {
  test(`the commands of docs/${name} are ours, with their flags`, () => {
    const found = cells(page(name), 'Commands').flatMap((cell) => [
      ...cell.matchAll(/`supervisorctl ([^`]+)`/g),
    ]);
    assert.ok(found.length >= 8);
    for (const [, typed = ''] of found) {
      const [word, ...words] = typed.split(' ');
      const command = COMMANDS.find((each) => each.name === word);
      assert.ok(command, typed);
      const { names } = takeFlags(command, words);
      assert.deepEqual(
        names.filter((each) => each.startsWith('-')),
        [],
        typed,
      );
    }
  });

  test(`the keys of docs/${name} are options of a program`, () => {
    const found = cells(page(name), 'Keys').flatMap((cell) => [
      ...cell.matchAll(/`([a-z_]+)(?:=[^`]*)?`/g),
    ]);
    assert.ok(found.length >= 12);
    const others = ['pidproxy', 'unexpected', 'false'];
    for (const [, key = ''] of found) {
      assert.ok(key in programSection.options || others.includes(key), key);
    }
  });
}

test('links of docs/from-supervisor.md to files lead somewhere', () => {
  for (const [, target = ''] of page('from-supervisor.md').matchAll(/\]\(([^):]+\.md)\)/g)) {
    assert.notEqual(page(target), '', target);
  }
});
