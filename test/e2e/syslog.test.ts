/** Logs that go to the syslog daemon. The original knows only /dev/log, so only ours is tested. */
import assert from 'node:assert/strict';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { SyslogDaemon } from '../rig/syslog-daemon.ts';
import { until } from '../rig/until.ts';

difference(
  'syslog options',
  'each line of a program is a message, with its name in front [8.4-syslog-lines 8.4-syslog-form 8.4-syslog-and-file]',
  async () => {
    await using rig = await Rig.create();
    using syslog = new SyslogDaemon(rig.path('log'));
    const child = rig.child();
    const daemon = await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = ${rig.path('out')}
stderr_syslog = true
stderr_syslog_priority = err
`);
    const run = await child.nextRun();
    await run.write('one\ntw');
    await run.write('o\n\nlast');
    await run.write('wrong\n', 2);
    await daemon.rpc('supervisor.stopProcess', 'x');
    await until('the last line', () => syslog.texts.includes('<14>supervisord: x last'));
    assert.deepEqual(
      syslog.texts.filter((text) => text.startsWith('<14>')),
      ['one', 'two', '', 'last'].map((line) => `<14>supervisord: x ${line}`),
    );
    assert.deepEqual(
      syslog.texts.filter((text) => !text.startsWith('<14>')),
      ['<11>supervisord: x wrong'],
    );
    assert.match(
      syslog.messages[0] ?? '',
      /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: /,
    );
    assert.equal(rig.read('out'), 'one\ntwo\n\nlast');
  },
);

difference('syslog options', 'a tag and a facility of its own', async () => {
  await using rig = await Rig.create();
  using syslog = new SyslogDaemon(rig.path('log'));
  const child = rig.child();
  await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_syslog_priority = notice
syslog_tag = shop-%(program_name)s
syslog_facility = local3
`);
  await (await child.nextRun()).write('sold\n');
  await until('a message', () => syslog.texts.length > 0);
  assert.deepEqual(syslog.texts, ['<157>shop-x: sold']);
});

difference(
  'syslog options',
  'the main log goes to syslog, each line as it would stand in a file [8.4-syslog-main-log]',
  async () => {
    await using rig = await Rig.create();
    using syslog = new SyslogDaemon(rig.path('log'));
    const daemon = await rig.daemon(`
[supervisord]
logfile = syslog
syslog_socket = ${rig.path('log')}
[program:x]
command = /bin/cat
startsecs = 0
`);
    await daemon.state('x', 'RUNNING');
    const spawned =
      /^<14>supervisord: \d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO spawned: 'x' with pid \d+\n$/;
    await until('a line', () => syslog.texts.some((text) => spawned.test(text)));
    await assert.rejects(daemon.rpc('supervisor.readLog', 0, 0), /NO_FILE/);
    await daemon.stop();
  },
);

difference(
  'never die: no syslog daemon',
  'a syslog daemon that is missing, goes away and comes back costs its messages and nothing else',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = ${rig.path('out')}
`);
    const run = await child.nextRun();
    await run.write('to nobody\n');
    await rig.readUntil('supervisord.log', /ERRO cannot write .*log: ENOENT.*; dropping output/);
    const first = new SyslogDaemon(rig.path('log'));
    await rig.holds('out', 'to nobody\n');
    let said = 'to nobody\n';
    await until('a message', async () => {
      await run.write('again\n');
      said += 'again\n';
      return first.texts.length > 0;
    });
    first[Symbol.dispose]();
    using second = new SyslogDaemon(rig.path('log'));
    await run.write('to the next\n');
    await until('it', () => second.texts.includes('<14>supervisord: x to the next'));
    await rig.holds('out', `${said}to the next\n`);
    await daemon.state('x', 'RUNNING');
  },
);
