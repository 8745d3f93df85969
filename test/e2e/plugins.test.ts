/** Plug-ins: JavaScript modules, and Python's that are built in. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const ROW = 'plug-ins';

/** The sections of a plug-in, and the module that it is in. */
function withModule(rig: Rig, code: string, more = ''): string {
  rig.write('plugin.mjs', code);
  return `[rpcinterface:x]\nsupervisor.rpcinterface_factory = ./plugin.mjs:make\n${more}`;
}

/** How a supervisord that must not start ends. */
async function refused(rig: Rig, text: string): Promise<string> {
  const { paths } = rig.configure(text);
  const { code, stderr, stdout } = await rig.supervisord('-n', '-c', paths.config);
  assert.equal(code, 2, stdout);
  return stderr.replaceAll(rig.dir, 'DIR').split('\n')[0] ?? '';
}

difference(
  ROW,
  'the example offers methods and a command [15-methods 15-commands 9.6-example]',
  async () => {
    await using rig = await Rig.create();
    const folder = path.join(projectRoot, 'examples/plugins');
    for (const name of readdirSync(folder)) {
      rig.write(`example/${name}`, readFileSync(path.join(folder, name)), 0o755);
    }
    const config = rig.path('example/supervisord.conf');
    const socket = rig.path('example/supervisor.sock');
    const daemon = await rig.foreground({ config, socket, logfile: '', pidfile: '' });
    await daemon.state('cat-a', 'RUNNING');
    await daemon.state('cat-b', 'RUNNING');
    assert.equal(await daemon.rpc('uptime.ofProcess', 'cat-a'), 0);
    await assert.rejects(daemon.rpc('uptime.ofProcess', 'zz'), {
      code: 70,
      message: 'NOT_RUNNING: zz',
    });
    await assert.rejects(daemon.rpc('uptime.ofProcess'), { message: 'INCORRECT_PARAMETERS' });
    assert.deepEqual(await daemon.rpc('system.methodSignature', 'uptime.ofProcess'), [
      'int',
      'string',
    ]);
    const methods = await daemon.rpc<string[]>('system.listMethods');
    assert.ok(methods.includes('uptime.longest') && methods.includes('twiddler.log'));

    const { stderr_logfile } = await daemon.state('deploy-log', 'RUNNING');
    await daemon.rpc('deploy.begin', '1.2');
    await daemon.rpc('deploy.done', '1.3');
    const told = 'DEPLOY_BEGUN version:1.2\nDEPLOY_DONE version:1.3\n';
    await until('both events to be told of', () => readFileSync(stderr_logfile, 'utf8') === told);

    assert.match((await daemon.ctl('uptime')).stdout, /^longest: cat-[ab]\n$/);
    assert.match((await daemon.ctl('help', 'uptime')).stdout, /^uptime +Show what/);
    const stopped = await daemon.ctl('mstop', 'cat*');
    assert.deepEqual(stopped.stdout.split('\n').sort(), ['', 'cat-a: stopped', 'cat-b: stopped']);
    await daemon.ctl('stop', 'deploy-log');
    const idle = await daemon.ctl('uptime');
    assert.deepEqual([idle.stdout, idle.code], ['longest: nothing runs\n', 3]);
  },
);

test('a factory that is not there is an error of the configuration [15-unresolved]', async () => {
  await using rig = await Rig.create();
  const section = '[rpcinterface:x]\nsupervisor.rpcinterface_factory = foo.bar:baz\n';
  const line = await refused(rig, section);
  assert.ok(line.startsWith('Error: foo.bar:baz cannot be resolved within [rpcinterface:x]'), line);
});

test('a section without a factory is one, too [15-no-factory]', async () => {
  await using rig = await Rig.create();
  const line = await refused(rig, '[rpcinterface:x]\na = b\n');
  const text = 'Error: section [rpcinterface:x] does not specify a supervisor.rpcinterface_factory';
  assert.equal(line, differs('#34', { original: text, ours: `${text} [DIR/supervisord.conf:12]` }));
});

difference(ROW, 'a Python plug-in is named, with what it wanted [15-python]', async () => {
  await using rig = await Rig.create();
  const factory = (spec: string) => `[rpcinterface:x]\nsupervisor.rpcinterface_factory = ${spec}\n`;
  assert.equal(
    await refused(rig, factory('multivisor.rpc:make_rpc_interface')),
    "Error: multivisor.rpc:make_rpc_interface cannot be resolved within [rpcinterface:x]: No module named 'multivisor.rpc' [DIR/supervisord.conf:13] (if make_rpc_interface of the Python module multivisor.rpc is wanted: Python cannot be loaded here, plug-ins are JavaScript modules, see docs/plugins.md)",
  );
  assert.match(
    await refused(rig, factory('supervisor_twiddler.rpcinterface:make')),
    /of this Python plug-in supervisor_twiddler\.rpcinterface:make_twiddler_rpcinterface is built in/,
  );
});

difference(
  ROW,
  'a plug-in that cannot be made keeps supervisord from starting [15-not-made 9.6-refused]',
  async () => {
    await using rig = await Rig.create();
    const text = withModule(rig, 'export const make = () => { throw new Error("no luck"); };');
    assert.equal(await refused(rig, text), 'Error: Could not make x rpc interface');
    assert.match(rig.read('supervisord.log'), / WARN Error: no luck\n +at /);
    const code = 'export const make = Object.assign(() => ({}), { events: { TICK: {} } });';
    assert.equal(
      await refused(rig, withModule(rig, code)),
      'Error: Could not make x rpc interface',
    );
    assert.match(rig.read('supervisord1.log'), / WARN .*cannot add an event type 'TICK'/);
  },
);

difference(
  ROW,
  'at a restart it is left out, and everything else goes on [15-restart]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(
      withModule(rig, 'export const make = () => ({ ping: () => "pong" });', 'bad = %(ENV_HOME)s'),
    );
    assert.equal(await daemon.rpc('x.ping'), 'pong');
    rig.write('other.mjs', 'export const make = () => { throw new Error("no luck"); };');
    const config = rig.read('supervisord.conf').replace('./plugin.mjs', './other.mjs');
    rig.write('supervisord.conf', config);
    const { pid } = daemon;
    await daemon.rpc('restart');
    await daemon.logLine(/CRIT Could not make x rpc interface; it is left out/);
    await daemon.ready();
    assert.equal(daemon.pid, pid);
    await assert.rejects(daemon.rpc('x.ping'), { message: 'UNKNOWN_METHOD' });
    rig.write('supervisord.conf', config.replace('./other.mjs', './gone.mjs'));
    await assert.rejects(daemon.rpc('restart'), { code: 92 });
    assert.equal((await daemon.rpc<{ statename: string }>('getState')).statename, 'RUNNING');
  },
);

difference(ROW, 'a method that throws is a 500 for its caller alone [15-throws]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    withModule(
      rig,
      `export const make = (supervisor, { own }) => ({
        throws() { throw new Error('no luck'); },
        later: async () => { await null; throw supervisor.fault(230, 'MY_OWN: ' + own); },
        nothing() {},
        odd: () => [() => 1],
        _hidden: () => 1,
        constructor: () => 1,
        many: (...values) => values,
      });`,
      'own = %(ENV_HOME)s',
    ),
  );
  await assert.rejects(daemon.rpc('x.throws'), /500/);
  await assert.rejects(daemon.rpc('x.odd'), /500/);
  await assert.rejects(daemon.rpc('x.later'), { code: 230, message: `MY_OWN: ${rig.dir}` });
  for (const name of ['x._hidden', 'x.constructor', 'x.toString', 'x.__proto__']) {
    await assert.rejects(daemon.rpc(name), { message: 'UNKNOWN_METHOD' });
  }
  assert.equal(await daemon.rpc('x.nothing'), true);
  assert.deepEqual(await daemon.rpc('x.many', 1, 'two', [3]), [1, 'two', [3]]);
  await daemon.logLine(/CRIT Handling XML-RPC request .*Error: no luck/);
});

difference(ROW, 'programs are added to groups and taken away by calls [15-twiddler]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[rpcinterface:twiddler]
supervisor.rpcinterface_factory = supervisor_twiddler.rpcinterface:make_twiddler_rpcinterface
[group:work]
programs =
`);
  assert.deepEqual(await daemon.rpc('twiddler.getGroupNames'), ['work']);
  const options = {
    command: '/bin/cat',
    numprocs: '2',
    process_name: 'cat%(process_num)d',
    startsecs: '0',
    stdout_logfile: '%(here)s/%(program_name)s%(process_num)d.out',
  };
  assert.equal(await daemon.rpc('twiddler.addProgramToGroup', 'work', 'cat', options), true);
  await daemon.state('work:cat0', 'RUNNING');
  const { stdout_logfile } = await daemon.state('work:cat1', 'RUNNING');
  assert.equal(stdout_logfile, rig.path('cat1.out'));
  await assert.rejects(daemon.rpc('twiddler.removeProcessFromGroup', 'work', 'cat0'), {
    message: 'STILL_RUNNING: cat0',
  });
  await daemon.rpc('stopProcess', 'work:cat0');
  assert.equal(await daemon.rpc('twiddler.removeProcessFromGroup', 'work', 'cat0'), true);
  await assert.rejects(daemon.info('work:cat0'), { message: 'BAD_NAME: work:cat0' });
  assert.deepEqual(await daemon.rpc('reloadConfig'), [[[], ['work'], []]]);
  assert.equal(await daemon.rpc('twiddler.log', 'hello there', 'WARN'), true);
  await daemon.logLine(/ WARN hello there$/);
});

difference(ROW, 'wildcard commands act on all that match [15-wildcards]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[ctlplugin:wildcards]
supervisor.ctl_factory = supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
[group:work]
programs = a,b
[program:a]
command = /bin/cat
startsecs = 0
[program:b]
command = /bin/cat
startsecs = 0
[program:alone]
command = /bin/cat
startsecs = 0
`);
  const sorted = async (...words: string[]) =>
    (await daemon.ctl(...words)).stdout.trimEnd().split('\n').sort();
  assert.deepEqual(await sorted('mstop', 'a*'), ['alone: stopped', 'work:a: stopped']);
  assert.deepEqual(await sorted('mstart', 'a', 'b'), [
    'work:a: started',
    'work:b: ERROR (already started)',
  ]);
  assert.deepEqual(await sorted('mrestart', 'all'), [
    'alone: ERROR (not running)',
    'alone: started',
    'work:a: started',
    'work:a: stopped',
    'work:b: started',
    'work:b: stopped',
  ]);
  assert.deepEqual(await sorted('mstop', 'zz*'), ['No process matched given expression.']);
  assert.deepEqual(await sorted('mstop'), ['No process matched given expression.']);
});

difference(ROW, 'with match_group patterns are of group and name [15-wildcards]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[ctlplugin:wildcards]
supervisor.ctl_factory = supervisorwildcards.controllerplugin:make_wildcards_controllerplugin
match_group = 1
[group:work]
programs = a
[program:a]
command = /bin/cat
autostart = false
[program:b]
command = /bin/cat
autostart = false
`);
  const start = async (pattern: string) => (await daemon.ctl('mstart', pattern)).stdout;
  assert.equal(await start('a'), 'No process matched given expression.\n');
  assert.equal(await start('work:*'), 'work:a: started\n');
  assert.equal(await start('*:b'), 'b: started\n');
});

difference(
  ROW,
  'a command that throws says so, and one that cannot be made is an error [15-commands 15-unresolved]',
  async () => {
    await using rig = await Rig.create();
    const plugin = (file: string) =>
      `[ctlplugin:x]\nsupervisor.ctl_factory = ${file}:make\nword = hello\n`;
    rig.write(
      'commands.mjs',
      `export const make = (ctl, { word }) => ({
      bad() { throw new Error('no luck'); },
      say: ([name]) => ctl.line(word + ' ' + name),
      status: () => ctl.line('never'),
      twice: async ([name]) => { await ctl.run('pid', name); await ctl.run('pid', name); },
    });`,
    );
    rig.write('broken.mjs', 'export const make = () => { throw new Error("no luck"); };');
    const daemon = await rig.daemon(`${plugin('./commands.mjs')}[program:x]\ncommand = /bin/cat\n`);
    const { pid } = await daemon.state('x', 'RUNNING');
    assert.equal((await daemon.ctl('say', 'you')).stdout, 'hello you\n');
    assert.equal((await daemon.ctl('twice', 'x')).stdout, `${pid}\n${pid}\n`);
    assert.match((await daemon.ctl('status')).stdout, /^x +RUNNING/);
    const bad = await daemon.ctl('bad');
    assert.match(bad.stdout, /no luck/);
    assert.equal(bad.code, 1);

    for (const [file, text] of [
      [
        './none.mjs',
        'Error: ./none.mjs:make cannot be resolved within [ctlplugin:x]: No module named',
      ],
      ['./broken.mjs', 'Error: Could not make the commands of [ctlplugin:x]: no luck'],
    ] as const) {
      const { paths } = rig.configure(plugin(file));
      const { code, stderr } = await rig.supervisorctl('-c', paths.config, 'status');
      assert.equal(code, 2);
      assert.ok(stderr.startsWith(text), stderr);
    }
  },
);

difference(
  ROW,
  'a type of events that no plug-in adds any more is unknown, and a restart is refused [9.6-events 9.6-refused]',
  async () => {
    await using rig = await Rig.create();
    const code = (events: string) =>
      `export const make = Object.assign(() => ({}), { events: ${events} });`;
    const listener = '[eventlistener:l]\ncommand = /bin/cat\nevents = DEPLOY\n';
    const daemon = await rig.daemon(withModule(rig, code('{ DEPLOY: {} }'), listener));
    assert.equal((await daemon.rpc<{ name: string }[]>('getAllProcessInfo'))[0]?.name, 'l');
    rig.write('other.mjs', code('{ TICK: {} }'));
    const config = rig.read('supervisord.conf');
    const lines = config.split('\n');
    rig.write('supervisord.conf', config.replace('./plugin.mjs', './other.mjs'));
    const line = lines.indexOf('[rpcinterface:x]') + 1;
    const message = `CANT_REREAD: cannot add an event type 'TICK' [${daemon.paths.config}:${line}]`;
    await assert.rejects(daemon.rpc('reloadConfig'), { message });
    await assert.rejects(daemon.rpc('restart'), { message });
    const checked = await rig.supervisord('--check', '-c', daemon.paths.config);
    assert.equal(checked.code, 2);
    assert.match(checked.stdout, /error: cannot add an event type 'TICK'/);
    assert.match(checked.stdout, /error: Unknown event type DEPLOY in \[eventlistener:l\] events/);
    rig.write('supervisord.conf', config.replace('./plugin.mjs:make', './other.mjs:nothing'));
    await assert.rejects(daemon.rpc('reloadConfig'), {
      message: /cannot be resolved within \[rpcin/,
    });
    rig.write('supervisord.conf', config);
    assert.deepEqual(await daemon.rpc('reloadConfig'), [[[], [], []]]);
  },
);
