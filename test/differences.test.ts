import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { projectRoot } from './rig/commands.ts';

const page = readFileSync(path.join(projectRoot, 'docs/differences.md'), 'utf8');
/** A bullet begins with a capital. */
const PAGE = page.toLowerCase();
const E2E = path.join(projectRoot, 'test/e2e');

/** The names of differences that the end-to-end tests use, such as `#15`. */
function namedDifferences(): string[] {
  return readdirSync(E2E).flatMap((file) =>
    [...readFileSync(path.join(E2E, file), 'utf8').matchAll(/\bdiffer\w*\(\s*'([^']+)'/g)].flatMap(
      ([, name]) => name ?? [],
    ),
  );
}

test('every difference that a test names stands in docs/differences.md', () => {
  const names = namedDifferences();
  assert.ok(names.length > 10, 'the tests name their differences in another way now');
  for (const name of new Set(names)) {
    const row = name.startsWith('#') ? new RegExp(`^\\| ${name.slice(1)} +\\|`, 'm') : name;
    const found = typeof row === 'string' ? PAGE.includes(row.toLowerCase()) : row.test(page);
    assert.ok(found, `docs/differences.md has no row for ${name}`);
  }
});
