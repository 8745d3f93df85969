/**
 * The reference run: the tests in `test/e2e` and `test/consumers` against the Python original
 * (`apt-get install supervisor`), or against whatever SUPERVISORD, SUPERVISORCTL and PIDPROXY name.
 * `npm run reference -- PREFIX...` runs those whose path begins with one of the prefixes.
 */
import { findTests, runTests } from './tests.ts';

const prefixes = process.argv.slice(2);
process.exitCode = await runTests(
  findTests(prefixes.length > 0 ? prefixes : ['test/e2e', 'test/consumers']),
  {
    SUPERVISORD: process.env.SUPERVISORD ?? '/usr/bin/supervisord',
    SUPERVISORCTL: process.env.SUPERVISORCTL ?? '/usr/bin/supervisorctl',
    PIDPROXY: process.env.PIDPROXY ?? '/usr/bin/pidproxy',
  },
);
