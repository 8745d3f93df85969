/**
 * `npm run conformance`: every sentence of docs/contract with the tests that hold it.
 *
 * A row of a page is `| id | what is true |`. A test names the rows it holds in brackets at the end
 * of its name: `test('… [6.1-retry-delay 6.1-fatal]', …)`. A row without a test, an id that no page
 * has, and an id that two rows have are failures.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './compile.ts';
import { findTests } from './tests.ts';

const PAGES = path.join(root, 'docs/contract');
const ID = '\\d+(?:\\.\\d+)?-[a-z][a-z0-9-]+';

interface Row {
  readonly id: string;
  /** The page and the line, for messages. */
  readonly place: string;
}

/** The rows of all pages, in the order of sections. */
function readRows(): Row[] {
  const pages = readdirSync(PAGES).filter((name) => /^\d.*\.md$/.test(name));
  pages.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  return pages.flatMap((page) =>
    lines(path.join(PAGES, page)).flatMap((line, index) => {
      const id = new RegExp(`^\\| (${ID}) +\\|`).exec(line)?.[1];
      return id === undefined ? [] : [{ id, place: `docs/contract/${page}:${index + 1}` }];
    }),
  );
}

/** Where each id stands in the name of a test. */
function readMentions(): Map<string, string[]> {
  const mentions = new Map<string, string[]>();
  for (const file of findTests([])) {
    lines(path.join(root, file)).forEach((line, index) => {
      for (const [, ids = ''] of line.matchAll(new RegExp(`\\[(${ID}(?: ${ID})*)\\]`, 'g'))) {
        for (const id of ids.split(' ')) {
          mentions.set(id, [...(mentions.get(id) ?? []), `${file}:${index + 1}`]);
        }
      }
    });
  }
  return mentions;
}

function lines(file: string): string[] {
  return readFileSync(file, 'utf8').split('\n');
}

const rows = readRows();
const mentions = readMentions();
const failures: string[] = [];
const places = new Map<string, string>();
for (const { id, place } of rows) {
  const tests = mentions.get(id) ?? [];
  console.log(`${id}: ${tests.join(', ')}`);
  if (tests.length === 0) failures.push(`${place}: no test names ${id}`);
  const twin = places.get(id);
  if (twin !== undefined) failures.push(`${place}: ${id} is at ${twin} already`);
  places.set(id, place);
}
for (const [id, tests] of mentions) {
  if (!places.has(id)) failures.push(`${tests[0]}: no row of docs/contract has ${id}`);
}
for (const failure of failures) console.error(failure);
console.log(`${rows.length} sentences, ${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
