import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import { ServerFault } from '../client/errors.ts';
import { upcheck } from './upcheck.ts';

test('a server that speaks something else gets one line more on stderr, what to do', async () => {
  const table: readonly [answer: unknown, stdout: RegExp, stderr: RegExp, exitStatus: number][] = [
    ['2.0', /^Sorry, .* remote version is 2\.0\.\n$/, /^use the supervisorctl that .* 3\.0\n$/, 5],
    [
      new ServerFault(1, 'UNKNOWN_METHOD'),
      /^Sorry, supervisord responded .*\n$/,
      /^add the section \[rpcinterface:supervisor\] .*\n$/,
      3,
    ],
    [
      Object.assign(new Error('gone'), { code: 'ENOENT' }),
      /^unix:\/\/\/run\/s\.sock no such file\n$/,
      /^[^\n]+\n$/,
      7,
    ],
  ];
  for (const [answer, stdout, stderr, exitStatus] of table) {
    const { ctl, output } = ctlOn({ 'supervisor.getVersion': answer });
    assert.equal(await upcheck(ctl), false);
    assert.match(output.stdout, stdout);
    assert.match(output.stderr, stderr);
    assert.equal(ctl.exitStatus, exitStatus);
  }
});

test('a server that speaks what we speak is not commented', async () => {
  const { ctl, output } = ctlOn({ 'supervisor.getVersion': '3.0' });
  assert.equal(await upcheck(ctl), true);
  assert.deepEqual([output.stdout, output.stderr, ctl.exitStatus], ['', '', 0]);
});
