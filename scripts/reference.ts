/**
 * The reference run: the end-to-end tests against the Python original (`apt-get install
 * supervisor`), or against whatever SUPERVISORD and SUPERVISORCTL name.
 */
import { findTests, runTests } from './tests.ts';

process.exitCode = await runTests(findTests(['test/e2e', ...process.argv.slice(2)]), {
  SUPERVISORD: process.env.SUPERVISORD ?? '/usr/bin/supervisord',
  SUPERVISORCTL: process.env.SUPERVISORCTL ?? '/usr/bin/supervisorctl',
});
