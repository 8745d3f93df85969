import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOLDER, onlyProgram, PROCESSORS, source } from '../../../test/rig/import-source.ts';
import { readEcosystem } from './pm2.ts';

const DEFAULTS = {
  directory: FOLDER,
  autorestart: 'true',
  startretries: '16',
  stopsignal: 'INT',
  stopwaitsecs: '2',
  stopasgroup: 'true',
};

async function app(fields: object) {
  const text = JSON.stringify({ apps: [{ name: 'a', script: 'a.js', ...fields }] });
  return onlyProgram(await readEcosystem(source('a.json', text)));
}

const COPIES = {
  process_name: '%(program_name)s_%(process_num)d',
  environment: 'NODE_APP_INSTANCE="%(process_num)d"',
};

const FIELDS: readonly (readonly [
  fields: object,
  options: Record<string, string>,
  note?: RegExp,
])[] = [
  [{}, {}],
  [{ args: 'x "y z"', node_args: ['--inspect'] }, { command: "node --inspect a.js x 'y z'" }],
  [{ script: 'a.py' }, { command: 'python3 a.py' }],
  [{ script: 'a.ts', interpreter: 'deno' }, { command: 'deno a.ts' }],
  [{ script: './run', args: ['$x'] }, { command: `${FOLDER}/run '$x'` }],
  [{ script: 'npm', args: 'start' }, { command: 'npm start' }],
  [{ script: 'npm run start' }, { command: 'npm run start' }],
  [{ script: 'cd x && npm start' }, { command: "/bin/sh -c 'cd x && npm start'" }, /a shell stays/],
  [{ cwd: 'sub' }, { directory: `${FOLDER}/sub` }],
  [
    { instances: 'max' },
    { ...COPIES, numprocs: String(PROCESSORS) },
    /instances=max: this machine/,
  ],
  [{ instances: -1 }, { ...COPIES, numprocs: String(PROCESSORS - 1) }, /instances=-1/],
  [
    { instances: 2, instance_var: 'N', env: { A: 1 } },
    { ...COPIES, numprocs: '2', environment: 'A="1",N="%(process_num)d"' },
  ],
  [{ env: { A: true, B: null, 'C D': 1 } }, { environment: 'A="true"' }, /variable C D/],
  [{ autorestart: false, stop_exit_codes: [1] }, { autorestart: 'false' }],
  [{ stop_exit_codes: 0 }, { autorestart: 'unexpected', exitcodes: '0' }],
  [
    { min_uptime: 2500, kill_timeout: '3s' },
    { startsecs: '3', stopwaitsecs: '3' },
  ],
  [
    { treekill: false, autostart: false },
    { stopasgroup: '', autostart: 'false' },
  ],
  [
    { output: '/dev/null', error: 'e.log' },
    { stdout_logfile: 'NONE', stderr_logfile: `${FOLDER}/e.log` },
  ],
  [
    { out_file: 'x', error_file: 'x' },
    { stdout_logfile: `${FOLDER}/x`, redirect_stderr: 'true' },
  ],
  [{ env_production: {} }, {}, /only env is taken, without env_production/],
  [{ unknown_field: { a: 1 } }, {}, /^unknown_field={"a":1}: no equivalent$/],
  [{ wait_ready: true, watch: false }, {}, /^wait_ready=true: no equivalent; a program counts/],
];

test('every field of an app becomes an option, or a note', async () => {
  for (const [fields, changes, note] of FIELDS) {
    const { options, notes } = await app(fields);
    const all = { command: 'node a.js', ...DEFAULTS, ...changes };
    const expected = Object.entries(all).filter(([, value]) => value !== '');
    assert.deepEqual(options, Object.fromEntries(expected), JSON.stringify(fields));
    if (note === undefined) assert.deepEqual(notes, [], JSON.stringify(fields));
    else assert.match(notes.join('\n'), new RegExp(note, 'm'));
  }
});

test('apps are found in JSON, YAML and modules, in a list or alone', async () => {
  const names = async (...of: Parameters<typeof source>) =>
    (await readEcosystem(source(...of))).programs.map(({ name }) => name);
  assert.deepEqual(await names('a.json', '[{"script": "x.js"}, {"script": "y.js"}]'), ['x', 'y']);
  assert.deepEqual(await names('a.json', '{"name": "n", "script": "x.js"}'), ['n']);
  assert.deepEqual(await names('a.yaml', 'apps:\n  - script: x.js\n'), ['x']);
  const apps = [{ name: 'm', script: 'x.js' }];
  const evaluate = async () => ({ default: { apps } });
  assert.deepEqual(await names('a.config.js', '', { evaluate }), ['m']);
  assert.deepEqual(await names('a.config.mjs', '', { evaluate: async () => ({ apps }) }), ['m']);
});
