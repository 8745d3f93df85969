/**
 * Writes what is generated below docs, from the tables in src and scripts: `npm run docs`.
 *
 * With `--check` it writes nothing, names the files that are stale and ends with 1 if there are any.
 * Either way it ends with 1 if a message of src has no answer on the page of messages.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';
import { generatedFolders, generatedPages } from './generated.ts';
import { CHAPTERS } from './messages/chapters.ts';
import { problemsOf } from './messages/coverage.ts';
import { textsIn } from './messages/sources.ts';

const pages = generatedPages(root);
const present = generatedFolders.flatMap((folder) => {
  mkdirSync(path.join(root, folder), { recursive: true });
  return readdirSync(path.join(root, folder)).map((file) => `${folder}/${file}`);
});
const stale = [...new Set([...pages.keys(), ...present])]
  .filter((file) => pages.get(file) !== textOf(file))
  .sort();

const problems = problemsOf(textsIn(path.join(root, 'src')), CHAPTERS);
for (const problem of problems) process.stderr.write(`${problem}\n`);
if (problems.length > 0) {
  process.stderr.write(
    'Answers to messages are in scripts/messages/answers: see CONTRIBUTING.md\n',
  );
  process.exitCode = 1;
}

if (process.argv.includes('--check')) {
  for (const file of stale) process.stderr.write(`${file} is stale: npm run docs\n`);
  if (stale.length > 0) process.exitCode = 1;
} else {
  for (const file of stale) {
    const text = pages.get(file);
    const target = path.join(root, file);
    if (text === undefined) rmSync(target);
    else {
      mkdirSync(path.dirname(target), { recursive: true });
      writeFileSync(target, text);
    }
    process.stdout.write(`${file}\n`);
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(path.join(root, file), 'utf8');
  } catch {
    return undefined; // it is not there yet
  }
}
