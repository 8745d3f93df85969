import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameCounter } from '../../bench/dashboard.ts';

test('events of one type are counted, wherever the stream is cut', () => {
  const stream = [
    'retry: 2000\nid: a.1\n\n',
    'event: state\nid: a.2\ndata: {"to":"event: state"}\n\n',
    'event: usage\nid: a.2\ndata: {}\n\n',
    'event: state\nid: a.3\ndata: {}\n\n',
  ].join('');
  for (let cut = 0; cut <= stream.length; cut++) {
    const counter = new FrameCounter('state');
    counter.add(stream.slice(0, cut));
    counter.add(stream.slice(cut));
    assert.equal(counter.count, 2);
  }
});
