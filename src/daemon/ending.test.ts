import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ending } from '../os/wait-status.ts';
import { describeEnding } from './ending.ts';

const CASES: readonly (readonly [Ending, string])[] = [
  [{ kind: 'exit', code: 0 }, 'exit status 0'],
  [{ kind: 'exit', code: 255 }, 'exit status 255'],
  [{ kind: 'signal', signal: 15, coreDumped: false }, 'terminated by SIGTERM'],
  [{ kind: 'signal', signal: 11, coreDumped: true }, 'terminated by SIGSEGV (core dumped)'],
  [{ kind: 'signal', signal: 42, coreDumped: false }, 'terminated by signal 42'],
];

test('an end is told by its status or its signal [6.1-exit-by-signal]', () => {
  for (const [ending, text] of CASES) assert.equal(describeEnding(ending), text);
});
