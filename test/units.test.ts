/**
 * What `supervisord --print-unit` prints: as the golden files have it, and as the init systems take
 * it. `WRITE_GOLDEN=1 npm test -- test/units` writes the files anew.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SUPERVISORD } from '../src/bin/supervisord-flags.ts';
import { UNIT_KINDS } from '../src/bin/units/kinds.ts';
import type { UnitFacts } from '../src/bin/units/unit.ts';
import { projectRoot, supervisord } from './rig/commands.ts';
import type { Paths } from './rig/daemon.ts';
import { needs } from './rig/differences.ts';
import { Rig } from './rig/rig.ts';
import { until } from './rig/until.ts';

const GOLDEN = path.join(projectRoot, 'test/golden/units');

const FACTS: UnitFacts = {
  command: '/usr/local/bin/supervisord',
  config: '/etc/supervisord.conf',
  flags: [],
  pidfile: '/run/supervisord.pid',
  scope: 'system',
  user: undefined,
  nodeFolder: undefined,
  alias: 'supervisord',
  remarks: ['A line of remarks.', '', '    and a command'],
  defaults: undefined,
};

/** Everything that is not as usual, and every character that means something somewhere. */
const ODD: UnitFacts = {
  ...FACTS,
  command: '/opt/my apps/supervisord',
  config: `/etc/100% "odd" & <it's> $HOME \\n.conf`,
  flags: ['--loglevel=debug', '--identifier=a b', '--pidfile=/run/odd.pid'],
  pidfile: '/run/odd.pid',
  user: 'ann',
  nodeFolder: '/opt/my node/bin',
  defaults: '/etc/default/supervisor',
};

for (const [name, { format, user }] of Object.entries(UNIT_KINDS)) {
  test(`a unit for ${name} is what its golden file says`, () => {
    const variants = {
      system: FACTS,
      odd: ODD,
      ...(user && { user: { ...FACTS, scope: 'user' } }),
    };
    for (const [variant, facts] of Object.entries(variants)) {
      const file = path.join(GOLDEN, `${name}-${variant}`);
      const text = format(facts as UnitFacts);
      if (process.env.WRITE_GOLDEN !== undefined) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, 'utf8'), file);
    }
  });
}

test('the flag names every kind', () => {
  const { doc } = SUPERVISORD.flags.find(({ long }) => long === 'print-unit') ?? { doc: '' };
  for (const name of Object.keys(UNIT_KINDS)) assert.match(doc, new RegExp(`\\b${name}\\b`));
});

test(
  'systemd finds nothing wrong with its units',
  needs('systemd-analyze', 'apt-get install systemd'),
  async () => {
    await using rig = await Rig.create();
    const command = rig.write('opt/my apps/supervisord', '#!/bin/sh\n', 0o755);
    for (const [facts, manager] of [
      [{ ...FACTS, command }, '--system'],
      [{ ...ODD, command, user: 'daemon' }, '--system'],
      [{ ...FACTS, command, scope: 'user' }, '--user'],
    ] as const) {
      const unit = rig.write('supervisor.service', UNIT_KINDS.systemd?.format(facts) ?? '');
      const runtime = `XDG_RUNTIME_DIR=${rig.dir}`;
      const verify = ['systemd-analyze', 'verify', '--man=no', '--recursive-errors=no', manager];
      const outcome = await rig.run('env', runtime, ...verify, unit);
      assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0 });
    }
  },
);

test('scripts are scripts of a POSIX shell', async () => {
  await using rig = await Rig.create();
  for (const name of ['sysv', 'openrc']) {
    for (const facts of [FACTS, ODD]) {
      const script = rig.write('script', UNIT_KINDS[name]?.format(facts) ?? '');
      const outcome = await rig.run('sh', '-n', script);
      assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0 });
    }
  }
});

test(
  'a property list says the same to whoever reads it',
  needs('python3', 'apt-get install python3'),
  async () => {
    await using rig = await Rig.create();
    const list = rig.write('list', UNIT_KINDS.launchd?.format(ODD) ?? '');
    const read =
      'import json, plistlib, sys; print(json.dumps(plistlib.load(open(sys.argv[1], "rb"))))';
    const { stdout, stderr } = await rig.run('python3', '-c', read, list);
    assert.equal(stderr, '');
    assert.deepEqual(JSON.parse(stdout), {
      Label: 'visord.supervisord',
      ProgramArguments: [ODD.command, '-n', '-c', ODD.config, ...ODD.flags],
      UserName: 'ann',
      EnvironmentVariables: {
        PATH: '/opt/my node/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      },
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ExitTimeOut: 600,
    });
  },
);

/** A script printed by supervisord for a configuration whose path is as odd as paths can be. */
async function printedScript(rig: Rig): Promise<{ script: string; paths: Paths }> {
  const { paths, rewrite } = rig.configure('');
  const config = rig.path(`it's $odd.conf`);
  rewrite('[program:cat]\ncommand = cat\nstartsecs = 0\n');
  rig.write(`it's $odd.conf`, readFileSync(paths.config));
  const printed = await rig.supervisord('-c', config, '-i', 'an odd one', '--print-unit', 'sysv');
  assert.deepEqual([printed.stderr, printed.code], ['', 0]);
  return { script: rig.write('init', printed.stdout, 0o755), paths };
}

test('a script of System V starts, restarts and stops supervisord, and tells how it is', async () => {
  await using rig = await Rig.create();
  const { script, paths } = await printedScript(rig);
  const pidfile = path.basename(paths.pidfile);
  const init = (action: string) => rig.run('/bin/sh', script, action);
  const pid = () => rig.read(pidfile).trim();

  assert.deepEqual(await init('status'), {
    stdout: 'supervisord is not running\n',
    stderr: '',
    code: 3,
  });
  assert.equal((await init('reload')).code, 7);
  assert.equal((await init('try-restart')).code, 0);
  assert.equal((await init('start')).code, 0);
  const first = pid();
  assert.equal((await init('status')).stdout, `supervisord is running, with pid ${first}\n`);
  const again = await init('start');
  assert.deepEqual(
    [again.stdout, again.code],
    [`supervisord is running already, with pid ${first}\n`, 0],
  );
  const daemon = await rig.detached(paths);
  assert.equal(await daemon.rpc('getIdentification'), 'an odd one');

  assert.equal((await init('reload')).code, 0);
  await rig.readUntil('supervisord.log', /received SIGHUP[\s\S]*supervisord started with pid/);
  assert.equal((await init('restart')).code, 0);
  assert.notEqual(pid(), first);
  assert.equal((await init('stop')).code, 0);
  assert.equal((await init('stop')).code, 0);
  assert.equal((await init('status')).code, 3);

  rig.write(pidfile, `${process.pid}\n`);
  assert.equal((await init('status')).code, 1, 'a number that somebody else has got');
  assert.equal((await init('nonsense')).code, 2);
});

test('a stop waits for the slowest program', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const { paths } = rig.configure(`[program:x]\ncommand = ${child.command}\n`);
  const printed = await rig.supervisord('-c', paths.config, '--print-unit', 'sysv');
  const script = rig.write('init', printed.stdout, 0o755);
  assert.equal((await rig.run('/bin/sh', script, 'start')).code, 0);
  const run = await child.nextRun();
  await run.trap('SIGTERM');
  const stopping = rig.start('/bin/sh', [script, 'stop']);
  assert.equal(await run.nextSignal(), 'SIGTERM');
  await until('its first look', () => stopping.printed.includes('Stopping'));
  await run.exit(0);
  assert.equal((await stopping.exited).code, 0);
  assert.equal((await rig.run('/bin/sh', script, 'status')).code, 3);
});

test('paths are told that make no sense for a service, and where node is', async () => {
  await using rig = await Rig.create();
  rig.write('s.conf', '[supervisord]\n');
  const { stdout } = await rig.run(
    supervisord,
    '-c',
    's.conf',
    '-l',
    'a.log',
    '--print-unit=systemd',
  );
  assert.match(stdout, /^# Its pidfile is \/supervisord.pid: give pidfile= in /m);
  assert.doesNotMatch(stdout, /^# Its logfile/m);
  assert.ok(
    stdout.includes(` -n -c ${rig.path('s.conf')} --logfile=${rig.path('a.log')}\n`),
    stdout,
  );
  const isInPath = ['/usr/bin', '/usr/local/bin'].includes(path.dirname(process.execPath));
  assert.equal(/^Environment=/m.test(stdout), !isInPath);
});

test('--user at the end asks for a unit of the user, and what there is not is refused', async () => {
  await using rig = await Rig.create();
  rig.write('s.conf', '[supervisord]\n');
  const print = (...words: string[]) => rig.supervisord('-c', 's.conf', ...words);
  const [one, other] = await Promise.all([
    print('--print-unit', 'systemd', '--user'),
    print('--print-unit', 'systemd', '--user-unit'),
  ]);
  assert.deepEqual(one, other);
  assert.match(one.stdout, /^WantedBy=default.target$/m);
  const refused = await Promise.all([
    print('--print-unit', 'sysv', '--user'),
    print('--print-unit', 'upstart'),
    print('--user-unit'),
    rig.supervisord('-c', 'nowhere.conf', '--print-unit', 'systemd'),
  ]);
  assert.deepEqual(
    refused.map(({ stdout, code }) => [stdout, code]),
    Array(4).fill(['', 2]),
  );
  assert.match(
    refused[1]?.stderr ?? '',
    /for 'upstart': expected systemd, sysv, openrc, launchd\n/,
  );
});
