/** `logs`: several logs, line by line. */
import assert from 'node:assert/strict';
import { supervisorctl } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

difference(
  'logs',
  'the last lines of every log are shown with the names of their processes',
  async () => {
    await using rig = await Rig.create();
    const [one, two] = [rig.child(), rig.child()];
    const daemon = await rig.daemon(`
[program:one]
command = ${one.command}
stdout_logfile = ${rig.path('one')}
stderr_logfile = ${rig.path('one-err')}
[program:two]
command = ${two.command}
stdout_logfile = ${rig.path('two')}
redirect_stderr = true
[program:mute]
command = /bin/cat
stdout_logfile = NONE
stderr_logfile = NONE
`);
    const first = await one.nextRun();
    await first.write(Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join(''));
    await first.write('trouble\n', 2);
    await (await two.nextRun()).write('hello\nno end');
    await rig.readUntil('one', /line 19\n/);
    await rig.holds('one-err', 'trouble\n');
    await rig.holds('two', 'hello\nno end');

    const some = await daemon.ctl('logs', '--lines=2');
    assert.equal(
      some.stdout,
      'one        | line 18\none        | line 19\none stderr | trouble\ntwo        | hello\ntwo        | no end\n',
    );
    const lines = (await daemon.ctl('logs', 'one')).stdout.match(/line \d+/g);
    assert.deepEqual(
      lines,
      Array.from({ length: 10 }, (_, n) => `line ${n + 10}`),
    );
    assert.equal((await daemon.ctl('logs t*', '--lines=1')).stdout, 'two | no end\n');
    const session: readonly [line: string, stdout: string, code: number][] = [
      ['logs nope', 'nope: ERROR (no such process)\n', 1],
      ['logs mute', 'mute: ERROR (no log file)\n', 1],
      ['logs --lines=x', 'Error: logs: --lines takes a number\n', 2],
    ];
    for (const [line, stdout, code] of session) {
      const outcome = await daemon.ctl(line);
      assert.deepEqual([outcome.stdout, outcome.code], [stdout, code], line);
    }
  },
);

difference('logs', 'lines of several programs are followed whole, through a rotation', async () => {
  await using rig = await Rig.create();
  const [one, two] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[program:one]
command = ${one.command}
stdout_logfile = ${rig.path('one')}
stdout_logfile_maxbytes = 2000
stdout_logfile_backups = 1
[program:two]
command = ${two.command}
stdout_logfile = ${rig.path('two')}
`);
  const [first, second] = [await one.nextRun(), await two.nextRun()];
  await first.write(`${'x'.repeat(1500)}\nbefore\n`);
  await rig.readUntil('one', /before\n/);
  const logs = daemon.start('logs', '-f');
  await logs.prints(/^one +\| before\n$/); // the line that began before is left out
  await first.write('to');
  await second.write('other\n');
  await logs.prints(/^two +\| other\n/m);
  await first.write('rn\n');
  await second.write('trouble\n', 2);
  await logs.prints(/^one +\| torn\n/m);
  await logs.prints(/^two stderr \| trouble\n/m);
  for (let n = 0; n < 60; n++) await first.write(`${n} ${'y'.repeat(90)}\n`);
  await logs.prints(/^one +\| 59 y+\n/m);
  const { stdout, code } = await logs.end('SIGINT');
  const numbers = [...stdout.matchAll(/^one +\| (\d+) y{90}$/gm)].map(([, n]) => Number(n));
  assert.deepEqual(
    numbers,
    Array.from({ length: 60 }, (_, n) => n),
  );
  assert.match(stdout, /^(?:(?:one|two|two stderr) +\| .*\n)+$/);
  assert.equal(code, 0);
});

difference('logs', 'many logs can be followed', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:many]
command = /bin/echo hello
process_name = %(process_num)02d
numprocs = 12
startsecs = 0
`);
  for (let n = 0; n < 12; n++) {
    await daemon.state(`many:${String(n).padStart(2, '0')}`, 'EXITED');
  }
  const logs = daemon.start('logs', '-f');
  await logs.prints(/^(?:many:\d\d +\| hello\n){12}$/);
  const { stderr, code } = await logs.end('SIGINT');
  assert.deepEqual([stderr, code], ['', 0]);
});

difference('logs', 'following ends with the server', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`[program:one]\ncommand = ${child.command}\n`);
  const run = await child.nextRun();
  await run.write('no end');
  const logs = daemon.start('logs', '-f', 'one');
  await run.write(' yet\nlast');
  await logs.prints(/^one +\| no end yet\n$/);
  await daemon.stop();
  const { stdout } = await logs.exited;
  assert.match(stdout, /^one +\| no end yet\none +\| last\n$/);
});

difference('logs', 'labels are coloured on a terminal, unless NO_COLOR is set', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:one]
command = ${child.command}
stdout_logfile = ${rig.path('one')}
redirect_stderr = true
`);
  await (await child.nextRun()).write('hello\n');
  await rig.holds('one', 'hello\n');
  const command = `${supervisorctl} -c ${daemon.paths.config} logs`;
  const shown = async (line: string) => (await rig.run('script', '-qec', line, '/dev/null')).stdout;
  assert.equal(await shown(command), '\x1b[36mone |\x1b[0m hello\r\n');
  assert.equal(await shown(`NO_COLOR=1 ${command}`), 'one | hello\r\n');
  assert.equal((await daemon.ctl('logs')).stdout, 'one | hello\n');
});
