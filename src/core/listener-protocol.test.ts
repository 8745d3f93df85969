/** The conversation with a listener: what it may say when, and what breaks it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InternalError } from '../base/errors.ts';
import {
  type Conversation,
  converse,
  type ListenerEffect,
  type ListenerInput,
  type ListenerState,
  LONGEST_RESULT,
  LONGEST_RESULT_LINE,
  NEW_CONVERSATION,
} from './listener-protocol.ts';

const said = (text: string): ListenerInput => ({
  kind: 'said',
  bytes: Buffer.from(text, 'latin1'),
});
const SENT: ListenerInput = { kind: 'sent' };
const judged = (verdict: 'accepted' | 'rejected' | 'broken'): ListenerInput => ({
  kind: 'judged',
  verdict,
});

/** Effects as short words: `->READY`, `judge OK`, `bad x`, `back`. */
function show(effect: ListenerEffect): string {
  switch (effect.kind) {
    case 'entered':
      return `->${effect.to}`;
    case 'judge':
      return `judge ${Buffer.from(effect.body).toString()}`;
    case 'badResultLine':
      return `bad ${Buffer.from(effect.line).toString('latin1')}`;
    case 'giveBack':
      return 'back';
  }
}

/** Feeds inputs in; answers are judged as accepted. */
function after(inputs: readonly ListenerInput[], from: Conversation = NEW_CONVERSATION) {
  let conversation = from;
  const effects: string[] = [];
  const take = (input: ListenerInput): void => {
    const step = converse(conversation, input);
    conversation = step.conversation;
    for (const effect of step.effects) {
      effects.push(show(effect));
      if (effect.kind === 'judge' && !inputs.some(({ kind }) => kind === 'judged')) {
        take(judged('accepted'));
      }
    }
  };
  for (const input of inputs) take(input);
  return { state: conversation.state, effects, conversation };
}

const TO_READY = [said('READY\n')];
const TO_BUSY = [...TO_READY, SENT];

type Row = readonly [
  inputs: readonly ListenerInput[],
  state: ListenerState,
  effects: readonly string[],
];

const OK = 'RESULT 2\nOK';
const DONE = ['judge OK', '->ACKNOWLEDGED'];

const ROWS: readonly Row[] = [
  [[], 'ACKNOWLEDGED', []],
  [[said('READY')], 'ACKNOWLEDGED', []],
  [[said('READY\n')], 'READY', ['->READY']],
  [[said('R'), said('EADY'), said('\n')], 'READY', ['->READY']],
  [[said('ready\n')], 'UNKNOWN', ['->UNKNOWN']],
  [[said('RESULT 2\nOK')], 'UNKNOWN', ['->UNKNOWN']],
  [[said('\nREADY')], 'UNKNOWN', ['->UNKNOWN']],
  [[said('nonsense')], 'UNKNOWN', ['->UNKNOWN']],
  [[said('x'), said('y')], 'ACKNOWLEDGED', []],
  [[said('READY\nx')], 'UNKNOWN', ['->READY', '->UNKNOWN']],
  [[said('READY\nREADY\n')], 'UNKNOWN', ['->READY', '->UNKNOWN']],
  [[...TO_READY, said('\n')], 'UNKNOWN', ['->READY', '->UNKNOWN']],
  [TO_BUSY, 'BUSY', ['->READY']],
  [[...TO_BUSY, said('RESULT 2')], 'BUSY', ['->READY']],
  [[...TO_BUSY, said('RESULT 2\nO')], 'BUSY', ['->READY']],
  [[...TO_BUSY, said(OK)], 'ACKNOWLEDGED', ['->READY', ...DONE]],
  [[...TO_BUSY, ...[...OK].map(said)], 'ACKNOWLEDGED', ['->READY', ...DONE]],
  [[...TO_BUSY, said(`${OK}READY\n`)], 'READY', ['->READY', ...DONE, '->READY']],
  [[...TO_BUSY, said(`${OK}x`)], 'ACKNOWLEDGED', ['->READY', ...DONE]],
  [[...TO_BUSY, said(`${OK}nothing`)], 'UNKNOWN', ['->READY', ...DONE, '->UNKNOWN']],
  [[...TO_BUSY, said(`${OK}READY\nx`)], 'UNKNOWN', ['->READY', ...DONE, '->READY', '->UNKNOWN']],
  [
    [...TO_BUSY, said('whatever2\nOK')],
    'UNKNOWN',
    ['->READY', 'bad whatever2', '->UNKNOWN', 'back'],
  ],
  [[...TO_BUSY, said('1234567 2\nOK')], 'ACKNOWLEDGED', ['->READY', ...DONE]],
  [[...TO_BUSY, said('RESULT +2 \nOK')], 'ACKNOWLEDGED', ['->READY', ...DONE]],
  [[...TO_BUSY, said('RESULT 0\n')], 'ACKNOWLEDGED', ['->READY', 'judge ', '->ACKNOWLEDGED']],
  [
    [...TO_BUSY, said('RESULT two\n')],
    'UNKNOWN',
    ['->READY', 'bad RESULT two', '->UNKNOWN', 'back'],
  ],
  [[...TO_BUSY, said('READY\n')], 'UNKNOWN', ['->READY', 'bad READY', '->UNKNOWN', 'back']],
  [[...TO_BUSY, said('\n')], 'UNKNOWN', ['->READY', 'bad ', '->UNKNOWN', 'back']],
  [
    [...TO_BUSY, said('RESULT \xb2\n')],
    'UNKNOWN',
    ['->READY', 'bad RESULT \xb2', '->UNKNOWN', 'back'],
  ],
  [[...TO_BUSY, said('RESULT -1\n')], 'UNKNOWN', ['->READY', 'bad RESULT -1', '->UNKNOWN', 'back']],
  [
    [...TO_BUSY, said('RESULT 65537\n')],
    'UNKNOWN',
    ['->READY', 'bad RESULT 65537', '->UNKNOWN', 'back'],
  ],
  [
    [...TO_BUSY, said('RESULT 1e1\n')],
    'UNKNOWN',
    ['->READY', 'bad RESULT 1e1', '->UNKNOWN', 'back'],
  ],
  [[said('nonsense'), said('READY\n')], 'UNKNOWN', ['->UNKNOWN']],
  [
    [...TO_BUSY, said('RESULT 2\nNO'), judged('rejected'), said('READY\n')],
    'READY',
    ['->READY', 'judge NO', '->ACKNOWLEDGED', 'back', '->READY'],
  ],
  [
    [...TO_BUSY, said('RESULT 2\nNOREADY\n'), judged('rejected')],
    'READY',
    ['->READY', 'judge NO', '->ACKNOWLEDGED', 'back', '->READY'],
  ],
  [
    [...TO_BUSY, said('RESULT 2\nNOREADY\n'), judged('broken')],
    'UNKNOWN',
    ['->READY', 'judge NO', '->UNKNOWN', 'back'],
  ],
];

test('every state takes what it should, in any pieces, and breaks at everything else [9.3-states 9.3-ready 9.3-busy 9.3-pieces 9.3-word 9.3-broken-handler 9.3-terminal 9.3-bounded]', () => {
  for (const [inputs, state, effects] of ROWS) {
    const name = JSON.stringify(inputs.map((input) => ({ ...input })));
    const result = after(inputs);
    assert.deepEqual([result.state, result.effects], [state, effects], name);
  }
});

test('what a listener says is kept only up to a limit, in every state [9.3-bounded]', () => {
  const piece = said('x'.repeat(100_000));
  for (const inputs of [
    [],
    TO_READY,
    TO_BUSY,
    [...TO_BUSY, said('RESULT 9')],
    [said('nonsense')],
  ]) {
    const { state, conversation } = after([...inputs, piece]);
    assert.equal(state, 'UNKNOWN');
    assert.equal(conversation.heard.length, 0);
  }
  const line = after([...TO_BUSY, said('R'.repeat(LONGEST_RESULT_LINE))]);
  assert.equal(line.state, 'BUSY');
  assert.equal(after([said('R')], line.conversation).state, 'UNKNOWN');
});

test('the longest answer is taken, byte by byte [9.3-pieces 9.3-bounded]', () => {
  let { conversation } = after([...TO_BUSY, said(`RESULT ${LONGEST_RESULT}\n`)]);
  for (let count = 1; count < LONGEST_RESULT; count += 64) {
    conversation = after([said('y'.repeat(64))], conversation).conversation;
  }
  assert.equal(conversation.state, 'ACKNOWLEDGED');
});

test('what cannot happen is a bug, and not taken', () => {
  const unknown = after([said('nonsense')]).conversation;
  for (const input of [SENT, judged('accepted')]) {
    assert.throws(() => converse(unknown, input), InternalError);
  }
  assert.throws(() => converse(NEW_CONVERSATION, SENT), InternalError);
});
