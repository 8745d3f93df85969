/**
 * Python's own XML-RPC client calls every method of our daemon and of the original, each on the
 * same configuration in a folder of its own, and what it gets must be equal: values, their types,
 * faults with their texts, apart from pids, times, folders and the differences that are named.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';
import { CALLS, type Call, PROGRAMS, SIGNATURES } from './xmlrpc-calls.ts';

const ORIGINAL = '/usr/bin/supervisord';
const CLIENT = path.join(projectRoot, 'test/reference/xmlrpc-calls.py');
const missing = !existsSync(ORIGINAL) && process.env.CI !== 'true';
const skip = missing ? 'the package supervisor is not installed' : false;

type Answer = Readonly<Record<string, unknown>>;

/** Makes the calls on a daemon of its own. @param command What to run instead of ours. */
async function answersOf(calls: readonly Call[], command?: string): Promise<Answer[]> {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS, command === undefined ? {} : { command });
  const input = calls
    .map(({ call, until }) => (until === undefined ? call : { call, until }))
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
  const client = rig.start('python3', [CLIENT, daemon.paths.socket], input);
  const { stdout, stderr } = await client.exited;
  assert.equal(stderr, '');
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
  return answers.map((answer) => comparable(answer, rig.dir) as Answer);
}

/** Takes out what cannot be equal in two places and at two times. */
function comparable(value: unknown, dir: string, key = ''): unknown {
  if (typeof value === 'string') {
    return value
      .replaceAll(dir, 'DIR')
      .replace(/---supervisor-\w{8}\.log/, '---supervisor-RANDOM.log')
      .replace(/---north-\w{8}\.log/, '---north-RANDOM.log')
      .replace(/^pid \d+, uptime \d:\d\d:\d\d$/, 'pid PID, uptime TIME')
      .replace(/^[A-Z][a-z][a-z] \d\d \d\d:\d\d [AP]M$/, 'DATE');
  }
  if (typeof value === 'number' && ['pid', 'start', 'stop', 'now'].includes(key)) {
    return value === 0 ? 0 : 'NUMBER';
  }
  if (Array.isArray(value)) return value.map((each) => comparable(each, dir, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => name !== 'autorestart') // of getAllConfigInfo, since 4.4
      .map(([name, each]) => [name, comparable(each, dir, name)]),
  );
}

/** The types of an answer alone. */
function types(answer: Answer): unknown {
  return Array.isArray(answer.value) ? answer.value[0] : answer;
}

/** The elements of an answered list, in an order of their own. */
function elements(answer: Answer): string[] {
  const [type, list] = Array.isArray(answer.value) ? answer.value : [];
  assert.equal(type, 'list', JSON.stringify(answer));
  return (list as unknown[]).map((element) => JSON.stringify(element)).sort();
}

test('every method answers what the original answers, in values and types [11.2-equal 11-client 11-arguments 11.1-texts 11.2-read 11.2-read-faults 11.2-tail 11.2-one-process 11.2-start-many]', {
  skip,
}, async () => {
  const [ours, theirs] = await Promise.all([answersOf(CALLS), answersOf(CALLS, ORIGINAL)]);
  assert.equal(ours.length, CALLS.length);
  assert.equal(theirs.length, CALLS.length);
  CALLS.forEach(({ call, differs, varies, unordered }, index) => {
    const [our = {}, their = {}] = [ours[index], theirs[index]];
    const name = `${index}: ${JSON.stringify(call)}`;
    if (differs !== undefined) {
      assert.deepEqual(our, differs.ours, name);
      assert.notDeepEqual(our, their, `${name} does not differ any more`);
    } else if (varies) assert.deepEqual(types(our), types(their), name);
    else if (unordered) assert.deepEqual(elements(our), elements(their), name);
    else assert.deepEqual(our, their, name);
  });
});

test('every method has the signature of the original [11.3-signature]', { skip }, async () => {
  const calls = SIGNATURES.map((name) => ({ call: ['system.methodSignature', name] }) as const);
  const [ours, theirs] = await Promise.all([answersOf(calls), answersOf(calls, ORIGINAL)]);
  SIGNATURES.forEach((name, index) => {
    assert.deepEqual(ours[index], theirs[index], name);
  });
});
