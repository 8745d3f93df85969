/** What reread and update notice of a changed file, and what has to wait for a restart. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { difference } from '../rig/differences.ts';
import type { DaemonOptions } from '../rig/rig.ts';
import { Rig } from '../rig/rig.ts';
import { Fault, type Value } from '../rig/xmlrpc.ts';

async function changeable(rig: Rig, text: string, options: DaemonOptions = {}) {
  const { paths, rewrite } = rig.configure(text);
  return { daemon: await rig.foreground(paths, options), rewrite };
}

const program = (name: string, options = '') =>
  `[program:${name}]\ncommand = /bin/cat\nstartsecs = 0\n${options}\n`;

/** Added, changed and removed, as `reloadConfig` answers them. */
const found = (added: string[], changed: string[], removed: string[]): Value => [
  [added, changed, removed],
];

test('a log file that becomes AUTO is no change, one that was AUTO is [14-auto]', async () => {
  await using rig = await Rig.create();
  const file = `stdout_logfile = ${rig.path('out')}`;
  const { daemon, rewrite } = await changeable(rig, program('auto') + program('file', file));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found([], [], []));
  rewrite(program('auto', file) + program('file'));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found([], ['auto'], []));
  rewrite(program('auto', 'stderr_logfile = NONE') + program('file', file));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found([], ['auto'], []));
});

test('after update only what has autostart runs, whatever ran before [14-autostart-only 14-update-order]', async () => {
  await using rig = await Rig.create();
  const lazy = (name: string, options = '') => program(name, `autostart = false\n${options}`);
  const { daemon, rewrite } = await changeable(
    rig,
    lazy('by-hand') + lazy('same') + program('goes'),
  );
  await daemon.rpc('startProcess', 'by-hand');
  await daemon.rpc('startProcess', 'same');
  rewrite(lazy('by-hand', 'priority = 1') + lazy('same') + lazy('late') + program('eager'));
  assert.equal(
    (await daemon.ctl('update')).stdout,
    'goes: stopped\ngoes: removed process group\n' +
      'by-hand: stopped\nby-hand: updated process group\n' +
      'eager: added process group\nlate: added process group\n',
  );
  await daemon.state('eager', 'RUNNING');
  assert.equal((await daemon.info('by-hand')).description, 'Not started');
  assert.equal((await daemon.info('late')).description, 'Not started');
  assert.equal((await daemon.info('same')).statename, 'RUNNING');
});

test('reread sees the environment that supervisord was started with [14-env-of-start]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { daemon, rewrite } = await changeable(rig, '', { env: { CALLER: 'at the start' } });
  const x = `[program:x]\ncommand = ${child.command}\n`;
  rewrite(`${x}environment = A="%(ENV_CALLER)s"\n`);
  assert.equal((await daemon.ctl('update')).stdout, 'x: added process group\n');
  assert.equal((await child.nextRun()).hello.env.A, 'at the start');
  rewrite(`${x}environment = A="%(ENV_OTHER)s"\n`);
  await assert.rejects(daemon.rpc('reloadConfig'), { code: 92 });
});

test('warnings that reread meets are not logged [14-no-warnings]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, '');
  await daemon.logLine(/supervisord started with pid/);
  const before = daemon.log();
  rewrite(
    `[include]\nfiles = nothing.conf\n${program('x', 'redirect_stderr = true\nstderr_logfile = /tmp/x')}`,
  );
  assert.deepEqual(await daemon.rpc('reloadConfig'), found(['x'], [], []));
  assert.equal(daemon.log(), before);
});

test('of [supervisord] reread takes over the identifier, unless a flag gives it [14-identifier]', async () => {
  await using rig = await Rig.create();
  const other = '[supervisord]\nidentifier = other\n';
  const plain = await changeable(rig, '');
  const flagged = await changeable(rig, '', { flags: ['-i', 'flag'] });
  for (const { daemon, rewrite } of [plain, flagged]) {
    rewrite(other);
    await daemon.rpc('reloadConfig');
  }
  assert.equal(await plain.daemon.rpc('getIdentification'), 'other');
  assert.equal(await flagged.daemon.rpc('getIdentification'), 'flag');
});

test('AUTO logs of groups that are added later are named and placed by what reread has found [14-identifier-auto]', async () => {
  await using rig = await Rig.create();
  for (const folder of ['one', 'two']) mkdirSync(rig.path(folder));
  const options = (folder: string, identifier: string) =>
    `[supervisord]\nchildlogdir = ${rig.path(folder)}\nidentifier = ${identifier}\n`;
  const { daemon, rewrite } = await changeable(rig, options('one', 'first') + program('a'));
  rewrite(options('two', 'second') + program('a') + program('b'));
  await daemon.rpc('reloadConfig');
  await daemon.rpc('addProcessGroup', 'b');
  const logs = (folder: string) =>
    readdirSync(rig.path(folder))
      .map((name) => name.replace(/-[a-z0-9_]{8}\.log$/, ''))
      .sort();
  assert.deepEqual(logs('one'), ['a-stderr---first', 'a-stdout---first']);
  assert.deepEqual(logs('two'), ['b-stderr---second', 'b-stdout---second']);
});

test('log level, files and servers stay as they are until a restart [14-needs-restart]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, '[supervisord]\nloglevel = info\n');
  await daemon.logLine(/supervisord started with pid/);
  const port = await rig.freePort();
  rewrite(`[supervisord]
loglevel = critical
logfile = ${rig.path('other.log')}
pidfile = ${rig.path('other.pid')}
[inet_http_server]
port = 127.0.0.1:${port}
${program('x')}`);
  assert.equal((await daemon.ctl('update')).stdout, 'x: added process group\n');
  await daemon.logLine(/INFO spawned: 'x'/);
  assert.equal(rig.read('other.log') + rig.read('other.pid'), '');
  const { code } = await rig.supervisorctl('-s', `http://127.0.0.1:${port}`, 'pid');
  assert.notEqual(code, 0);
  assert.equal(rig.read('supervisord.pid'), `${daemon.pid}\n`);
  assert.equal(await daemon.rpc('getIdentification'), 'supervisor');
});

difference(
  'log and pidfile of a reread',
  'until then the log is read, and the pidfile removed, where they are [14-needs-restart]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, rewrite } = await changeable(rig, '');
    rig.write('other.log', 'of somebody else');
    rig.write('other.pid', 'of somebody else');
    rewrite(
      `[supervisord]\nlogfile = ${rig.path('other.log')}\npidfile = ${rig.path('other.pid')}\n`,
    );
    await daemon.rpc('reloadConfig');
    assert.match(await daemon.rpc('readLog', 0, 0), /supervisord started with pid/);
    await daemon.stop();
    assert.equal(existsSync(rig.path('supervisord.pid')), false);
    assert.equal(rig.read('other.pid'), 'of somebody else');
  },
);

test('a group that a failed reread has met cannot be added [14-failed-reread]', async () => {
  await using rig = await Rig.create();
  const { daemon, rewrite } = await changeable(rig, program('a'));
  rewrite(program('b') + program('a', 'numprocs = many'));
  await assert.rejects(daemon.rpc('reloadConfig'), { code: 92 });
  await assert.rejects(daemon.rpc('addProcessGroup', 'b'), new Fault(10, 'BAD_NAME: b'));
  rewrite(program('b'));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found(['b'], [], ['a']));
  assert.equal(await daemon.rpc('addProcessGroup', 'b'), true);
});

test('members of a group count one by one and in their order [14-group]', async () => {
  await using rig = await Rig.create();
  const both = program('a') + program('b');
  const { daemon, rewrite } = await changeable(rig, `${both}[group:g]\nprograms = a,b\n`);
  for (const [text, changed] of [
    ['[group:g]\nprograms = a,b\npriority = 1\n', ['g']],
    ['[group:g]\nprograms = b,a\n', ['g']],
    ['[group:g]\nprograms = a\n', ['g']],
    ['[group:g]\nprograms = a,b\n', []],
  ] as const) {
    rewrite(both + text);
    const answer = (await daemon.rpc('reloadConfig')) as [[string[], string[], string[]]];
    assert.deepEqual(answer[0][1], changed, text);
  }
});

test('a change of one member restarts its whole group [14-whole-group]', async () => {
  await using rig = await Rig.create();
  const group = '[group:g]\nprograms = a,b\n';
  const { daemon, rewrite } = await changeable(rig, program('a') + program('b') + group);
  const before = await daemon.state('g:a', 'RUNNING');
  rewrite(program('a') + program('b', 'stopwaitsecs = 11') + group);
  assert.equal((await daemon.ctl('update')).stdout, 'g: stopped\ng: updated process group\n');
  assert.notEqual((await daemon.state('g:a', 'RUNNING')).pid, before.pid);
});

test('the address of an fcgi-program is a change, the mode of its socket is none [14-fcgi]', async () => {
  await using rig = await Rig.create();
  const fcgi = (file: string, options = '') =>
    `[fcgi-program:f]\ncommand = /bin/cat\nsocket = unix://${rig.path(file)}\n${options}\n`;
  const { daemon, rewrite } = await changeable(rig, fcgi('one'));
  rewrite(fcgi('one', 'socket_mode = 0777'));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found([], [], []));
  rewrite(fcgi('other'));
  assert.deepEqual(await daemon.rpc('reloadConfig'), found([], ['f'], []));
});
