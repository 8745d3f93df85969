/** Consumers that use Python's own supervisor package: Datadog's agent, superlance. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const SCRIPT = path.join(projectRoot, 'test/consumers/python.py');
const PYTHON = '/usr/bin/python3';
const PACKAGE = needs('/usr/bin/supervisord', 'apt-get install supervisor');

async function python(rig: Rig, ...words: string[]): Promise<unknown> {
  const { stdout, stderr } = await rig.run(PYTHON, SCRIPT, ...words);
  assert.equal(stderr, '');
  return JSON.parse(stdout);
}

test(
  "Datadog's agent reads every process, over the unix socket and over TCP",
  PACKAGE,
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = ann
password = secret
[program:web]
command = /bin/cat
startsecs = 0
[program:off]
command = /bin/cat
autostart = false
[program:broken]
command = /bin/false
startretries = 0
`);
    await daemon.state('web', 'RUNNING');
    await daemon.state('broken', 'FATAL');
    const checks = {
      broken: ['critical', true, true],
      off: ['critical', true, true],
      web: ['ok', true, true],
    };
    assert.deepEqual(await python(rig, 'datadog', `unix://${daemon.paths.socket}`), { checks });
    const url = (login: string) => `http://${login}@127.0.0.1:${port}/RPC2`;
    assert.deepEqual(await python(rig, 'datadog', url('ann:secret')), { checks });

    const refused = await rig.run(PYTHON, SCRIPT, 'datadog', url('ann:wrong'));
    assert.match(refused.stderr, /ProtocolError: <ProtocolError for .*: 401 Unauthorized>/);
  },
);

test(
  'superlance finds its supervisord by the environment, and restarts what it measures [15-python-helpers]',
  PACKAGE,
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon(
      `
[unix_http_server]
username = ann
password = secret
[program:web]
command = /bin/cat
startsecs = 0
[program:memmon]
command = ${PYTHON} ${SCRIPT} superlance
startsecs = 0
autorestart = false
autostart = false
stdout_logfile = ${rig.path('memmon.log')}
stderr_logfile = ${rig.path('memmon.err')}
environment = SUPERVISOR_USERNAME="ann",SUPERVISOR_PASSWORD="secret"
[group:fleet]
programs = web
[supervisorctl]
username = ann
password = secret
`,
      { auth: 'ann:secret' },
    );
    await daemon.state('fleet:web', 'RUNNING');
    await daemon.rpc('startProcess', 'memmon');
    await daemon.state('memmon', 'EXITED');
    assert.equal(rig.read('memmon.err'), '');
    assert.deepEqual(JSON.parse(rig.read('memmon.log')), {
      restarted: [['fleet:web', true, 'STOPPED', 'RUNNING', true]],
    });
  },
);
