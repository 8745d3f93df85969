/**
 * The recipe of CONTRIBUTING.md for an option, followed to the letter in a copy of the tree: every
 * block is put where the page says, then what it says is run, and the option is used.
 */
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Outcome, projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';
import { copyTree } from './rig/tree.ts';

const page = readFileSync(path.join(projectRoot, 'CONTRIBUTING.md'), 'utf8');
const recipe = page.slice(page.indexOf('## Add an option'), page.indexOf('## Add an RPC method'));

interface Insertion {
  readonly file: string;
  /** The line that it stands below; undefined for a new file. */
  readonly below: string | undefined;
  readonly text: string;
}

/** Blocks stand in a list, so they and their lines are indented by three. */
function insertions(): Insertion[] {
  const block =
    / {3}In (?:the new file )?`([^`]+)`(?:, below (`+)( ?.*?)\2)?:\n\n {3}```ts\n(.*?\n) {3}```/gs;
  return [...recipe.matchAll(block)].map(([, file = '', , below, text = '']) => ({
    file,
    below,
    text: text.replace(/^ {3}/gm, ''),
  }));
}

function apply(folder: string, { file, below, text }: Insertion): void {
  const target = path.join(folder, file);
  if (below === undefined) {
    writeFileSync(target, text, { flag: 'wx' });
    return;
  }
  const before = readFileSync(target, 'utf8');
  const parts = before.split(`\n${below}\n`);
  assert.equal(parts.length, 2, `${file} has the line ${below} ${parts.length - 1} times`);
  writeFileSync(target, `${parts[0]}\n${below}\n${text}${parts[1]}`);
}

/** The commands of the recipe that need no file of the reader's. */
function commands(changed: readonly string[]): string[] {
  const [, block = ''] = / {3}```sh\n(.*?) {3}```/s.exec(recipe) ?? [];
  const lines = block.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines
    .filter((line) => line !== '' && !line.endsWith('FILE'))
    .map((line) => (line === 'npm run check' ? checkOf(changed) : line));
}

/** What `npm run check` does, without the files that are as they were. */
function checkOf(changed: readonly string[]): string {
  const bin = 'node_modules/.bin';
  return `${bin}/biome check ${changed.join(' ')} && ${bin}/tsc && scripts/run generate-docs --check`;
}

test('an option that is added by the recipe is checked, built, documented, and takes effect', async () => {
  await using rig = await Rig.create();
  const tree = copyTree(rig);
  symlinkSync(path.join(projectRoot, 'native/build'), path.join(tree, 'native/build'));
  const blocks = insertions();
  assert.equal(blocks.length, recipe.match(/```ts/g)?.length);
  for (const insertion of blocks) apply(tree, insertion);

  const run = (line: string): Promise<Outcome> =>
    rig.start('/bin/sh', ['-c', `cd tree && ${line}`]).exited;
  const lines = commands(blocks.map(({ file }) => file));
  assert.ok(lines.length >= 4);
  for (const line of lines) {
    const { stdout, stderr, code } = await run(line);
    assert.equal(code, 0, `${line}\n${stdout}${stderr}`);
  }
  assert.match(rig.read('tree/docs/reference/configuration.md'), /hidden_variables/);

  const daemon = await rig.daemon(
    `[program:x]
command = /bin/sh -c 'echo "$VISIBLE-$HIDDEN-"; exec sleep 1000'
hidden_variables = HIDDEN, LANG
stdout_logfile = ${rig.path('out')}
`,
    { command: path.join(tree, 'bin/supervisord'), env: { VISIBLE: 'a', HIDDEN: 'b' } },
  );
  await rig.holds('out', 'a--\n');
  await daemon.stop();
  const checked = await rig.run(
    path.join(tree, 'bin/supervisord'),
    '--check',
    '-c',
    daemon.paths.config,
  );
  assert.match(checked.stdout, /: 0 errors, 0 warnings\n$/);
});
