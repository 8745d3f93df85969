/**
 * The reference run: the tests in `test/e2e` and `test/consumers` against the Python original
 * (`apt-get install supervisor`), or against whatever SUPERVISORD, SUPERVISORCTL and PIDPROXY name.
 * `npm run reference -- PREFIX...` runs those whose path begins with one of the prefixes.
 *
 * The original has races of its own, which no test of ours can mend: a few files that fail are run
 * once more, alone, and only what fails again has failed.
 */
import { findTests, runTests } from './tests.ts';

/** With more files than these, it is not a race. */
const MOST_RACES = 4;

const prefixes = process.argv.slice(2);
const files = findTests(prefixes.length > 0 ? prefixes : ['test/e2e', 'test/consumers']);
const original = {
  SUPERVISORD: process.env.SUPERVISORD ?? '/usr/bin/supervisord',
  SUPERVISORCTL: process.env.SUPERVISORCTL ?? '/usr/bin/supervisorctl',
  PIDPROXY: process.env.PIDPROXY ?? '/usr/bin/pidproxy',
};
const { exitCode, failed } = await runTests(files, original);
if (exitCode === 0 || failed.length === 0 || failed.length > MOST_RACES) {
  process.exitCode = exitCode;
} else {
  console.log(`\nfailed, and run once more alone: ${failed.join(', ')}`);
  process.exitCode = (await runTests(failed, original, 1)).exitCode;
}
