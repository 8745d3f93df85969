/**
 * The packages for Debian and for RPM's world: built, examined, and installed, used, upgraded and
 * removed for real in a Debian of their own (`npm run test:packages`).
 *
 * PACKAGE_NODE names the binary that they carry, this node if it is not set. Needs root and network.
 */
import assert from 'node:assert/strict';
import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type Outcome, projectRoot } from '../../test/rig/commands.ts';
import { Rig } from '../../test/rig/rig.ts';
import { until } from '../../test/rig/until.ts';
import { DebianRoot, type Machine } from './root.ts';

const APT = 'apt-get install -y -q --no-install-recommends';
/** Lets packages start their services, although there is no init system. */
const ALLOW_SERVICES = `printf '#!/bin/sh\\nexit 0\\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d`;
const CAT = '[program:cat]\ncommand = cat\nstartsecs = 0\n';

let rig: Rig;
let debian: DebianRoot;
/** The package, and the next revision of it. */
let debs: readonly string[];

/** What becomes of it takes a while, and no test but one waits for it. */
let linted: Promise<Outcome>;

before(async () => {
  rig = await Rig.create();
  const made = DebianRoot.prepare(rig);
  const first = await build('deb', '--compression', 'gzip'); // none is an error to lintian
  linted = rig.start('lintian', ['--allow-root', '--fail-on', 'error', first]).exited;
  debs = [first, await build('deb', '--compression', 'none', '--revision', '2', '--no-build')];
  debian = await made;
});

after(() => rig[Symbol.asyncDispose]());

/** @returns the file */
async function build(kind: 'deb' | 'rpm', ...flags: string[]): Promise<string> {
  const node = flags.includes('--system-node')
    ? []
    : ['--node', process.env.PACKAGE_NODE ?? process.execPath];
  const words = [kind, '--output', rig.path('built'), ...node, ...flags];
  const { stdout, stderr, code } = await rig.start(path.join(projectRoot, 'scripts/run'), words)
    .exited;
  assert.equal(code, 0, stderr);
  return stdout.trim();
}

async function machineWith(name: string, files: readonly string[]): Promise<Machine> {
  const machine = await debian.copy(name);
  for (const file of files)
    writeFileSync(machine.at(`/root/${path.basename(file)}`), readFileSync(file));
  return machine;
}

/** The status that `supervisorctl` shows, once it matches. */
function status(machine: Machine, pattern: RegExp): Promise<string> {
  let shown = '';
  return until(`a status ${pattern}`, async () => {
    shown = (await machine.run('supervisorctl status')).output;
    return pattern.test(shown) && shown;
  }).catch((error: Error) => {
    throw new Error(`${error.message}; it is:\n${shown}`);
  });
}

const names = (files: readonly string[]) => files.map((file) => `/root/${path.basename(file)}`);

/** The first number in the status of cat. */
const pidIn = (text: string) => /pid (\d+)/.exec(text)?.[1];

test('systemd finds nothing wrong with the unit, nor with the restrictions to choose from', async () => {
  const [file = ''] = debs;
  const folder = rig.path('unpacked');
  assert.equal((await rig.start('dpkg-deb', ['-x', file, folder]).exited).code, 0);
  const units = path.join(folder, 'lib/systemd/system');
  const text = readFileSync(path.join(units, 'supervisor.service'), 'utf8');
  assert.match(text, /^Alias=supervisord.service$/m);
  const restrictions = readFileSync(
    path.join(folder, 'usr/share/doc/visord/examples/hardening.conf'),
    'utf8',
  );
  const unit = rig.write('checked/supervisor.service', text);
  rig.write('checked/supervisor.service.d/hardening.conf', restrictions);
  // It looks for the command below its root.
  const verify = ['verify', '--man=no', '--recursive-errors=no', unit];
  const command = path.join(folder, 'usr/bin/supervisord');
  rig.write('checked/supervisor.service', text.replace('/usr/bin/supervisord', command));
  const outcome = await rig.run('systemd-analyze', ...verify);
  assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0 });
});

test('the package is installed, used as the tutorials say, upgraded, removed and purged', async () => {
  const machine = await machineWith('fresh', debs);
  const [first, second] = names(debs);
  await machine.output(`${ALLOW_SERVICES}; ${APT} ${first}`);
  assert.match(await machine.output('supervisorctl version'), /^4\.3\.0$/m);
  assert.match(await machine.output('service supervisor status'), /^supervisord is running, /);
  assert.match(await machine.output('service supervisord status'), /^supervisord is running, /);

  writeFileSync(
    machine.at('/etc/supervisor/conf.d/cat.conf'),
    CAT.replace('cat\nst', `sh -c 'echo hello; exec cat'\nst`),
  );
  assert.equal(
    await machine.output('supervisorctl reread && supervisorctl update'),
    'cat: available\ncat: added process group\n',
  );
  const before = await status(machine, /^cat +RUNNING +pid \d+/);
  await until('its output', async () =>
    /^hello$/m.test(await machine.output('supervisorctl tail cat')),
  );
  const daemon = await machine.output('supervisorctl pid');
  const completion = '/usr/share/bash-completion/completions/supervisorctl';
  for (const [command, expected] of [
    ['echo_supervisord_conf', /^\[supervisord\]$/m],
    ['supervisord --check -c /etc/supervisor/supervisord.conf', /: 0 errors, /],
    ['pidproxy', /^Usage: \S*pidproxy /],
    [`bash -c '. ${completion} && complete -p supervisorctl'`, /-F _supervisorctl/],
  ] as const) {
    assert.match((await machine.run(command)).output, expected, command);
  }

  assert.match(await machine.output(`${APT} ${second}`), / its programs (went|go) on/);
  assert.equal(pidIn(await status(machine, /^cat +RUNNING/)), pidIn(before), 'not restarted');
  assert.equal(await machine.output('supervisorctl pid'), daemon);
  assert.match(await machine.output('dpkg-query -W visord'), /-2$/m);

  const log = '/var/log/supervisor/supervisord.log';
  const afterwards = `sed -n '/postrotate/,/endscript/{//!p}' /etc/logrotate.d/supervisor`;
  await machine.output(`mv ${log} ${log}-20240102; ${afterwards} | sh -e`);
  await until('a new log', () => existsSync(machine.at(log)));

  await machine.output('apt-get remove -y -q visord');
  assert.equal((await machine.run('test -e /run/supervisord.pid')).code, 1, 'it was stopped');
  assert.equal(await machine.isRunning('cat'), false);
  assert.ok(existsSync(machine.at('/etc/supervisor/supervisord.conf')));
  assert.equal((await machine.run('/etc/init.d/supervisor start')).code, 0, 'does nothing');

  writeFileSync(machine.at('/etc/supervisor/conf.d/cat.conf'), '');
  await machine.output('rm /etc/supervisor/conf.d/cat.conf; apt-get purge -y -q visord');
  const left = await machine.output(
    'find / -xdev -path /proc -prune -o \\( -name "*supervisor*" -o -name "*visord*" \\) -print',
  );
  assert.deepEqual(
    left.split('\n').filter((file) => !/^\/(root|var\/(lib|log|cache))\/|^$/.test(file)),
    [],
  );
  assert.ok(!existsSync(machine.at('/var/log/supervisor')));
});

const LISTENER = `import sys
from supervisor import childutils
while True:
    headers, payload = childutils.listener.wait()
    with open('/tmp/heard', 'a') as file:
        file.write(headers['eventname'] + '\\n')
    childutils.listener.ok()
`;

test(`it takes over what Debian's supervisor was told, and its listeners in Python`, async () => {
  const machine = await machineWith('before', debs.slice(0, 1));
  await machine.output(`apt-get update -q; ${ALLOW_SERVICES}; ${APT} supervisor`);
  const config = machine.at('/etc/supervisor/supervisord.conf');
  const defaults = machine.at('/etc/default/supervisor');
  writeFileSync(config, `; mine\n${readFileSync(config, 'utf8')}`);
  writeFileSync(defaults, 'DAEMON_OPTS="-i taken-over"\n');
  writeFileSync(machine.at('/etc/supervisor/conf.d/cat.conf'), CAT);
  writeFileSync(machine.at('/usr/local/bin/listener'), LISTENER);
  writeFileSync(
    machine.at('/etc/supervisor/conf.d/listener.conf'),
    '[eventlistener:heard]\ncommand = python3 -u /usr/local/bin/listener\nevents = PROCESS_STATE\n',
  );
  // Its own restart begins before the old one has ended.
  await machine.output('service supervisor stop');
  await until('its end', async () => !(await machine.isRunning('supervisord')));
  await machine.output('service supervisor start');
  await status(machine, /^cat +RUNNING[\s\S]*^heard +RUNNING/m);
  const old = pidIn(await status(machine, /^cat +RUNNING/));
  const kept = [config, defaults].map((file) => readFileSync(file, 'utf8'));

  await machine.output(`${APT} ${names(debs)[0]} </dev/null`);
  assert.deepEqual(
    [config, defaults].map((file) => readFileSync(file, 'utf8')),
    kept,
  );
  const etc = readdirSync(machine.at('/etc'), { recursive: true, encoding: 'utf8' });
  assert.deepEqual(
    etc.filter((file) => /before-visord|supervis.*\.dpkg-/.test(file)),
    [],
  );
  assert.match(readFileSync(machine.at('/etc/init.d/supervisor'), 'utf8'), /is_supervisord/);
  assert.match(await machine.output('supervisord --about'), /^visord /);
  const now = await status(machine, /^cat +RUNNING[\s\S]*^heard +RUNNING/m);
  assert.notEqual(pidIn(now), old);
  await until('a flag of the defaults', async () =>
    /-i taken-over/.test(await machine.output('tr "\\0" " " </proc/$(supervisorctl pid)/cmdline')),
  );
  writeFileSync(machine.at('/tmp/heard'), '');
  await machine.output('supervisorctl restart cat');
  await until('the listener', () =>
    readFileSync(machine.at('/tmp/heard'), 'utf8').includes('PROCESS_STATE_RUNNING\n'),
  );

  // What is left of the old package may go, too.
  await machine.output('dpkg --purge supervisor');
  assert.deepEqual(
    [config, defaults].map((file) => readFileSync(file, 'utf8')),
    kept,
  );
  await status(machine, /^cat +RUNNING/);
  assert.ok(existsSync(machine.at('/etc/init.d/supervisor')));
  // With it goes that the service is started at boot, which has the same name; docs/install.md.
  await machine.output('dpkg-reconfigure visord');
  const links = ['/etc/rc2.d/S01supervisor', '/etc/systemd/system/supervisord.service'];
  assert.deepEqual(
    links.map((link) => lstatSync(machine.at(link)).isSymbolicLink()),
    [true, true],
  );
});

test('without a node of its own it is small, and not installed where node is too old', async () => {
  const small = await build('deb', '--system-node', '--no-build', '--revision', '3');
  const { stdout } = await rig.run('dpkg-deb', '-c', small);
  assert.doesNotMatch(stdout, /bin\/node$/m);
  assert.match((await rig.run('dpkg-deb', '-f', small, 'Depends')).stdout, /nodejs \(>= 20\.19\)/);
  const machine = await machineWith('old', [small]);
  const { output, code } = await machine.run(
    `apt-get update -q; ${APT} --simulate ${names([small])[0]}`,
  );
  assert.notEqual(code, 0);
  assert.match(output, /visord : Depends: nodejs \(>= 20\.19\)/);
});

test('the RPM package is installed, used, upgraded and erased by its own scriptlets', async () => {
  const files = [
    await build('rpm', '--compression', 'w0.ufdio', '--no-build'),
    await build('rpm', '--compression', 'w0.ufdio', '--no-build', '--release', '2'),
  ];
  const [first = '', second = ''] = files;
  const query = async (...words: string[]) => (await rig.run('rpm', '-qp', ...words, first)).stdout;
  const list = await query('--list');
  for (const file of ['/etc/supervisord.conf', '/usr/bin/supervisord', '/usr/lib/visord/bin/node'])
    assert.ok(list.includes(`${file}\n`), file);
  assert.deepEqual((await query('--configfiles')).trim().split('\n').sort(), [
    '/etc/logrotate.d/supervisord',
    '/etc/supervisord.conf',
    '/etc/sysconfig/supervisord',
  ]);

  const machine = await debian.copy('red-hat');
  // rpm itself is ours; its scriptlets run in there.
  const succeed = async (...words: string[]) => {
    const { stdout, stderr, code } = await machine.among('rpm', '--root', machine.folder, ...words);
    assert.equal(code, 0, stderr);
    return stdout;
  };
  await succeed('--initdb');
  await succeed('--install', '--nodeps', first);
  assert.equal((await machine.run('/etc/init.d/supervisord status')).code, 3);
  await machine.output('/etc/init.d/supervisord start');
  writeFileSync(machine.at('/etc/supervisord.d/cat.ini'), CAT);
  await machine.output('supervisorctl reread && supervisorctl update');
  const before = await status(machine, /^cat +RUNNING/);
  const config = `; mine\n${readFileSync(machine.at('/etc/supervisord.conf'), 'utf8')}`;
  writeFileSync(machine.at('/etc/supervisord.conf'), config);
  await succeed('--upgrade', '--nodeps', second);
  assert.equal(readFileSync(machine.at('/etc/supervisord.conf'), 'utf8'), config);
  assert.equal(pidIn(await status(machine, /^cat +RUNNING/)), pidIn(before), 'not restarted');

  await succeed('--erase', 'visord');
  assert.ok(!existsSync(machine.at('/usr/bin/supervisord')));
  assert.ok(!existsSync(machine.at('/run/supervisord.pid')), 'it was stopped');
});

test('lintian finds no errors', async () => {
  const { stdout, code } = await linted;
  assert.deepEqual([stdout.match(/^E: .*/gm) ?? [], code], [[], 0]);
});
