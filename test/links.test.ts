/** Links between the pages of this repository: each leads to a file, and to a heading of it. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { headingAnchor } from '../scripts/reference/markdown.ts';
import { projectRoot } from './rig/commands.ts';

/** What is in the folder of the repository besides the repository. */
const FOREIGN = ['.git', 'dist', 'node_modules', 'prebuilds'];

function pages(): string[] {
  return readdirSync(projectRoot, { withFileTypes: true })
    .filter(({ name }) => !FOREIGN.includes(name))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(entry.name) : [entry.name]))
    .filter((file) => file.endsWith('.md'));
}

function filesBelow(folder: string): string[] {
  const files = readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' });
  return files.map((file) => path.join(folder, file));
}

/** Without what only looks like a link or a heading. */
function withoutCode(markdown: string): string {
  return markdown
    .replace(/^ *(```+)[\s\S]*?^ *\1 *$/gm, '')
    .replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, '``');
}

/** The targets of all links and pictures, without what stands behind a blank. */
function targetsOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  return [
    ...[...text.matchAll(/\]\(<?([^)\s>]+)/g)].map(([, target = '']) => target),
    ...[...text.matchAll(/^\[[^\]]+\]: *(\S+)/gm)].map(([, target = '']) => target),
    ...[...text.matchAll(/<(?:a|img|source)\b[^>]*\b(?:href|src|srcset)="([^"\s]+)/g)].map(
      ([, target = '']) => target,
    ),
  ];
}

/** What `#...` can name: headings as GitHub makes anchors of them, and anchors that are written out. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const text = markdown.replace(/^ *(```+)[\s\S]*?^ *\1 *$/gm, '');
  for (const [, heading = ''] of text.matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '');
    const anchor = headingAnchor(plain);
    let unique = anchor;
    for (let count = 1; anchors.has(unique); count++) unique = `${anchor}-${count}`;
    anchors.add(unique);
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Why a link leads nowhere; undefined if it leads somewhere, or out of the repository. */
function fault(from: string, target: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return undefined;
  const [file = '', anchor] = target.split('#');
  const to = file === '' ? from : path.join(path.dirname(from), decodeURIComponent(file));
  const absolute = path.join(projectRoot, to);
  if (to.startsWith('..') || !existsSync(absolute)) return `${from}: ${target}: no such file`;
  if (anchor === undefined || !to.endsWith('.md')) return undefined;
  const anchors = anchorsOf(readFileSync(absolute, 'utf8'));
  return anchors.has(decodeURIComponent(anchor))
    ? undefined
    : `${from}: ${target}: no such heading`;
}

test('links, pictures and anchors are found in Markdown, and not in code', () => {
  const page = [
    '# One `two` (three)',
    '## Same',
    '## Same',
    '<a id="here"></a> [a](b.md#c) ![d](e.png "f") `[g](h)` <img src="i.png">',
    '```md',
    '# Not [j](k)',
    '```',
    '[l]: m.md',
  ].join('\n');
  assert.deepEqual(targetsOf(page), ['b.md#c', 'e.png', 'm.md', 'i.png']);
  assert.deepEqual([...anchorsOf(page)], ['one-two-three', 'same', 'same-1', 'here']);
});

test('a link to a file or a heading that is not there is found', () => {
  assert.equal(fault('README.md', 'docs/architecture.md'), undefined);
  assert.equal(fault('README.md', 'https://example.com/x'), undefined);
  assert.equal(
    fault('docs/security.md', '../nowhere.md'),
    'docs/security.md: ../nowhere.md: no such file',
  );
  assert.equal(fault('README.md', '../x'), 'README.md: ../x: no such file');
  assert.equal(
    fault('README.md', 'docs/architecture.md#nothing-like-it'),
    'README.md: docs/architecture.md#nothing-like-it: no such heading',
  );
});

test('every link of every page leads somewhere', () => {
  const all = pages();
  assert.ok(all.includes('README.md') && all.includes('docs/guide/troubleshooting.md'));
  const faults = all.flatMap((page) =>
    targetsOf(readFileSync(path.join(projectRoot, page), 'utf8')).flatMap(
      (target) => fault(page, target) ?? [],
    ),
  );
  assert.deepEqual(faults, []);
});
