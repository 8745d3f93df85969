/** Builds the packages for distributions and installs them for real: `npm run test:packages`. */
import { runTests } from './tests.ts';

process.exitCode = (await runTests(['packaging/test/packages.test.ts'])).exitCode;
