/** `--json`: one document on stdout, and the exit status of the command without it. */
import assert from 'node:assert/strict';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const PROGRAMS = `
[program:web]
command = /bin/cat
startsecs = 0
[program:idle]
command = /bin/cat
autostart = false
[program:bad]
command = /bin/false
autostart = false
startretries = 0
`;

difference('--json', 'every command that prints data prints it as JSON', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  const { pid } = await daemon.state('web', 'RUNNING');
  const done = (name: string, text: string) => ({ name, ok: true, text, fault: null });
  const unknown = { name: 'nope', ok: false, text: 'no such process', fault: 'BAD_NAME' };
  const session: readonly [line: string, document: object][] = [
    ['pid --json', { pids: [{ name: 'supervisord', pid: daemon.pid }], unknown: [] }],
    ['pid web nope --json', { pids: [{ name: 'web', pid }], unknown: ['nope'] }],
    ['version --json', { version: '4.3.0' }],
    ['signal CONT web nope --json', { results: [done('web', 'signalled'), unknown] }],
    ['clear --json web', { results: [done('web', 'cleared')] }],
    ['tail --json web', { name: 'web', channel: 'stdout', text: '' }],
    ['tail --json nope', { error: 'nope: ERROR (no such process name)' }],
    ['tail --json -f web', { error: 'Error: tail: --json cannot follow a log' }],
    ['reread --json', { available: [], changed: [], disappeared: [] }],
    ['update --dry-run --json', { changes: [], unknown: [] }],
    ['update --json', { error: 'Error: update: --json takes --dry-run' }],
    [
      'stop --json web idle',
      {
        results: [
          done('web', 'stopped'),
          { name: 'idle', ok: true, text: 'not running', fault: 'NOT_RUNNING' },
        ],
      },
    ],
    ['start --json', { error: 'Error: start requires a process name' }],
    [
      'start --json g:*',
      {
        results: [{ name: 'g', ok: false, text: 'no such group', fault: 'BAD_NAME' }],
      },
    ],
    [
      'start --json bad',
      {
        results: [{ name: 'bad', ok: false, text: 'spawn error', fault: 'SPAWN_ERROR' }],
      },
    ],
    [
      'restart --json bad web',
      {
        results: [
          { name: 'bad', ok: true, text: 'not running', fault: 'NOT_RUNNING' },
          { name: 'web', ok: true, text: 'not running', fault: 'NOT_RUNNING' },
          { name: 'bad', ok: false, text: 'spawn error', fault: 'SPAWN_ERROR' },
          done('web', 'started'),
        ],
      },
    ],
  ];
  for (const [line, document] of session) {
    const { stdout } = await daemon.ctl(line);
    assert.equal(stdout, `${JSON.stringify(document)}\n`, line);
  }
});

difference(
  '--json',
  'status, avail and maintail tell as JSON what the server answers',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(PROGRAMS);
    const info = await daemon.state('web', 'RUNNING');
    const status = JSON.parse((await daemon.ctl('status --json web nope')).stdout);
    const [web] = status.processes;
    const { now, description, ...fixed } = info; // the others do not change while it runs
    assert.deepEqual(web, {
      namespec: 'web',
      ...fixed,
      now: web.now,
      description: web.description,
    });
    assert.ok(web.now >= now);
    assert.match(description, /^pid /);
    assert.deepEqual(status.unknown, ['nope']);
    const avail = JSON.parse((await daemon.ctl('avail --json')).stdout);
    assert.deepEqual(avail.processes[1], {
      namespec: 'idle',
      name: 'idle',
      group: 'idle',
      inuse: true,
      autostart: false,
      group_prio: 999,
      process_prio: 999,
    });
    const { name, text } = JSON.parse((await daemon.ctl('maintail --json -5')).stdout);
    assert.deepEqual([name, text], ['supervisord', daemon.log().slice(-5)]);
  },
);

difference('--json', 'the exit status is that of the command without --json', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  await daemon.state('web', 'RUNNING');
  const lines = [
    'status',
    'status web',
    'status nope',
    'pid idle',
    'start',
    'start nope:*',
    'start nope',
    'start bad',
    'stop nope',
    'signal NOPE web',
    'tail nope',
  ];
  for (const line of lines) {
    const [plain, json] = [await daemon.ctl(line), await daemon.ctl(`${line} --json`)];
    assert.equal(json.code, plain.code, line);
    JSON.parse(json.stdout);
  }
  await daemon.stop();
  const { stdout, code } = await daemon.ctl('status --json');
  const error = `unix://${daemon.paths.socket} no such file`;
  assert.deepEqual([JSON.parse(stdout), code], [{ error }, 4]);
});
