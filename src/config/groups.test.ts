/** What is in which group, and in which order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { processesOf, programWith, readText } from '../../test/rig/read-config.ts';

test('groups are sorted by priority and name, and hold their programs in the order given [2.11-groups 2.11-one-list 2.8-priority 2.8-empty 2.5-priority 2.7-priority 2.7-events 2.7-defaults]', () => {
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
    listener_restart: false,
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

const socketOf = (options: string) =>
  processesOf(readText(`[fcgi-program:f]\ncommand=f\n${options}`))[0]?.socket;

test('a unix socket of an fcgi-program has a mode of 0700 and as many waiting as can be [2.6-defaults]', () => {
  assert.deepEqual(socketOf('socket=unix:///s'), {
    url: 'unix:///s',
    address: { path: '/s' },
    backlog: undefined,
    mode: 0o700,
    owner: undefined,
  });
  const { mode, backlog } =
    socketOf('socket=unix:///s\nsocket_mode=0770\nsocket_backlog=65535') ?? {};
  assert.deepEqual([mode, backlog], [0o770, 65535]);
});

test('it belongs to socket_owner, else to the user of the program if that is another [2.6-owner-default]', () => {
  const owner = (options: string) => socketOf(`socket=unix:///s\n${options}`)?.owner;
  assert.deepEqual(owner('user=nobody\nsocket_owner=root'), { uid: 0, gid: -1 });
  assert.deepEqual(owner('user=root'), { uid: 0, gid: 0 });
  const config = readText('[fcgi-program:f]\ncommand=f\nsocket=unix:///s\nuser=root', { uid: 0 });
  assert.equal(processesOf(config)[0]?.socket?.owner, undefined);
});

test('an fcgi-program has the options of a program [2.6-program]', () => {
  const options = 'priority=3\nautostart=no\nstopsignal=QUIT\nstdout_logfile=NONE';
  const fcgi = processesOf(
    readText(`[fcgi-program:x]\ncommand=cat\nsocket=tcp://h:1\n${options}`),
  )[0];
  const { socket, origin, ...same } = fcgi ?? {};
  assert.equal(socket?.url, 'tcp://h:1');
  assert.equal(origin?.section, 'fcgi-program:x');
  const { origin: _, ...program } = programWith(options);
  assert.deepEqual(same, program);
});

test('a program of a group has no group of its own [2.8-no-own-group]', () => {
  const config = readText(
    '[program:a]\ncommand=a\n[fcgi-program:f]\ncommand=f\nsocket=tcp://h:1\n' +
      '[program:b]\ncommand=b\n[group:g]\nprograms= a , f',
  );
  assert.deepEqual(
    config.groups.map(({ name, processes }) => [name, ...processes.map((each) => each.name)]),
    [
      ['b', 'b'],
      ['g', 'a', 'f'],
    ],
  );
});

test('a group and a program of one name are both made, and the second is warned of [2.8-same-name]', () => {
  const { groups, notes } = readText(
    '[program:g]\ncommand=c\n[program:p]\ncommand=c\n[group:g]\nprograms=p',
  );
  assert.deepEqual(
    groups.map(({ kind, name }) => `${kind} ${name}`),
    ['group g', 'program g'],
  );
  assert.match(notes[0]?.text ?? '', /^\[program:g\] is ignored, since \[group:g\] makes a group /);
});

test('a name behind program: can be empty [1.6-empty-name]', () => {
  assert.equal(processesOf(readText('[program:]\ncommand=c'))[0]?.name, '');
});

test('processes of a group are in the order of their priorities, then in that of the file [2.11-in-group]', () => {
  const config = readText(
    '[program:z]\ncommand=z\npriority=10\n[program:b]\ncommand=b\n[program:c]\ncommand=c\n' +
      'priority=5\n[program:a]\ncommand=a\n[group:g]\nprograms=z,b,c,a',
  );
  assert.deepEqual(
    processesOf(config).map(({ name }) => name),
    ['c', 'z', 'b', 'a'],
  );
});
