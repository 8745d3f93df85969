import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HANDOVER_FORMAT, type Handover, readHandover, writeHandover } from './handover.ts';

const HANDOVER: Handover = {
  format: HANDOVER_FORMAT,
  from: { visord: '1.2.3', node: '20.19.0' },
  to: { visord: '1.3.0', node: '22.1.0' },
  package: '/usr/lib/node_modules/visord',
  folder: '/root',
  number: 3,
  openFiles: null,
  isDetached: true,
  pidfile: '/run/supervisord.pid',
  sockets: [{ address: '/run/supervisor.sock', fd: 21 }],
  leftAt: 1234.5,
};

test('what is written is read again, with the state behind it as it was', () => {
  const state = '{"a":"\\n"}\n{}';
  assert.deepEqual(readHandover(writeHandover(HANDOVER, state)), { handover: HANDOVER, state });
});

test('a field that this program does not know is no error', () => {
  const later = { ...HANDOVER, later: 1 };
  assert.deepEqual(readHandover(writeHandover(later, '')).handover, later);
});

test('another format is refused, with both numbers', () => {
  const text = writeHandover({ ...HANDOVER, format: 2 as 1 }, '');
  assert.throws(() => readHandover(text), {
    name: 'UserError',
    message: 'cannot take over: the state has format 2, this program reads format 1',
  });
});

test('a field that is not what it should be is named', () => {
  const bad: Partial<Record<keyof Handover, unknown>> = {
    from: { visord: 1, node: '' },
    to: '1.3.0',
    package: 1,
    folder: undefined,
    number: '3',
    openFiles: 'unlimited',
    isDetached: 1,
    pidfile: null,
    sockets: [{ address: '/run/s', fd: '3' }],
    leftAt: [],
  };
  for (const [field, value] of Object.entries(bad)) {
    const text = writeHandover({ ...HANDOVER, [field]: value }, '');
    assert.throws(() => readHandover(text), { message: `cannot take over: bad field '${field}'` });
  }
});

test('what is no handover at all is refused', () => {
  for (const text of ['', 'x', 'null', '1', '[', '"a"\n', '{"format":1']) {
    assert.throws(() => readHandover(text), { name: 'UserError' }, text);
  }
});
