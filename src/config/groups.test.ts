/** What is in which group, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processesOf, readText } from '../../test/rig/read-config.ts';

test('groups are sorted by priority and name, and hold their programs in the order given [2.11-groups 2.11-one-list 2.8-priority 2.8-empty]', () => {
  const config = readText(
    '[program:b]\ncommand=b\n[program:a]\ncommand=a\npriority=5\n[program:z]\ncommand=z\n' +
      '[program:c]\ncommand=c\n[group:g]\nprograms=z, b\npriority=998\n' +
      '[eventlistener:l]\ncommand=l\nevents=tick_5,EVENT,TICK_5\n[group:empty]\n',
  );
  assert.deepEqual(
    config.groups.map(({ kind, name, priority, processes }) => [
      `${kind} ${name} ${priority}`,
      ...processes.map((process) => `${process.group}:${process.name}`),
    ]),
    [
      ['eventlistener l -1', 'l:l'],
      ['program a 5', 'a:a'],
      ['group g 998', 'g:z', 'g:b'],
      ['program c 999', 'c:c'],
      ['group empty 999'],
    ],
  );
  assert.deepEqual(config.groups[0]?.pool, {
    buffer_size: 10,
    events: ['TICK_5', 'EVENT'],
    result_handler: 'supervisor.dispatchers:default_handler',
  });
  assert.equal(config.groups[0]?.processes[0]?.priority, 999);
});

test('a program can be in several groups, and knows in which [2.8-several-groups]', () => {
  const config = readText(
    '[program:p]\ncommand=%(group_name)s\n[group:a]\nprograms=p\n[group:b]\nprograms=p',
  );
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['a', 'b'],
  );
});

test('fcgi-programs share a socket, also in a group [2.6-in-group 2.6-owner-default]', () => {
  const config = readText(
    '[fcgi-program:f]\ncommand=f\nsocket=unix:///run/%(program_name)s.sock\nuser=root\n' +
      '[group:g]\nprograms=f\n[fcgi-program:t]\ncommand=t\nsocket=tcp://Host:9000\nsocket_backlog=5',
  );
  assert.deepEqual(
    processesOf(config).map(({ socket }) => socket),
    [
      {
        url: 'unix:///run/f.sock',
        address: { path: '/run/f.sock' },
        backlog: undefined,
        mode: 0o700,
        owner: { uid: 0, gid: 0 },
      },
      {
        url: 'tcp://host:9000',
        address: { host: 'host', port: 9000 },
        backlog: 5,
        mode: undefined,
        owner: undefined,
      },
    ],
  );
});
