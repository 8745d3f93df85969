/** Walks every table of the program: options, flags, methods, commands. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { referencePages } from '../scripts/reference/pages.ts';
import { SUPERVISORCTL } from '../src/bin/supervisorctl-flags.ts';
import { SUPERVISORD } from '../src/bin/supervisord-flags.ts';
import { SECTIONS } from '../src/config/sections.ts';
import { COMMANDS } from '../src/ctl/commands.ts';
import { METHODS } from '../src/rpc/methods.ts';
import { FAULTS } from '../src/wire/faults.ts';
import { PROCESS_STATES } from '../src/wire/states.ts';
import { projectRoot } from './rig/commands.ts';
import { FakeClock } from './rig/fake-clock.ts';
import { FakeOs } from './rig/fake-os.ts';

const OPTIONS = SECTIONS.flatMap(({ header, options }) =>
  Object.entries(options).map(([name, option]) => ({ where: `[${header}] ${name}`, option })),
);

const SURROUNDINGS = { os: new FakeOs(new FakeClock()), env: {}, uid: 0, cwd: '/' };

/** Begins like a sentence, and ends like one. */
const SENTENCE = /^[A-Z0-9`'"[].*[.)]$/s;
/** A phrase beside a name: begins like a sentence and has no full stop. */
const PHRASE = /^[A-Z0-9`'"[].*[^.]$/s;

test('every section, option and method is explained in sentences', () => {
  for (const { header, doc } of SECTIONS) assert.match(doc, SENTENCE, `[${header}]`);
  for (const { where, option } of OPTIONS) assert.match(option.doc, SENTENCE, where);
  for (const { name, doc } of METHODS) assert.match(doc, SENTENCE, name);
});

test('every parameter, result, command, form and flag has its phrase', () => {
  for (const { flags } of [SUPERVISORD, SUPERVISORCTL]) {
    for (const { name, doc } of flags) assert.match(doc, PHRASE, name);
  }
  for (const { name, params, result } of METHODS) {
    assert.match(result.doc, PHRASE, name);
    for (const param of params) assert.match(param.doc, PHRASE, `${name} ${param.name}`);
  }
  for (const { name, summary, forms } of COMMANDS) {
    assert.match(summary, PHRASE, name);
    for (const [typed, meaning] of forms) assert.match(meaning, PHRASE, typed);
  }
});

test('every default survives being written and read', () => {
  for (const { where, option } of OPTIONS) {
    // What `otherwise` describes has no text of its own.
    if ('required' in option || option.default === undefined || option.otherwise) continue;
    const { type, default: value } = option;
    assert.deepEqual(type.parse(type.format(value), SURROUNDINGS), value, where);
  }
});

test('no name is given twice', () => {
  const methods = METHODS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const lists = {
    methods,
    commands: COMMANDS.map(({ name }) => name),
    flags: SUPERVISORD.flags.flatMap(({ short = [], long = [] }) => [short, long].flat()),
    sections: SECTIONS.map(({ header }) => header),
  };
  for (const [what, names] of Object.entries(lists)) {
    assert.deepEqual(names, [...new Set(names)], what);
  }
  for (const codes of [Object.values(FAULTS), Object.values(PROCESS_STATES)]) {
    assert.deepEqual(codes, [...new Set(codes)]);
  }
});

test('docs/reference is what the generator writes now', () => {
  const folder = path.join(projectRoot, 'docs/reference');
  const present = readdirSync(folder).map(
    (file) => [file, readFileSync(path.join(folder, file), 'utf8')] as const,
  );
  const mend = 'run: npm run docs';
  assert.deepEqual(new Map(present.sort()), new Map([...referencePages()].sort()), mend);
});
