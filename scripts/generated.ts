/** Everything that is generated below docs, by its path in the repository. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { manPages } from './man/pages.ts';
import type { Edition } from './man/roff.ts';
import { CHAPTERS } from './messages/chapters.ts';
import { troubleshootingPage } from './messages/page.ts';
import { textsIn } from './messages/sources.ts';
import { referencePages } from './reference/pages.ts';
import { withTables } from './reliability.ts';
import { systemFiles } from './system-files.ts';

/** Written by hand, but for its tables. */
const RELIABILITY = 'docs/reliability.md';

/** Those that hold nothing else. */
export const generatedFolders = ['docs/reference', 'docs/man', 'docs/system'];

/** @param root The folder that holds package.json. */
export function generatedPages(root: string): Map<string, string> {
  return new Map([
    ...[...referencePages()].map(([file, text]) => [`docs/reference/${file}`, text] as const),
    ...[...manPages(edition(root))].map(([file, text]) => [`docs/man/${file}`, text] as const),
    ...systemFiles().map(([file, text]) => [`docs/system/${file}`, text] as const),
    [
      'docs/guide/troubleshooting.md',
      troubleshootingPage(CHAPTERS, textsIn(path.join(root, 'src'))),
    ],
    [RELIABILITY, withTables(readFileSync(path.join(root, RELIABILITY), 'utf8'))],
  ]);
}

/** The version of package.json, and its date, which the heading of CHANGELOG.md has once it is released. */
function edition(root: string): Edition {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const changes = readFileSync(path.join(root, 'CHANGELOG.md'), 'utf8');
  const heading = changes.split('\n').find((line) => line.startsWith(`## ${version} `)) ?? '';
  return { version, date: /\d{4}-\d\d-\d\d/.exec(heading)?.[0] ?? '' };
}
