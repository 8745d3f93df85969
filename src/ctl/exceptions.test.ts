import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { UserError } from '../base/errors.ts';
import { ConnectionLost, HttpStatusError, ServerFault } from '../client/errors.ts';
import { exceptionLine, exceptionText, PythonError } from './exceptions.ts';

test('errors carry the class and the text that scripts know [12.3-error]', () => {
  const table: readonly [error: unknown, text: string][] = [
    [
      new ServerFault(6, 'SHUTDOWN_STATE'),
      "<class 'xmlrpc.client.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>",
    ],
    [
      new ServerFault(92, "CANT_REREAD: it's\nbroken"),
      `<class 'xmlrpc.client.Fault'>, <Fault 92: "CANT_REREAD: it's\\nbroken">`,
    ],
    [
      new HttpStatusError('/RPC2', 401, 'Unauthorized'),
      "<class 'xmlrpc.client.ProtocolError'>, <ProtocolError for 127.0.0.1/RPC2: 401 Unauthorized>",
    ],
    [
      new ConnectionLost(false),
      "<class 'http.client.RemoteDisconnected'>, Remote end closed connection without response",
    ],
    [new UserError('Unknown protocol'), "<class 'ValueError'>, Unknown protocol"],
    [new PythonError('OverflowError', 'too big'), "<class 'OverflowError'>, too big"],
    [
      Object.assign(new Error('x'), { code: 'EACCES', errno: -13 }),
      "<class 'PermissionError'>, [Errno 13] Permission denied",
    ],
    [
      Object.assign(new Error('x'), { code: 'ENOTFOUND', errno: -3008 }),
      "<class 'socket.gaierror'>, [Errno -2] Name or service not known",
    ],
    [new TypeError('a bug'), "<class 'TypeError'>, a bug"],
    ['a string', "<class 'Exception'>, a string"],
  ];
  for (const [error, text] of table) assert.equal(exceptionText(error), text);
});

test('file and line say where an error was made', () => {
  const line = exceptionLine(new PythonError('ValueError', 'text: with colons'));
  assert.match(line, /^error: <class 'ValueError'>, text: with colons: file: .+ line: [1-9]\d*$/);
  assert.match(exceptionLine('no stack'), /: file: supervisorctl line: 0$/);
});

test('the errors of a real socket are known', async () => {
  const error = await new Promise((resolve) => connect('/nowhere/at/all').on('error', resolve));
  const text = "<class 'FileNotFoundError'>, [Errno 2] No such file or directory";
  assert.equal(exceptionText(error), text);
});
