import assert from 'node:assert/strict';
import test from 'node:test';
import { MemoryOutput, ScriptedTerminal } from '../../test/rig/fake-terminal.ts';
import { SupervisorClient } from '../client/supervisor-client.ts';
import type { Ctl } from './command.ts';
import { COMMANDS } from './commands.ts';
import { Completer } from './completion.ts';
import { EXIT } from './exit-status.ts';

const NAMES = [
  { group: 'cat', name: 'cat' },
  { group: 'num', name: 'num_0' },
  { group: 'num', name: 'num_1' },
  { group: 'off-line', name: 'off-line' },
];

/** A server that answers with names, or is not there. */
class NamingClient extends SupervisorClient {
  answers: readonly unknown[] | undefined = NAMES;
  calls = 0;

  constructor() {
    super({ serverUrl: 'unix:///nowhere' });
  }

  override call(): Promise<never> {
    this.calls += 1;
    if (this.answers === undefined) return Promise.reject(new Error('no server'));
    return Promise.resolve(this.answers as never);
  }
}

function createCompleter(): { completer: Completer; client: NamingClient } {
  const client = new NamingClient();
  const ctl: Ctl = {
    serverUrl: 'unix:///nowhere',
    client,
    output: new MemoryOutput(),
    terminal: new ScriptedTerminal(),
    interactive: true,
    check: () => Promise.reject(new Error('not here')),
    commands: COMMANDS,
    unknown: [],
    exitStatus: EXIT.SUCCESS,
  };
  return { completer: new Completer(ctl), client };
}

const TOPICS = COMMANDS.map(({ name }) => name).filter((name) => name !== 'EOF');
const PROCESSES = 'cat num:* num:num_0 num:num_1 off-line';

const LINES: readonly [line: string, word: string, matches: string][] = [
  ['', '', TOPICS.sort().join(' ')],
  ['  ', '', TOPICS.join(' ')],
  ['sta', 'sta', 'start status'],
  ['nonsense', 'nonsense', ''],
  ['help ', '', TOPICS.join(' ')],
  ['help sh', 'sh', 'shutdown'],
  ['add ', '', 'cat num off-line'],
  ['remove n', 'n', 'num'],
  ['update cat o', 'o', 'off-line'],
  ['clear ', '', PROCESSES],
  ['fg ', '', PROCESSES],
  ['pid ', '', PROCESSES],
  ['restart ', '', PROCESSES],
  ['signal ', '', PROCESSES],
  ['signal HUP n', 'n', 'num:* num:num_0 num:num_1'],
  ['start off-', 'off-', 'off-line'],
  ['status num:*', 'num:*', 'num:*'],
  ['stop cat:', 'cat:', 'cat:* cat:cat'],
  ['tail -f num:num_1', 'num:num_1', 'num:num_1'],
  ['tail --x=c', 'c', 'cat'],
  ['maintail ', '', ''],
  ['version v', 'v', ''],
  ['nonsense c', 'c', ''],
];

test('Tab offers commands, groups or processes, whichever a command takes [12.5-complete-actions 12.5-complete-help 12.5-complete-groups 12.5-complete-processes 12.5-complete-words]', async () => {
  const { completer } = createCompleter();
  for (const [line, word, matches] of LINES) {
    const expected = matches === '' ? [] : matches.split(' ').map((match) => `${match} `);
    assert.deepEqual(await completer.complete(line), { matches: expected, word }, line);
  }
});

test('the server is asked once between two commands [12.5-complete-cache]', async () => {
  const { completer, client } = createCompleter();
  await completer.complete('stop ');
  await completer.complete('stop c');
  assert.equal(client.calls, 1);
  completer.forget();
  client.answers = [];
  assert.deepEqual((await completer.complete('stop ')).matches, []);
  assert.equal(client.calls, 2);
});

test('without a server Tab offers no names [12.5-complete-nobody]', async () => {
  const { completer, client } = createCompleter();
  client.answers = undefined;
  assert.deepEqual(await completer.complete('stop c'), { matches: [], word: 'c' });
  client.answers = NAMES;
  assert.deepEqual((await completer.complete('stop c')).matches, ['cat ']);
});
