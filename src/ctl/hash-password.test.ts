import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import { ScriptedTerminal } from '../../test/rig/fake-terminal.ts';
import { passwordMatches, tokenMatches } from '../os/password-hash.ts';
import { hashPassword } from './commands/hash-password.ts';
import { EXIT } from './exit-status.ts';

async function run(
  answers: readonly string[],
  { isTyped = true, flags = new Map<string, string>() } = {},
) {
  const fake = ctlOn({});
  const terminal = Object.assign(new ScriptedTerminal(answers), { isTyped });
  const ctl = { ...fake.ctl, terminal };
  await hashPassword.run(ctl, [], flags);
  const { output, calls } = fake;
  return { lines: output.stdout.split('\n'), terminal, calls, exitStatus: ctl.exitStatus };
}

test('a password that is typed is asked for twice, and hashed without a server', async () => {
  const { lines, terminal, calls, exitStatus } = await run(['a secret', 'a secret']);
  assert.deepEqual(terminal.questions, ['Password: ', 'Again: ']);
  assert.equal(lines.length, 2);
  assert.equal(await passwordMatches('a secret', lines[0] ?? ''), true);
  assert.deepEqual([calls, exitStatus], [[], EXIT.SUCCESS]);
});

test('a pipe says it once, and only the hash is printed', async () => {
  const { lines, terminal } = await run(['piped'], { isTyped: false });
  assert.deepEqual(terminal.questions, ['']);
  assert.equal(await passwordMatches('piped', lines[0] ?? ''), true);
  assert.deepEqual(lines.slice(1), ['']);
});

test('no password, and two that differ, are refused', async () => {
  const cases = [
    await run([]),
    await run(['']),
    await run(['one', 'two']),
    await run([''], { isTyped: false }),
  ];
  for (const { lines, exitStatus } of cases) {
    assert.match(lines[0] ?? '', /^Error: hash-password needs a password/);
    assert.equal(exitStatus, EXIT.INVALID_ARGUMENTS);
  }
});

test('--token makes a token and its hash', async () => {
  const { lines, terminal } = await run([], { flags: new Map([['--token', '']]) });
  const [token = '', hash = ''] = lines;
  assert.match(hash, /^\{SHA256\}/);
  assert.ok(tokenMatches(token, hash));
  assert.deepEqual(terminal.questions, []);
});
