/** Programs that cannot be started: what the state, the status line, the logs and the faults say. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import test from 'node:test';
import { asRoot } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { Fault } from '../rig/xmlrpc.ts';

/** What is found before anything is spawned: command, text, and what startProcess answers. */
const REFUSED = [
  {
    what: 'a command that does not exist',
    command: () => '/no/such/command --option',
    error: () => "can't find command '/no/such/command'",
    fault: { code: 20, name: 'NO_FILE', line: 'no such file' },
  },
  {
    what: 'a command that is nowhere in PATH',
    command: () => 'no-such-command',
    error: () => "can't find command 'no-such-command'",
    fault: { code: 20, name: 'NO_FILE', line: 'no such file' },
  },
  {
    what: 'a file that is not executable',
    command: (rig: Rig) => rig.write('plain', 'text', 0o644),
    error: (rig: Rig) => `command at '${rig.path('plain')}' is not executable`,
    fault: { code: 21, name: 'NOT_EXECUTABLE', line: 'file is not executable' },
  },
  {
    what: 'a directory',
    command: () => '/usr',
    error: () => "command at '/usr' is a directory",
    fault: { code: 21, name: 'NOT_EXECUTABLE', line: 'file is not executable' },
  },
  {
    what: 'an empty command',
    command: () => '',
    error: () => 'command is empty',
    fault: { code: 21, name: 'NOT_EXECUTABLE', line: 'file is not executable' },
  },
  {
    what: 'a quote that is never closed',
    command: () => 'echo "oops',
    error: () => `can't parse command 'echo "oops': No closing quotation`,
    fault: { code: 21, name: 'NOT_EXECUTABLE', line: 'file is not executable' },
  },
];

for (const { what, command, error, fault } of REFUSED) {
  test(`${what} makes a program FATAL and says why [5-spawnerr 5-precheck]`, async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:x]
command = ${command(rig)}
startretries = 0
`);
    const text = error(rig);
    const info = await daemon.state('x', 'FATAL');
    assert.deepEqual([info.spawnerr, info.description, info.pid], [text, text, 0]);
    assert.deepEqual(daemon.messages(/spawn|\bx\b/), [
      `INFO spawnerr: ${text}`,
      'INFO gave up: x entered FATAL state, too many start retries too quickly',
    ]);
    const status = await daemon.ctl('status', 'x');
    assert.equal(status.stdout, `${'x'.padEnd(33)}FATAL     ${text}\n`);

    const start = await daemon.ctl('start', 'x');
    assert.equal(start.stdout, `x: ERROR (${fault.line})\n`);
    assert.notEqual(start.code, 0);
    const expected = new Fault(fault.code, `${fault.name}: ${text}`);
    await assert.rejects(daemon.rpc('startProcess', 'x'), expected);
  });
}

test('a command that is not there leaves no log behind [5-lookup-first 8.4-opened-at-spawn]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /no/such/command
startretries = 0
stdout_logfile = ${rig.path('out')}
stderr_logfile = ${rig.path('err')}
`);
  await daemon.state('x', 'FATAL');
  for (const name of ['out', 'err']) assert.equal(existsSync(rig.path(name)), false);
});

test('without descriptors left the others wait, and what runs goes on [5-open-files]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    `
[supervisord]
minfds = 10
[program:first]
command = /bin/cat
startsecs = 0
priority = 1
stdout_logfile = NONE
stderr_logfile = NONE
[program:x]
command = /bin/cat
startsecs = 0
startretries = 1000
numprocs = 60
process_name = x%(process_num)02d
stdout_logfile = NONE
stderr_logfile = NONE
`,
    { before: 'ulimit -n 100' },
  );
  await daemon.logLine(/INFO spawnerr: too many open files to spawn 'x59'$/);
  await daemon.logLine(/INFO spawned: 'first' with pid /);
  assert.deepEqual(daemon.messages(/exited: |CRIT (bug|uncaptured)/), []);
});

/** What only the new process finds out: it says so in the stderr log and exits with 127. */
const BROKEN = [
  {
    what: 'a directory= that does not exist',
    options: () => 'command = /bin/cat\ndirectory = /no/such/directory',
    error: () => "couldn't chdir to /no/such/directory: ENOENT",
  },
  {
    what: 'a file that is no program',
    options: (rig: Rig) => `command = ${rig.write('text', 'neither #! nor ELF\n', 0o755)}`,
    error: (rig: Rig) => `couldn't exec ${rig.path('text')}: ENOEXEC`,
  },
];

for (const { what, options, error } of BROKEN) {
  test(`${what} is reported in the stderr log with exit code 127 [5-failed-127 5-failed-chdir 5-failed-exec]`, async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:x]
${options(rig)}
startretries = 0
stderr_logfile = ${rig.path('err')}
`);
    const info = await daemon.state('x', 'FATAL');
    assert.equal(info.spawnerr, 'Exited too quickly (process log may have details)');
    assert.deepEqual(daemon.messages(/exited/), ['WARN exited: x (exit status 127; not expected)']);
    const text = `supervisor: ${error(rig)}\nsupervisor: child process was not spawned\n`;
    assert.equal(rig.read('err'), text);
    await assert.rejects(daemon.rpc('startProcess', 'x'), new Fault(50, 'SPAWN_ERROR: x'));
  });
}

test(
  'a directory= that its user may not enter is reported in the same way [5-user-first 5-failed-chdir]',
  asRoot,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
directory = /root
user = nobody
startretries = 0
stderr_logfile = ${rig.path('err')}
`);
    await daemon.state('x', 'FATAL');
    assert.match(rig.read('err'), /^supervisor: couldn't chdir to \/root: EACCES\n/);
  },
);

test('the program is found as soon as it is there', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = ${rig.path('late')}
startretries = 1000
startsecs = 0
`);
  await daemon.state('x', 'BACKOFF');
  rig.write('late', '#!/bin/sh\nexec cat\n', 0o755);
  await daemon.state('x', 'RUNNING');
});
