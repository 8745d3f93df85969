/** Walks every table of the program: options, flags, methods, commands. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { generatedFolders, generatedPages } from '../scripts/generated.ts';
import { PIDPROXY } from '../src/bin/pidproxy-flags.ts';
import { SUPERVISORCTL } from '../src/bin/supervisorctl-flags.ts';
import { SUPERVISORD } from '../src/bin/supervisord-flags.ts';
import { VISORD_CRASHLOG } from '../src/bin/visord-crashlog-flags.ts';
import { VISORD_NOTIFY } from '../src/bin/visord-notify-flags.ts';
import { FINDINGS } from '../src/config/findings.ts';
import { SECTIONS } from '../src/config/sections.ts';
import { COMMANDS } from '../src/ctl/commands.ts';
import { OPERATIONS } from '../src/http/api/operations.ts';
import { METRICS } from '../src/http/metrics/metrics.ts';
import { signature } from '../src/rpc/method.ts';
import { METHODS } from '../src/rpc/methods.ts';
import { type JsonSchema, schemaOf } from '../src/wire/api/schema.ts';
import { EVENT_TYPES } from '../src/wire/event-types.ts';
import { FAULTS } from '../src/wire/faults.ts';
import { PROCESS_STATES } from '../src/wire/states.ts';
import type { WireStruct } from '../src/wire/value.ts';
import { projectRoot } from './rig/commands.ts';
import { FakeClock } from './rig/fake-clock.ts';
import { FakeOs } from './rig/fake-os.ts';
import { methodsOn } from './rig/methods.ts';

const OPTIONS = SECTIONS.flatMap(({ header, options }) =>
  Object.entries(options).map(([name, option]) => ({ where: `[${header}] ${name}`, option })),
);

const COMMAND_LINES = [SUPERVISORD, SUPERVISORCTL, PIDPROXY, VISORD_NOTIFY, VISORD_CRASHLOG];

const SURROUNDINGS = { os: new FakeOs(new FakeClock()), env: {}, uid: 0, cwd: '/' };

/** Begins like a sentence, and ends like one. */
const SENTENCE = /^[A-Z0-9`'"[].*[.)]$/s;
/** A phrase beside a name: begins like a sentence and has no full stop. */
const PHRASE = /^[A-Z0-9`'"[].*[^.]$/s;

test('every section, option, method, finding and event is explained in sentences', () => {
  for (const { header, doc } of SECTIONS) assert.match(doc, SENTENCE, `[${header}]`);
  for (const { where, option } of OPTIONS) assert.match(option.doc, SENTENCE, where);
  for (const { name, doc } of METHODS) assert.match(doc, SENTENCE, name);
  for (const { name, doc } of OPERATIONS) assert.match(doc, SENTENCE, name);
  for (const { name, doc } of METRICS) assert.match(doc, SENTENCE, name);
  for (const [id, { doc }] of Object.entries(FINDINGS)) assert.match(doc, SENTENCE, id);
  for (const [name, { doc }] of Object.entries(EVENT_TYPES)) assert.match(doc, SENTENCE, name);
});

test('every parameter, result, command, form and flag has its phrase', () => {
  for (const { flags } of COMMAND_LINES) {
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

test('every field of the JSON API has its phrase, and every shape its sentence', () => {
  const visit = (schema: JsonSchema, where: string): void => {
    const { description = '', items, anyOf = [], properties = {} } = schema;
    if (schema.properties !== undefined) assert.match(description, SENTENCE, where);
    if (items !== undefined) visit(items, `${where}[]`);
    for (const each of anyOf) visit(each, where);
    for (const [name, field] of Object.entries(properties)) {
      visit(field, `${where}.${name}`);
      if (field.title !== undefined || field.anyOf !== undefined || field.properties) continue;
      assert.match(field.description ?? '', PHRASE, `${where}.${name}`);
    }
  };
  for (const { name, params, query, body, answer } of OPERATIONS) {
    for (const [field, schema] of Object.entries({ ...params, ...query, ...body })) {
      assert.match(schemaOf(schema).description ?? '', PHRASE, `${name} ${field}`);
    }
    if (answer.schema !== undefined) visit(answer.schema, name);
    else for (const event of Object.values(answer.events ?? {})) visit(event, name);
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
    operations: OPERATIONS.map(({ name }) => name),
    metrics: METRICS.map(({ name }) => name),
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

/** What the client has types for. They are gone at run time, so the source is read. */
const CLIENT = readFileSync(path.join(projectRoot, 'src/client/methods.ts'), 'utf8');

const WIRE_TYPES = new Map([
  ['string', 'string'],
  ['number', 'int'],
  ['boolean', 'boolean'],
  ['true', 'boolean'],
  ['LogTail', 'array'],
]);

/** The type on the wire of a type as the client writes it. */
function wireType(type: string): string {
  return WIRE_TYPES.get(type) ?? (/^readonly \[|\[\]$/.test(type) ? 'array' : 'struct');
}

test('the methods of the client are those of the table', () => {
  const lines = CLIENT.match(/^ {2}'.*$/gm) ?? [];
  assert.ok(lines.length > 0);
  for (const line of lines) {
    const [, name = '', words = '', result = ''] = /'(.+)'\((.*)\): (.+);$/.exec(line) ?? [];
    const method = METHODS.find((each) => [each.name, ...(each.aliases ?? [])].includes(name));
    assert.ok(method, line);
    const params = words === '' ? [] : words.split(', ').map((word) => word.split(': '));
    assert.deepEqual(
      params.map(([param]) => param),
      method.params.map(({ name, default: value }) => (value === undefined ? name : `${name}?`)),
      line,
    );
    const types = params.map(([, type = '']) => wireType(type));
    assert.deepEqual([wireType(result), ...types], signature(method), line);
  }
});

test('every method of our own namespaces is one of the client, under its own name', () => {
  const known = new Set([...CLIENT.matchAll(/^ {2}'(.+)'\(/gm)].map(([, name]) => name));
  const missing = METHODS.map(({ name }) => name)
    .filter((name) => /^(supervisor|system|visord)\./.test(name))
    .filter((name) => !known.has(name));
  assert.deepEqual(missing, []);
});

test('the structs that the client reads have the fields that methods answer', async () => {
  const { call } = methodsOn(['web']);
  const answers = {
    ProcessInfo: await call('getAllProcessInfo'),
    ProcessResult: await call('clearAllProcessLogs'),
    ConfigInfo: await call('getAllConfigInfo'),
  };
  for (const [name, answer] of Object.entries(answers)) {
    const body = new RegExp(`interface ${name} {\n(.*?)\n}`, 's').exec(CLIENT)?.[1] ?? '';
    const fields = [...body.matchAll(/^ {2}readonly (\w+): (\w+);$/gm)];
    assert.ok(fields.length > 0, name);
    const [struct = {}] = answer as WireStruct[];
    for (const [, field = '', type] of fields) assert.equal(typeof struct[field], type, field);
  }
});

test('what is generated below docs is what the generator writes now', () => {
  const pages = generatedPages(projectRoot);
  const present = generatedFolders.flatMap((folder) =>
    readdirSync(path.join(projectRoot, folder)).map((file) => `${folder}/${file}`),
  );
  assert.ok(pages.size > present.length, 'and pages in folders with others');
  for (const file of new Set([...pages.keys(), ...present])) {
    const text = readFileSync(path.join(projectRoot, file), 'utf8');
    assert.equal(text, pages.get(file), `${file}: run npm run docs`);
  }
});
