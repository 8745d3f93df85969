import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { isSystemError } from '../base/errors.ts';
import { systemError } from './errno.ts';
import { errorText } from './error-text.ts';

test('a failed system call is worded as Python words it', () => {
  assert.throws(
    () => readFileSync('/no/such/file'),
    (error) =>
      isSystemError(error) &&
      errorText(error) === "[Errno 2] No such file or directory: '/no/such/file'",
  );
  assert.equal(errorText(systemError('bind', 98)), '[Errno 98] Address already in use');
  const lookup = Object.assign(new Error(), { code: 'ENOTFOUND' });
  assert.equal(errorText(lookup), '[Errno -2] Name or service not known');
});

test('an error without a wording keeps its own', () => {
  assert.equal(errorText(systemError('bind', 97)), systemError('bind', 97).message);
});
