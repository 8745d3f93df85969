/**
 * Compiles the tests and runs them: `npm test`, or `npm test -- PREFIX...` for the test files
 * whose path begins with one of the prefixes (`npm test -- src/config test/e2e/logs`), with
 * `--only PATTERN` only those tests whose name matches a regular expression.
 *
 * Without a prefix, what takes minutes is left out: it has a command and a step of CI of its own.
 */
import { parseArgs } from 'node:util';
import { findTests, runTests } from './tests.ts';

const SEPARATE = ['test/faults/', 'test/soak/', 'test/recipe.', 'test/release.'];

const { positionals: prefixes, values } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const files = findTests(prefixes).filter(
  (file) => prefixes.length > 0 || !SEPARATE.some((prefix) => file.startsWith(prefix)),
);
if (files.length === 0) {
  process.stderr.write(`no test file begins with ${prefixes.join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await runTests(files, { only: values.only })).exitCode;
}
