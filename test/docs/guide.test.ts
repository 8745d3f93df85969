/**
 * The README and the guide do what they say: each page is followed from its first line to its last, in an
 * empty home directory. page.ts has the rules that a page keeps. To have another page followed, add
 * it to PAGES.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { followPage } from './follow.ts';
import { readPage } from './page.ts';
import { isTranslation } from './translation.ts';

const GUIDE = 'docs/guide';

/**
 * Whether there is something to do on a page. What is generated is checked by its generator, and a
 * translation by being compared.
 */
function isFollowed(page: string): boolean {
  if (!page.endsWith('.md') || isTranslation(page)) return false;
  const text = textOf(page);
  return !text.startsWith('<!-- Generated') && readPage(text).steps.length > 0;
}

const PAGES = [
  'README.md',
  ...readdirSync(path.join(projectRoot, GUIDE)).map((name) => path.join(GUIDE, name)),
].filter(isFollowed);

/** How many blocks may not be run, on all pages together. */
const MOST_SKIPPED = 10;

/** How many pages are followed at a time: they mostly wait. */
const CONCURRENCY = 4;

function textOf(page: string): string {
  return readFileSync(path.join(projectRoot, page), 'utf8');
}

describe('a newcomer who follows the page sees what it shows:', {
  concurrency: CONCURRENCY,
}, () => {
  for (const page of PAGES) {
    const missing = readPage(textOf(page)).needs.map(([command, install]) =>
      needs(command, install),
    );
    const options = missing.find(({ skip }) => skip !== false) ?? { skip: false };
    test(page, options, () => followPage(textOf(page)));
  }
});

test('what a newcomer must do and no test can is little, and has its reason', (t) => {
  const skipped = PAGES.flatMap((page) =>
    readPage(textOf(page)).steps.flatMap((step) =>
      step.kind === 'skip' ? `${page}:${step.line} is not run: ${step.reason}` : [],
    ),
  );
  for (const line of skipped) t.diagnostic(line);
  assert.ok(PAGES.length > 10, 'the guide is somewhere else now');
  assert.ok(skipped.length <= MOST_SKIPPED, skipped.join('\n'));
});
