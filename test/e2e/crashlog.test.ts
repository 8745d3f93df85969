/** visord-crashlog, and the command lines of the listeners that come with visord. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';

const notify = path.join(projectRoot, 'bin/visord-notify');
const crashlog = path.join(projectRoot, 'bin/visord-crashlog');

test('visord-crashlog records how a program ended, after how long, and what it said last', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[eventlistener:crashlog]
command = ${crashlog} --file crashes --command "sh -c 'cat >>copies'" --lines 2
events = PROCESS_STATE
buffer_size = 100
directory = ${rig.dir}
[program:x]
command = ${child.command}
startsecs = 0
numprocs = 1
process_name = x_%(process_num)02d
stdout_logfile = ${rig.path('x.log')}
stderr_logfile = ${rig.path('x.err')}
autorestart = unexpected
[program:broken]
command = /bin/false
startsecs = 100
startretries = 0
autostart = false
[program:missing]
command = /no/such/command
startretries = 0
`);
  await rig.readUntil(
    'crashes',
    / missing FATAL: no status is known; can't find command '\/no\/such\/command'\n\n$/,
  );
  const first = await child.nextRun();
  await first.write('one\ntwo\nthree\n');
  await first.write('err\n', 2);
  await rig.holds('x.err', 'err\n');
  await rig.holds('x.log', 'one\ntwo\nthree\n');
  const { pid } = await daemon.info('x:x_00');
  await first.exit(3);
  const second = await child.nextRun();
  const record = await rig.readUntil('crashes', /err\n\n/);
  const head = (how: string) =>
    `\n=== \\S+Z x:x_00 \\(pid ${pid}\\) EXITED: ${how}; lived [\\d.]+ s`;
  assert.match(
    record,
    new RegExp(`${head('exit status 3')}.*\\n--- stdout, last lines\\ntwo\\nthree\\n`),
  );
  assert.match(record, /\n--- stderr, last lines\nerr\n\n$/);
  await second.die('SIGKILL');
  await rig.readUntil('crashes', /EXITED: terminated by SIGKILL; lived /);
  await assert.rejects(daemon.rpc('startProcess', 'broken'));
  const all = await rig.readUntil(
    'crashes',
    / broken \(pid \d+\) FATAL: exit status 1; lived [\d.]+ s; Exited too quickly/,
  );
  await rig.holds('copies', all);
});

for (const [name, command] of Object.entries({ notify, crashlog })) {
  test(`visord-${name} tells its flags and its version, and what is wrong with them`, async () => {
    await using rig = await Rig.create();
    const help = await rig.run(command, '--help');
    assert.match(help.stdout, new RegExp(`^Usage: ${command} \\(--`));
    assert.equal(help.code, 0);
    assert.match((await rig.run(command, '--version')).stdout, /^\d+\.\d+\.\d+\n$/);
    for (const words of [[], ['--nonsense'], ['--timeout', '0'], ['--timeout', 'x']]) {
      const { stdout, stderr, code } = await rig.run(command, ...words);
      assert.match(stderr, /^Error: .*\nFor help, use .* -h\n$/);
      assert.deepEqual([stdout, code], ['', 2]);
    }
  });
}

test('visord-crashlog says that it needs a supervisord with a server', async () => {
  await using rig = await Rig.create();
  const { stderr, code } = await rig.run(crashlog, '--file', 'x');
  assert.match(stderr, /^Error: SUPERVISOR_SERVER_URL is not set/);
  assert.equal(code, 2);
});
