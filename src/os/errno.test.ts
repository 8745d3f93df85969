import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSystemError } from '../base/errors.ts';
import { check, errnoName, systemError } from './errno.ts';

test('error numbers have the names that people search for', () => {
  assert.deepEqual([2, 10, 11, 24].map(errnoName), ['ENOENT', 'ECHILD', 'EAGAIN', 'EMFILE']);
  assert.equal(errnoName(99999), '99999');
});

test('an exception looks like one of Node', () => {
  const error = systemError('open', 2);
  assert.ok(isSystemError(error));
  assert.equal(error.message, 'ENOENT: no such file or directory, open');
  assert.deepEqual([error.code, error.errno, error.syscall], ['ENOENT', -2, 'open']);
});

test('check passes a result on and throws a failure', () => {
  assert.equal(check('dup2', 0), 0);
  assert.throws(() => check('waitpid', -10), { code: 'ECHILD', syscall: 'waitpid' });
});
