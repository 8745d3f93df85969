import assert from 'node:assert/strict';
import { test } from 'node:test';
import { methodsOn, outcomes } from '../../../test/rig/methods.ts';
import { UserError } from '../../base/errors.ts';
import type { ProcessState } from '../../wire/states.ts';
import type { WireStruct } from '../../wire/value.ts';

test('the daemon tells about itself [11.2-about]', async () => {
  const { call } = methodsOn([]);
  assert.equal(await call('getAPIVersion'), '3.0');
  assert.equal(await call('getVersion'), '3.0');
  assert.equal(await call('getSupervisorVersion'), '4.3.0');
  assert.equal(await call('getIdentification'), 'supervisor');
  assert.equal(await call('getPID'), 4711);
  assert.deepEqual(await call('getState'), { statecode: 1, statename: 'RUNNING' });
});

test('what is known about a process has the names and types that clients read [11.2-info 11.2-info-order 11.2-integers]', async () => {
  const { daemon, call, fault } = methodsOn(['work:b', 'work:a', 'cat']);
  const cat = daemon.process('cat');
  Object.assign(cat, { startedAt: 5e15, stoppedAt: 0, pid: 7, uptimeMs: 61_000 });
  cat.stdout.path = '/tmp/cat.log';
  cat.becomes('RUNNING');
  const info = await call('getProcessInfo', 'cat');
  assert.deepEqual(info, {
    name: 'cat',
    group: 'cat',
    start: 2 ** 31 - 1,
    stop: 0,
    now: 1_800_000_000,
    state: 20,
    statename: 'RUNNING',
    spawnerr: '',
    exitstatus: 0,
    logfile: '/tmp/cat.log',
    stdout_logfile: '/tmp/cat.log',
    stderr_logfile: '',
    pid: 7,
    description: 'pid 7, uptime 0:01:01',
  });
  const all = (await call('getAllProcessInfo')) as WireStruct[];
  assert.deepEqual(
    all.map(({ group, name }) => `${group}:${name}`),
    ['cat:cat', 'work:a', 'work:b'],
  );
  assert.deepEqual(all[0], info);
  assert.equal(await fault('getProcessInfo', 'work:*'), 'BAD_NAME: work:*');
});

test('the configuration is told with words for what XML-RPC has no type for [11.2-config-info]', async () => {
  const { daemon, call } = methodsOn(['work:b', 'cat'], {
    autorestart: true,
    serverurl: 'unix:///run/supervisor.sock',
    serverurl_auto: true,
  });
  daemon.process('cat').stdout.path = '/tmp/cat-stdout.log';
  daemon.groups.delete('work');
  const [cat, b] = (await call('getAllConfigInfo')) as [WireStruct, WireStruct];
  assert.equal(cat.name, 'b');
  assert.equal(b.name, 'cat');
  assert.deepEqual(b, {
    autostart: true,
    autorestart: true,
    directory: 'none',
    uid: 'none',
    command: '/bin/cat',
    exitcodes: [0],
    group: 'cat',
    group_prio: 999,
    inuse: true,
    killasgroup: false,
    name: 'cat',
    process_prio: 999,
    redirect_stderr: false,
    startretries: 3,
    startsecs: 1,
    stdout_capture_maxbytes: 0,
    stdout_events_enabled: false,
    stdout_logfile: '/tmp/cat-stdout.log',
    stdout_logfile_backups: 10,
    stdout_logfile_maxbytes: 52_428_800,
    stdout_syslog: false,
    stopsignal: 15,
    stopwaitsecs: 10,
    stderr_capture_maxbytes: 0,
    stderr_events_enabled: false,
    stderr_logfile: 'auto',
    stderr_logfile_backups: 10,
    stderr_logfile_maxbytes: 52_428_800,
    stderr_syslog: false,
    serverurl: 'none',
  });
  assert.equal(cat.inuse, false);
  assert.equal(cat.stdout_logfile, 'auto');

  const given = methodsOn(['cat'], { serverurl: 'http://h:1' });
  const [info] = (await given.call('getAllConfigInfo')) as WireStruct[];
  assert.equal(info?.serverurl, 'http://h:1');
  assert.equal(info?.autorestart, 'unexpected');
});

test('groups come and go by what the configuration says [11.2-add 11.2-remove]', async () => {
  const { daemon, call, fault } = methodsOn(['web']);
  assert.equal(await fault('addProcessGroup', 'zz'), 'BAD_NAME: zz');
  assert.equal(await fault('addProcessGroup', 'web'), 'ALREADY_ADDED: web');
  assert.equal(await fault('removeProcessGroup', 'zz'), 'BAD_NAME: zz');
  for (const state of ['RUNNING', 'STOPPING', 'BACKOFF'] satisfies ProcessState[]) {
    daemon.process('web').becomes(state);
    assert.equal(await fault('removeProcessGroup', 'web'), 'STILL_RUNNING: web');
  }
  daemon.process('web').becomes('FATAL');
  assert.equal(await call('removeProcessGroup', 'web'), true);
  assert.equal(await call('addProcessGroup', 'web'), true);
  assert.ok(daemon.groups.has('web'));
  await call('removeProcessGroup', 'web');
  const taken = new UserError('Could not create FastCGI socket tcp://x:1: taken');
  daemon.addGroup = () => Promise.reject(taken);
  assert.equal(
    await fault('addProcessGroup', 'web'),
    'FAILED: Could not create FastCGI socket tcp://x:1: taken',
  );
});

test('a configuration that cannot be used is a fault, and nothing ends [11.2-reload 11.2-end]', async () => {
  const { daemon, call, fault } = methodsOn([]);
  assert.deepEqual(await call('reloadConfig'), [[['new'], ['other'], []]]);
  daemon.configError = new UserError('no good');
  assert.equal(await fault('reloadConfig'), 'CANT_REREAD: no good');
  assert.equal(await fault('restart'), 'CANT_REREAD: no good');
  assert.equal(daemon.state, 'RUNNING');
  daemon.configError = undefined;
  assert.equal(await call('restart'), true);
  assert.equal(daemon.state, 'RESTARTING');
});

test('logs are read, tailed and cleared by the name of their process [11.2-clear 11.2-aliases]', async () => {
  const { daemon, files, call } = methodsOn(['web']);
  files.put('/log/out', 'hello\nworld\n');
  const web = daemon.process('web');
  web.stdout.path = '/log/out';
  daemon.mainLog.path = '/log/out';

  assert.equal(await call('readProcessLog', 'web', -6, 0), 'world\n');
  assert.equal(await call('readProcessStdoutLog', 'web', 0, 5), 'hello');
  assert.equal(await call('readMainLog', 6, 0), 'world\n');
  assert.deepEqual(await call('tailProcessLog', 'web', 0, 6), ['world\n', 12, true]);
  assert.deepEqual(await call('tailProcessStderrLog', 'web', 0, 6), ['', 0, false]);
  await assert.rejects(call('readProcessStderrLog', 'web', 0, 0), { message: 'NO_FILE' });
  await assert.rejects(call('readLog', -1, 1), { message: 'BAD_ARGUMENTS' });
  assert.equal(await call('clearProcessLog', 'web'), true);
  assert.deepEqual(outcomes(await call('clearAllProcessLogs')), ['web:web 80 OK']);
  assert.equal(web.stdout.cleared, 2);
  assert.equal(web.stderr.cleared, 2);
  assert.equal(await call('clearLog'), true);
  assert.equal(daemon.mainLog.cleared, 1);
});
