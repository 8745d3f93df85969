import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Answers, ctlOn } from '../../test/rig/fake-ctl.ts';
import { ConnectionLost, ServerFault } from '../client/errors.ts';
import { upgrade } from './commands/upgrade.ts';

const PLAN = {
  number: 2,
  from_visord: '0.1.0',
  from_node: '20.19.0',
  to_visord: '0.2.0',
  to_node: '22.1.0',
};
const DONE = { ...PLAN, outcome: 'upgraded', reason: '', took_ms: 120 };

async function run(answers: Answers) {
  const { ctl, output, calls } = ctlOn(answers);
  await upgrade.run(ctl, [], new Map());
  return { text: output.stdout, status: ctl.exitStatus, calls };
}

test('it waits until the next program tells that it has taken over', async () => {
  const answers = [
    new ServerFault(101, 'UPGRADING'),
    new ConnectionLost(false),
    Object.assign(new Error('reset'), { code: 'ECONNRESET' }),
    { number: 0 },
    { ...DONE, number: 1 },
    DONE,
  ];
  const { text, status } = await run({
    'visord.upgrade': PLAN,
    'visord.getLastUpgrade': () => {
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return next;
    },
  });
  assert.equal(
    text,
    'Upgraded from visord 0.1.0 (node 20.19.0) to visord 0.2.0 (node 22.1.0) in 120 ms\n',
  );
  assert.deepEqual([status, answers.length], [0, 0]);
});

test('an upgrade that was undone is an error, with its reason', async () => {
  const { text, status } = await run({
    'visord.upgrade': PLAN,
    'visord.getLastUpgrade': { ...DONE, outcome: 'fell back', reason: 'it ended by SIGABRT' },
  });
  assert.equal(
    text,
    'ERROR: not upgraded, visord 0.1.0 (node 20.19.0) goes on: it ended by SIGABRT\n',
  );
  assert.equal(status, 1);
});

const REFUSALS: readonly [fault: ServerFault, text: string, status: number][] = [
  [new ServerFault(30, 'FAILED: no such option'), 'not upgraded: no such option', 1],
  [new ServerFault(6, 'SHUTDOWN_STATE'), 'already shutting down', 1],
  [
    new ServerFault(1, 'UNKNOWN_METHOD'),
    'this supervisord cannot be upgraded while it runs; restart it',
    3,
  ],
];

test('a refusal is told, and nothing more is asked', async () => {
  for (const [fault, text, status] of REFUSALS) {
    const answer = await run({ 'visord.upgrade': fault });
    assert.deepEqual([answer.text, answer.status], [`ERROR: ${text}\n`, status]);
    assert.deepEqual(answer.calls, ['visord.upgrade']);
  }
});

test('what it does not know goes on to who does', async () => {
  const fault = new ServerFault(100, 'NOT_PERMITTED: visord.upgrade');
  await assert.rejects(run({ 'visord.upgrade': fault }), fault);
});

test('with --json the report is the document', async () => {
  const { ctl } = ctlOn({ 'visord.upgrade': PLAN, 'visord.getLastUpgrade': DONE });
  assert.deepEqual(await upgrade.json?.document(ctl, [], new Map()), DONE);
});
