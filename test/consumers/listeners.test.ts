/**
 * Listeners in Python as superlance has them, with our package `supervisor` and with the original's,
 * against both daemons; and one in a line of shell.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const SCRIPT = path.join(projectRoot, 'test/consumers/listeners.py');
const PYTHON = '/usr/bin/python3';

const PACKAGES = [
  {
    whose: 'our package',
    folder: path.join(projectRoot, 'python'),
    need: needs(PYTHON, 'apt-get install python3'),
  },
  {
    whose: "the original's package",
    folder: '',
    need: needs('/usr/bin/supervisord', 'apt-get install supervisor'),
  },
];

for (const { whose, folder, need } of PACKAGES) {
  test(
    `with ${whose}, memmon, httpok, crashmail and fatalmailbatch do their work [15-python-listeners]`,
    need,
    async () => {
      await using rig = await Rig.create();
      const child = rig.child();
      const unusedPort = await rig.freePort();
      const listener = (name: string, events: string, ...words: string[]) => `
[eventlistener:${name}]
command = ${PYTHON} ${SCRIPT} ${name} ${words.join(' ')}
events = ${events}
environment = PYTHONDONTWRITEBYTECODE=1,PYTHONPATH="${folder}",SUPERVISOR_USERNAME="ann",SUPERVISOR_PASSWORD="secret"
stderr_logfile = ${rig.path(`${name}.err`)}
buffer_size = 100
`;
      const login = 'username = ann\npassword = secret\n';
      const daemon = await rig.daemon(
        `
[unix_http_server]
${login}[supervisorctl]
${login}${listener('memmon', 'TICK_5', 'fat', '1KB')}
${listener('httpok', 'TICK_5', `http://127.0.0.1:${unusedPort}/`, 'g:web')}
${listener('crashmail', 'PROCESS_STATE_EXITED', rig.path('crashes'))}
${listener('fatalmailbatch', 'PROCESS_STATE_FATAL,TICK_5', rig.path('fatal'))}
[program:web]
command = /bin/cat
[program:fat]
command = /bin/cat
startsecs = 0
[program:thin]
command = /bin/cat
startsecs = 0
[group:g]
programs = web
[program:x]
command = ${child.command}
startsecs = 0
autorestart = false
[program:broken]
command = /bin/false
startsecs = 100
startretries = 0
`,
        { auth: 'ann:secret' },
      );
      await (await child.nextRun()).exit(1);
      await rig.readUntil('httpok.err', /^restarting g:web\n/);
      const crashes = await rig.readUntil('crashes', /\n/);
      assert.match(crashes, /^x:x, pid \d+, was RUNNING\n$/);
      await rig.holds('fatal', 'broken:broken gave up\n');
      await rig.readUntil('memmon.err', /^restarting fat\n/);
      for (const name of ['memmon', 'httpok', 'crashmail', 'fatalmailbatch']) {
        assert.doesNotMatch(rig.read(`${name}.err`), /Traceback/);
      }
      assert.deepEqual(daemon.messages(/UNKNOWN|rejected|bad result/), []);
    },
  );
}

test('a line of shell that is ready once ends its supervisord when a program is FATAL [9.3-parent]', async () => {
  await using rig = await Rig.create();
  const line = `printf 'READY\\\\n' && while read line; do kill -QUIT $PPID; done`;
  const daemon = await rig.daemon(`
[eventlistener:ender]
command = /bin/bash -c "${line}"
events = PROCESS_STATE_FATAL
[program:broken]
command = /bin/false
startsecs = 100
startretries = 0
`);
  assert.equal((await daemon.exited).code, 0);
  assert.equal(daemon.messages(/received SIGQUIT/).length, 1);
});
