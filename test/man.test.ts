/** The manual pages: their form, and that nothing is missing. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { manPages } from '../scripts/man/pages.ts';
import { item, prose, render, synopsis, verbatim } from '../scripts/man/roff.ts';
import { SUPERVISORD } from '../src/bin/supervisord-flags.ts';
import { SECTIONS } from '../src/config/sections.ts';
import { COMMANDS } from '../src/ctl/commands.ts';
import { projectRoot } from './rig/commands.ts';
import { needs } from './rig/differences.ts';

const folder = path.join(projectRoot, 'docs/man');
const files = readdirSync(folder).map((file) => path.join(folder, file));

/** A page as people read it, in lines that are not broken. */
function shown(file: string): string {
  return execFileSync('mandoc', ['-Tutf8', '-O', 'width=500', path.join(folder, file)], {
    encoding: 'utf8',
  }).replace(/.[\b]/g, ''); // bold letters are struck twice
}

test('what Markdown marks is bold, and what roff would take for something else is not', () => {
  assert.equal(
    prose("Set `a-b` or [c](d.md); it's --json, _not_ x_y_z. `.e`"),
    'Set \\fBa\\-b\\fR or c; it\\(aqs \\-\\-json, not x_y_z. \\fB.e\\fR\n',
  );
  assert.equal(
    prose('one\n\n```\n.two `x\n```\n\nthree'),
    'one\n.PP\n.nf\n\\&.two \\(gax\n.fi\n.PP\nthree\n',
  );
  assert.equal(prose('a\\b ~ ^ \u2026'), 'a\\eb \\(ti \\(ha \\[u2026]\n');
  assert.equal(item('`-x`', 'One.', '', 'Two.'), '.TP\n\\fB\\-x\\fR\nOne.\n.IP\nTwo.\n');
  assert.equal(verbatim('a --b'), '.nf\na \\-\\-b\n.fi\n');
  assert.equal(synopsis('x', ''), '.nf\n\\fBx\\fR\n.fi\n');
});

test('lines are short, and none of text begins with a dot', () => {
  const text = `${'word '.repeat(15)}and ... ${'more '.repeat(15)}`;
  const lines = prose(text).split('\n');
  assert.equal(lines.length, 3);
  for (const line of lines) assert.ok(line.length <= 80, line);
  const broken = prose(`${'x'.repeat(77)} ...`);
  assert.equal(broken, `${'x'.repeat(77)}\n\\&...\n`);
});

test('a page has its version and the date of its release', () => {
  const page = { name: 'x', section: 8, summary: 'y', body: [] } as const;
  const [, title] = render(page, { version: '1.2.3', date: '2026-01-31' }).split('\n');
  assert.equal(title, '.TH X 8 "2026-01-31" "visord 1.2.3" "visord"');
});

test(
  'mandoc has nothing to say against the pages',
  needs('mandoc', 'apt-get install mandoc'),
  () => {
    for (const [file, text] of manPages({ version: '1.2.3', date: '2026-01-31' })) {
      const { stdout, stderr, status } = spawnSync('mandoc', ['-Tlint'], {
        input: text,
        encoding: 'utf8',
      });
      assert.deepEqual({ stdout, stderr, status }, { stdout: '', stderr: '', status: 0 }, file);
    }
  },
);

test(
  'groff has nothing to say against the pages',
  needs('groff', 'apt-get install groff-base'),
  () => {
    for (const file of files) {
      const { stderr, status } = spawnSync('groff', ['-man', '-ww', '-Tutf8', file], {
        encoding: 'utf8',
      });
      assert.deepEqual({ stderr, status }, { stderr: '', status: 0 }, file);
    }
  },
);

test(
  'the pages show every flag, every command and every option as they are typed',
  needs('mandoc', 'apt-get install mandoc'),
  () => {
    const supervisord = shown('supervisord.8');
    for (const { short, long, argument } of SUPERVISORD.flags) {
      const suffix = argument === undefined ? '' : ` ${argument}`;
      if (short !== undefined) assert.ok(supervisord.includes(`-${short}${suffix}`), short);
      if (long !== undefined) assert.ok(supervisord.includes(`--${long}${suffix}`), long);
    }
    const supervisorctl = shown('supervisorctl.1');
    for (const { forms } of COMMANDS) {
      for (const [typed, meaning] of forms) {
        assert.ok(supervisorctl.includes(`  ${typed}`), typed);
        assert.ok(supervisorctl.includes(`${meaning}.`), meaning);
      }
    }
    const configuration = shown('supervisord.conf.5');
    for (const { header, options } of SECTIONS) {
      assert.ok(configuration.includes(`\n   [${header}]\n`), header);
      for (const name of Object.keys(options))
        assert.match(configuration, new RegExp(`\\b${name}\\b`));
    }
  },
);

test('package.json names every page, for man to find', () => {
  const { man } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    man: string[];
  };
  assert.deepEqual(man.map((file) => path.join(projectRoot, file)).sort(), files.sort());
});
