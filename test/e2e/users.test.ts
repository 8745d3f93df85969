/** Whom supervisord and its programs run as, and what somebody who is not root can do. */
import assert from 'node:assert/strict';
import { chownSync, statSync } from 'node:fs';
import test from 'node:test';
import { cleanEnv, supervisord } from '../rig/commands.ts';
import { asRoot, differs } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { Rig } from '../rig/rig.ts';
import { Fault } from '../rig/xmlrpc.ts';

const NOBODY = 65534;
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** Starts the command as nobody, in the same process. */
const before = `exec ${AS_NOBODY.join(' ')} "$0" "$@"`;

/** A rig whose folder is that of nobody. */
async function rigOfNobody(): Promise<Rig> {
  const rig = await Rig.create();
  chownSync(rig.dir, NOBODY, NOBODY);
  return rig;
}

/** Runs the supervisord under test in the foreground behind other commands, until it ends. */
function refused(rig: Rig, config: string, ...[command = '', ...words]: string[]) {
  return rig.run(command, ...words, supervisord, '-n', '-c', config);
}

const help = `\nFor help, use ${supervisord} -h\n`;

test(
  'somebody who is not root can do everything that needs no privilege [4.1-unprivileged]',
  asRoot,
  async () => {
    await using rig = await rigOfNobody();
    const child = rig.child();
    const daemon = await rig.daemon(
      `
[program:x]
command = ${child.command}
startsecs = 0
stdout_logfile = ${rig.path('out')}
[program:own]
command = /bin/cat
startsecs = 0
user = nobody
`,
      { before },
    );
    const run = await child.nextRun();
    assert.deepEqual([run.hello.uid, run.hello.gid, run.hello.groups], [NOBODY, NOBODY, [NOBODY]]);
    await daemon.state('own', 'RUNNING');
    await run.write('hello\n');
    await rig.holds('out', 'hello\n');
    for (const file of ['out', 'supervisord.log', 'supervisord.pid', 'supervisor.sock']) {
      assert.equal(statSync(rig.path(file)).uid, NOBODY, file);
    }

    assert.equal((await daemon.ctl('restart', 'x')).stdout, 'x: stopped\nx: started\n');
    await run.ended;
    const second = await child.nextRun();
    daemon.signal('SIGHUP');
    await second.ended;
    const third = await child.nextRun();
    assert.equal((await daemon.stop()).code, 0);
    await third.ended;
    assert.deepEqual(daemon.messages(/CRIT Supervisor is running as root/), []);
    assert.deepEqual(daemon.messages(/CRIT Can't drop|ERRO/), []);
  },
);

test('nor can its programs be somebody else [5-failed-setuid 5-failed-127]', asRoot, async () => {
  await using rig = await rigOfNobody();
  const daemon = await rig.daemon(
    `
[program:x]
command = /bin/cat
user = daemon
startretries = 0
stderr_logfile = ${rig.path('err')}
`,
    { before },
  );
  const uid = (await rig.run('id', '-u', 'daemon')).stdout.trim();
  const { description } = await daemon.state('x', 'FATAL');
  assert.equal(description, 'Exited too quickly (process log may have details)');
  assert.equal(
    rig.read('err'),
    `supervisor: couldn't setuid to ${uid}: Can't drop privilege as nonroot user\n` +
      'supervisor: child process was not spawned\n',
  );
  assert.deepEqual(daemon.messages(/exited/), ['WARN exited: x (exit status 127; not expected)']);
});

test(
  'a command that only others may run is refused [5-no-permission 5-spawnerr 5-precheck]',
  asRoot,
  async () => {
    await using rig = await rigOfNobody();
    const file = rig.write('private', '#!/bin/sh\n', 0o700);
    const daemon = await rig.daemon(`[program:x]\ncommand = ${file}\nstartretries = 0\n`, {
      before,
    });
    const text = `no permission to run command '${file}'`;
    const { description } = await daemon.state('x', 'FATAL');
    assert.equal(description, text);
    assert.ok(daemon.messages().includes(`INFO spawnerr: ${text}`));
    const fault = new Fault(21, `NOT_EXECUTABLE: ${text}`);
    await assert.rejects(daemon.rpc('startProcess', 'x'), fault);
  },
);

test('somebody who is not root cannot become somebody else [4.1-not-root]', asRoot, async () => {
  await using rig = await rigOfNobody();
  const { paths } = rig.configure('[supervisord]\nuser = daemon\n');
  const { code, stderr } = await refused(rig, paths.config, ...AS_NOBODY);
  assert.equal(stderr, `Error: Can't drop privilege as nonroot user${help}`);
  assert.equal(code, 2);
});

for (const user of ['nobody', String(NOBODY)]) {
  test(
    `user=${user} takes on all its groups and leaves the environment alone [4.1-take-on-user 4.1-note 4.1-environment]`,
    asRoot,
    async () => {
      await using rig = await rigOfNobody();
      const env = { HOME: '/root', USER: 'root', LOGNAME: 'root' };
      const text = `[supervisord]\nuser = ${user}\n[program:x]\ncommand = /bin/cat\nstartsecs = 0\n`;
      const daemon = await rig.daemon(text, { env });
      const { pid } = await daemon.state('x', 'RUNNING');
      const groups = (await rig.run('id', '-G', 'nobody')).stdout.trim().split(' ').map(Number);
      for (const proc of [new Proc(daemon.pid), await Proc.running(pid, 'cat')]) {
        assert.equal(proc.status('Uid'), Array(4).fill(NOBODY).join('\t'));
        assert.equal(proc.status('Gid'), Array(4).fill(groups[0]).join('\t'));
        const own = proc.status('Groups').split(' ').map(Number);
        assert.deepEqual(
          own,
          groups.sort((one, other) => one - other),
        );
      }
      const { HOME, USER, LOGNAME } = new Proc(pid).env;
      assert.deepEqual(
        { ...cleanEnv(rig.dir), HOME, USER, LOGNAME },
        { ...cleanEnv(rig.dir), ...env },
      );
      assert.ok(daemon.messages().includes(`INFO Set uid to user ${NOBODY} succeeded`));
    },
  );
}

/** How many the environment allows, as the refusal tells it. */
const allowed = (hard: number, wanted: number) =>
  differs('the limit in a refusal', { original: wanted, ours: hard });

const FILES =
  'The minimum number of file descriptors required to run this process is 400 as per the "minfds" command-line argument or config file setting.' +
  ` The current environment will only allow you to open ${allowed(300, 400)} file descriptors. ` +
  ' Either raise the number of usable file descriptors in your environment (see README.rst) or lower the minfds setting in the config file to allow the process to start.';
const PROCESSES =
  'The minimum number of available processes required to run this program is 3000 as per the "minprocs" command-line argument or config file setting.' +
  ` The current environment will only allow you to open ${allowed(2000, 3000)} processes. ` +
  ' Either raise the number of usable processes in your environment (see README.rst) or lower the minprocs setting in the config file to allow the program to start.';

const LIMITS = [
  { what: 'descriptors', limit: '--nofile=300:300', option: 'minfds = 400', text: FILES },
  { what: 'processes', limit: '--nproc=2000:2000', option: 'minprocs = 3000', text: PROCESSES },
];

for (const { what, limit, option, text } of LIMITS) {
  test(
    `too low a hard limit of ${what} is refused [4.3-files-refused 4.3-processes-refused 4.3-after-user]`,
    asRoot,
    async () => {
      await using rig = await rigOfNobody();
      const own = rig.configure(`[supervisord]\n${option}\n`);
      const asNobody = await refused(rig, own.paths.config, 'prlimit', limit, ...AS_NOBODY);
      assert.deepEqual([asNobody.stderr, asNobody.code], [`Error: ${text}${help}`, 2]);

      const dropped = rig.configure(`[supervisord]\n${option}\nuser = nobody\n`);
      const asRootFirst = await refused(rig, dropped.paths.config, 'prlimit', limit);
      assert.deepEqual([asRootFirst.stderr, asRootFirst.code], [`Error: ${text}${help}`, 2]);
    },
  );
}

test(
  'a directory that the user may not enter is told, and it goes on [4.2-directory-refused]',
  asRoot,
  async () => {
    await using rig = await rigOfNobody();
    const { paths } = rig.configure('[supervisord]\nuser = nobody\ndirectory = /root\n');
    assert.equal((await rig.supervisord('-c', paths.config)).code, 0);
    const daemon = await rig.detached(paths);
    await daemon.logLine(/supervisord started/);
    assert.deepEqual(daemon.messages(/chdir|current directory/), [
      "CRIT can't chdir into '/root': [Errno 13] Permission denied: '/root'",
    ]);
  },
);
