import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FOLDER, onlyProgram, source } from '../../../test/rig/import-source.ts';
import { readCompose } from './compose.ts';

function service(lines: string) {
  const indented = lines.replace(/^/gm, '    ');
  return onlyProgram(
    readCompose(source('c.yml', `services:\n  a:\n    command: a\n${indented}\n`)),
  );
}

const LINES: readonly (readonly [lines: string, options: Record<string, string>, note?: RegExp])[] =
  [
    ['', {}],
    ['restart: unless-stopped', { autorestart: 'true' }],
    ['restart: "no"', {}],
    ['restart: on-failure:3', { autorestart: 'unexpected' }, /startretries= counts/],
    ['build: {context: ./b, dockerfile: D}', { directory: `${FOLDER}/b` }],
    ['build: b\nworking_dir: /w', { directory: `${FOLDER}/b` }, /working_dir \/w: directory= is/],
    ['working_dir: /w', { directory: '/w' }],
    [
      'environment: [A=1, B, "C=x=y"]',
      { environment: 'A="1",C="x=y"' },
      /^B is taken from the env/,
    ],
    ['environment: {A: 1, "B C": 2}', { environment: 'A="1"' }, /cannot hold the variable B C/],
    ['entrypoint: sh -c "x y"\nuser: "0:0"', { command: "sh -c 'x y' a", user: '0' }, /not 0$/],
    ['scale: 2', { process_name: '%(program_name)s_%(process_num)d', numprocs: '2' }],
    ['profiles: [x]', { autostart: 'false' }, /profiles: x/],
    ['stop_signal: SIGINT\nstop_grace_period: 1m', { stopsignal: 'INT', stopwaitsecs: '60' }],
    [
      'env_file:\n  - {path: e, required: false}',
      { command: `/bin/sh -c 'set -a; [ ! -r ${FOLDER}/e ] || . ${FOLDER}/e; set +a; exec a'` },
      /a shell reads it/,
    ],
    [
      'env_file: e\nenvironment: {A: 1}',
      { environment: 'A="1"', command: `/bin/sh -c 'set -a; . ${FOLDER}/e; set +a; exec a'` },
      /what it sets wins/,
    ],
    ['shm_size: 1g\ncap_add: [X]', {}, /^no equivalent for shm_size, cap_add$/],
    ['extends: {service: b}', {}, /^extends: no equivalent; write what it takes over$/],
    ['image: i', {}, /^image i: install what it holds$/],
  ];

test('every field of a service becomes an option, or a note', () => {
  for (const [lines, changes, note] of LINES) {
    const { options, notes } = service(lines);
    assert.deepEqual(options, { command: 'a', autorestart: 'false', ...changes }, lines);
    if (note === undefined) assert.deepEqual(notes, [], lines);
    else assert.match(notes.join('\n'), new RegExp(note, 'm'), lines);
  }
});

test('services are started after those they depend on, circles included', () => {
  const text = `services:
  a: {command: a, depends_on: [b]}
  b: {command: b, depends_on: {c: {condition: service_started}}}
  c: {command: c}
  d: {command: d, depends_on: [e, nobody]}
  e: {command: e, depends_on: [d]}
`;
  const { programs } = readCompose(source('c.yml', text));
  const priorities = programs.map(({ name, options }) => [name, options.get('priority')]);
  assert.deepEqual(priorities, [
    ['a', '1001'],
    ['b', '1000'],
    ['c', undefined],
    ['d', '1001'],
    ['e', '1001'],
  ]);
});

test('the group is the project, and what is not set is told', () => {
  const named = readCompose(source('c.yml', 'name: shop\nservices: {a: {command: "a $X"}}\n'));
  assert.equal(named.programs[0]?.group, 'shop');
  assert.match(named.notes.join('\n'), /^Not set, and so empty here: X\.$/m);
  const unnamed = readCompose(source('c.yml', 'services: {a: {command: a}}\n'));
  assert.equal(unnamed.programs[0]?.group, 'app');
  const beside = (name: string) => (name === '.env' ? 'X=1\n' : undefined);
  const set = readCompose(source('c.yml', 'services: {a: {command: "a $X"}}\n', { beside }));
  assert.equal(set.programs[0]?.options.get('command'), 'a 1');
});
