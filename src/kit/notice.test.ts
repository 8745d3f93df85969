import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEvent } from './event.ts';
import { messageJson, messageMail, messageText, notice } from './notice.ts';
import { isSelected, type StateEvent } from './selection.ts';

function event(state: string, more = '', group = 'g', process = 'x'): StateEvent {
  const payload = `processname:${process} groupname:${group} from_state:RUNNING${more}`;
  return readEvent(new Map([['eventname', `PROCESS_STATE_${state}`]]), payload) as StateEvent;
}

test('changes are selected by states and by programs', () => {
  const unexpected = event('EXITED', ' expected:0 pid:7');
  const expected = event('EXITED', ' expected:1 pid:7');
  const fatal = event('FATAL', '', 'web', 'web');
  // biome-ignore format: one case per row
  const cases: [StateEvent, string, string, boolean][] = [
    [unexpected, 'unexpected', '*', true],
    [expected,   'unexpected', '*', false],
    [expected,   'EXITED', '*', true],
    [fatal,      'EXITED', '*', false],
    [fatal,      'FATAL', 'web', true],
    [fatal,      'F*', 'web:web', true],
    [fatal,      'F*', 'g', false],
    [unexpected, '*', 'g', true],
    [unexpected, '*', 'g:*', true],
    [unexpected, '*', 'g:y', false],
    [unexpected, '*', 'x', false],
  ];
  for (const [each, state, program, selected] of cases) {
    const selection = { states: ['UNKNOWN', state], programs: ['nobody', program] };
    assert.equal(isSelected(each, selection), selected, `${each.name} ${state} ${program}`);
  }
});

const SENDER = { host: 'h', server: 's' };
const EXITED = notice(event('EXITED', ' expected:0 pid:7'), 0);
const FATAL = notice(event('FATAL', '', 'web', 'web'), 1_000);

test('a message has a headline, a line for each change, and what was dropped', () => {
  assert.equal(
    messageText([FATAL], 0, SENDER),
    'web is FATAL on h (s)\n\n1970-01-01T00:00:01.000Z web is FATAL\n',
  );
  assert.equal(
    messageText([EXITED, FATAL], 2, SENDER),
    '2 changes of state on h (s)\n\n' +
      '1970-01-01T00:00:00.000Z g:x (pid 7) is EXITED unexpectedly\n' +
      '1970-01-01T00:00:01.000Z web is FATAL\n\n2 earlier ones were dropped.\n',
  );
});

test('a webhook gets the same text, and every change as data', () => {
  assert.deepEqual(JSON.parse(messageJson([EXITED], 1, SENDER)), {
    host: 'h',
    server: 's',
    text: messageText([EXITED], 1, SENDER),
    dropped: 1,
    events: [
      {
        time: '1970-01-01T00:00:00.000Z',
        name: 'x',
        group: 'g',
        state: 'EXITED',
        from_state: 'RUNNING',
        expected: false,
        pid: 7,
      },
    ],
  });
});

test('a mail has its headers, in ASCII, then the text', () => {
  const options = { dropped: 0, sender: { host: 'h\u00e9', server: 's' } };
  const mail = messageMail({ from: 'me@h', to: 'a@h, b@h' }, [FATAL], options);
  const subject = Buffer.from('web is FATAL on h\u00e9 (s)').toString('base64');
  assert.equal(
    mail,
    `From: me@h\nTo: a@h, b@h\nSubject: =?utf-8?B?${subject}?=\nMIME-Version: 1.0\n` +
      'Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n' +
      `Auto-Submitted: auto-generated\n\n${messageText([FATAL], 0, options.sender)}`,
  );
  assert.doesNotMatch(messageMail({ from: undefined, to: 'a@h' }, [FATAL], options), /^From/);
});
