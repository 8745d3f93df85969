/**
 * Compiles the tests and runs them: `npm test`, or `npm test -- PREFIX...` for the test files
 * whose path begins with one of the prefixes (`npm test -- src/config test/e2e/logs`).
 */
import { findTests, runTests } from './tests.ts';

const prefixes = process.argv.slice(2);
const files = findTests(prefixes);
if (files.length === 0) {
  process.stderr.write(`no test file begins with ${prefixes.join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = (await runTests(files)).exitCode;
}
