/**
 * Logs that go to the syslog daemon. The original knows only /dev/log: where both are tested, they
 * have a /dev of their own, which takes a right that not every root has.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { asAdmin, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { asDevLog, SyslogDaemon } from '../rig/syslog-daemon.ts';
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
    await until('a message to the next', async () => {
      await run.write('to the next\n');
      said += 'to the next\n';
      return second.texts.includes('<14>supervisord: x to the next');
    });
    await rig.holds('out', said);
    await daemon.state('x', 'RUNNING');
  },
);

test(
  'lines of programs and the main log are found at /dev/log [8.4-syslog-lines 8.4-syslog-form 8.4-syslog-and-file 8.4-syslog-main-log 8.5-applied 8.6-tokens]',
  asAdmin(),
  async () => {
    await using rig = await Rig.create();
    using syslog = new SyslogDaemon(rig.path('log'));
    const child = rig.child();
    const daemon = await rig.daemon(
      `
[supervisord]
logfile = syslog
strip_ansi = true
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = ${rig.path('out')}
stderr_syslog = true
stderr_logfile = NONE
stderr_capture_maxbytes = 1KB
`,
      { before: asDevLog(rig.path('log')) },
    );
    const run = await child.nextRun();
    const { pid } = await daemon.state('x', 'RUNNING');
    const next = async (text: string) => {
      await until(text, () => syslog.texts.includes(text));
    };
    await run.write('one\n');
    await next('<14>supervisord: x one');
    await run.write('two\n\n\x1b[31mthr\u00e9e\x1b[0m\n');
    await next('<14>supervisord: x thr\u00e9e');
    const pad = '.'.repeat(30);
    await run.write(
      `before ${pad}\n<!--XSUPERVISOR:BEGIN-->said ${pad}<!--XSUPERVISOR:END-->after ${pad}\n`,
      2,
    );
    await next(`<14>supervisord: x after ${pad}`);
    const ofProgram = syslog.texts.filter((text) => text.startsWith('<14>supervisord: x '));
    assert.deepEqual(
      ofProgram.map((text) => text.slice('<14>supervisord: x '.length)),
      ['one', 'two', '', 'thr\u00e9e', `before ${pad}`, `after ${pad}`],
    );
    await rig.holds('out', 'one\ntwo\n\nthr\u00e9e\n');
    const form = /^<14>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d supervisord: x one$/;
    assert.ok(syslog.messages.some((message) => form.test(message)));
    const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}';
    const spawned = new RegExp(`^<14>supervisord: ${time} INFO spawned: 'x' with pid ${pid}\n$`);
    assert.ok(syslog.texts.some((text) => spawned.test(text)));
    await assert.rejects(daemon.rpc('supervisor.readLog', 0, 0), /NO_FILE/);
  },
);

test('reopening logs and a restart go on with syslog [8.4-syslog-reopen]', asAdmin(), async () => {
  await using rig = await Rig.create();
  using syslog = new SyslogDaemon(rig.path('log'));
  const child = rig.child();
  const daemon = await rig.daemon(
    `
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = ${rig.path('out')}
`,
    { before: asDevLog(rig.path('log')) },
  );
  const arrives = (text: string) =>
    until(text, () => syslog.texts.includes(`<14>supervisord: x ${text}`));
  const run = await child.nextRun();
  await run.write('before\n');
  await arrives('before');
  daemon.signal('SIGUSR2');
  await daemon.logLine(/ supervisord logreopen$/);
  await run.write('reopened\n');
  await arrives('reopened');
  await daemon.rpc('restart');
  const next = await child.nextRun();
  await next.write('restarted\n');
  await arrives('restarted');
});

difference(
  'syslog lines',
  'long lines, and bytes that are no text, get through [8.4-syslog-bytes]',
  async () => {
    await using rig = await Rig.create();
    using syslog = new SyslogDaemon(rig.path('log'));
    const child = rig.child();
    await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = NONE
`);
    const run = await child.nextRun();
    const long = 'a'.repeat(8192);
    await run.write(`${long}\n${long}${long}b\n`);
    await run.write(Buffer.from('\0x\xff\xfe\n', 'latin1'));
    await run.write('\0'.repeat(8192));
    await run.write('\nlast\n');
    await until('the last line', () => syslog.texts.includes('<14>supervisord: x last'));
    assert.deepEqual(
      syslog.texts.map((text) => brief(text.slice('<14>supervisord: x '.length))),
      [long, long, long, 'b', '#000x\ufffd\ufffd', '#000'.repeat(8192), 'last'].map(brief),
    );
  },
);

difference(
  'never die: no syslog daemon',
  'a syslog daemon that is restarted under load gets what it can in order, each line once, and the file has all',
  async () => {
    await using rig = await Rig.create();
    const first = new SyslogDaemon(rig.path('log'));
    const child = rig.child();
    await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 0
`);
    const run = await child.nextRun();
    let count = 0;
    const all: string[] = [];
    const write = async () => {
      const lines = Array.from({ length: 500 }, () => `line ${count++}`);
      all.push(...lines);
      await run.write(`${lines.join('\n')}\n`);
    };
    for (let round = 0; round < 10; round++) await write();
    await until('something', () => first.texts.length > 0);
    first[Symbol.dispose]();
    for (let round = 0; round < 10; round++) await write();
    using second = new SyslogDaemon(rig.path('log'));
    await until('a line for the next daemon', async () => {
      await write();
      return second.texts.length > 0;
    });
    await rig.holds('out', `${all.join('\n')}\n`);
    const numbers = [...first.texts, ...second.texts].map((text) => Number(text.split('line ')[1]));
    assert.ok(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)));
    await rig.readUntil('supervisord.log', /WARN writing .*log again; lost \d+ bytes/);
  },
);

/** Of what is long, its length and what it is made of. */
function brief(text: string): string {
  return text.length < 100 ? text : `${text.length} of ${[...new Set(text)].join('')}`;
}
