import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryOutput, ScriptedTerminal } from '../../test/rig/fake-terminal.ts';
import { ServerFault } from '../client/errors.ts';
import type { GroupUpdate, PendingChange } from '../client/methods.ts';
import type { SupervisorClient } from '../client/supervisor-client.ts';
import { FAULTS } from '../wire/faults.ts';
import type { Ctl } from './command.ts';
import { takeFlags } from './command-flags.ts';
import { update } from './commands/update.ts';
import { changeLines } from './pending-changes.ts';

const PLAIN = { replaced: false, reordered: false, options: [], processes: [] } as const;

const WEB: PendingChange = {
  ...PLAIN,
  name: 'web',
  change: 'changed',
  options: [{ option: 'priority', restart: false, before: '999', after: '1' }],
  reordered: true,
  processes: [
    { name: 'w_3', change: 'removed', restart: false, options: [] },
    ...['w_0', 'w_1'].map((name) => ({
      name,
      change: 'changed' as const,
      restart: true,
      options: [
        { option: 'command', restart: true, before: '/bin/a\nx', after: '/bin/b' },
        { option: 'startsecs', restart: false, before: '1', after: '5' },
        { option: 'directory', restart: true, before: '', after: '/srv' },
        {
          option: 'environment',
          restart: true,
          added: ['A', 'B'],
          changed: [],
          removed: ['C'],
        },
      ],
    })),
    {
      name: 'w_2',
      change: 'changed',
      restart: false,
      options: [{ option: 'startsecs', restart: false, before: '1', after: '5' }],
    },
    { name: 'w_4', change: 'added', restart: false, options: [] },
  ],
};

const CHANGES: readonly PendingChange[] = [
  { ...PLAIN, name: 'old', change: 'removed' },
  WEB,
  { ...PLAIN, name: 'new', change: 'added' },
];

const OPTIONS_OF_WEB = [
  '    command: /bin/a\\nx -> /bin/b',
  '    startsecs: 1 -> 5 (needs no restart)',
  '    directory: none -> /srv',
  '    environment: A, B added; C removed',
];

test('what a minimal update would do is told process by process', () => {
  assert.deepEqual(changeLines(CHANGES, true), [
    'old: would be stopped and removed',
    'web: would be updated',
    '  priority: 999 -> 1 (needs no restart)',
    '  the order of its processes',
    '  w_3: would be stopped and removed',
    '  w_0, w_1: would be restarted',
    ...OPTIONS_OF_WEB,
    '  w_2: would run on',
    '    startsecs: 1 -> 5 (needs no restart)',
    '  w_4: would be added',
    'new: would be added',
  ]);
});

test('what a plain update would do is told by group, since the whole of it restarts', () => {
  const together = [
    'web: would be stopped and made anew',
    '  priority: 999 -> 1 (needs no restart)',
    '  the order of its processes',
    '  w_3: is gone',
    '  w_0, w_1: has changed',
    ...OPTIONS_OF_WEB,
    '  w_2: has changed',
    '    startsecs: 1 -> 5 (needs no restart)',
    '  w_4: is new',
  ];
  assert.deepEqual(changeLines([WEB], false), together);
  assert.deepEqual(changeLines([{ ...WEB, replaced: true }], true), together);
  assert.deepEqual(changeLines([], true), ['No config updates to processes']);
});

/** Types a line at a server that has these changes, and answers updates so. */
async function type(
  line: string,
  updates: Readonly<Record<string, GroupUpdate | ServerFault>> = {},
  answers: Readonly<Record<string, unknown>> = {},
) {
  const calls: string[] = [];
  const all: Readonly<Record<string, unknown>> = {
    'supervisor.reloadConfig': [[['new'], ['web'], ['old']]],
    'supervisor.getAllProcessInfo': [{ group: 'old' }, { group: 'web' }],
    'visord.getPendingChanges': CHANGES,
    ...answers,
  };
  const call = (name: string, ...params: string[]): Promise<unknown> => {
    calls.push([name, ...params].join(' '));
    const answer = name === 'visord.updateGroup' ? updates[params[0] ?? ''] : all[name];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const output = new MemoryOutput();
  const ctl: Ctl = {
    serverUrl: 'unix:///run/s.sock',
    client: { call } as unknown as SupervisorClient,
    output,
    terminal: new ScriptedTerminal(),
    interactive: false,
    commands: [update],
    unknown: [],
    check: () => assert.fail('nothing is to be checked'),
    exitStatus: 0,
  };
  const { flags, names } = takeFlags(update, line.split(' ').slice(1));
  await update.run(ctl, names, flags);
  return { calls, lines: output.stdout.split('\n').slice(0, -1), exitStatus: ctl.exitStatus };
}

test('a dry run asks what would be done and does nothing', async () => {
  const { calls, lines, exitStatus } = await type('update --dry-run --minimal web zz');
  assert.deepEqual(calls, [
    'supervisor.reloadConfig',
    'supervisor.getAllProcessInfo',
    'visord.getPendingChanges',
  ]);
  assert.deepEqual(lines, ['ERROR: no such group: zz', ...changeLines([WEB], true)]);
  assert.equal(exitStatus, 1);
  const plain = await type('update --dry-run');
  assert.deepEqual([plain.lines, plain.exitStatus], [changeLines(CHANGES, false), 0]);
});

test('a minimal update tells what became of each process, and of each group', async () => {
  const { calls, lines, exitStatus } = await type('update --minimal', {
    old: { change: 'removed', processes: [] },
    web: {
      change: 'changed',
      processes: [
        { name: 'w_2', change: 'adopted', reason: '' },
        { name: 'w_3', change: 'removed', reason: '' },
        { name: 'w_4', change: 'added', reason: '' },
        { name: 'w_0', change: 'restarted', reason: '' },
        { name: 'w_1', change: 'replaced', reason: '' },
      ],
    },
    new: { change: 'added', processes: [] },
  });
  const groups = calls.slice(2);
  assert.deepEqual(
    groups,
    ['old', 'web', 'new'].map((name) => `visord.updateGroup ${name}`),
  );
  assert.deepEqual(lines, [
    'old: stopped',
    'old: removed process group',
    'web:w_2: updated',
    'web:w_3: stopped and removed',
    'web:w_4: added',
    'web:w_0: restarted',
    'web:w_1: updated, not started',
    'web: updated process group',
    'new: added process group',
  ]);
  assert.equal(exitStatus, 0);
});

test('a group that makes trouble is reported, and the others go on', async () => {
  const { lines, exitStatus } = await type('update --minimal', {
    old: new ServerFault(FAULTS.FAILED, 'FAILED: x: it could not be signalled'),
    web: { change: 'changed', processes: [{ name: 'web', change: 'failed', reason: 'no luck' }] },
    new: { change: 'added', processes: [] },
  });
  assert.deepEqual(lines, [
    'old: ERROR (FAILED: x: it could not be signalled)',
    'web: ERROR (no luck)',
    'web: has problems; not updated completely',
    'new: added process group',
  ]);
  assert.equal(exitStatus, 1);
});

test('what keeps an update with flags from beginning is one line', async () => {
  const table: readonly (readonly [method: string, fault: ServerFault, line: string])[] = [
    [
      'visord.getPendingChanges',
      new ServerFault(FAULTS.UNKNOWN_METHOD, 'UNKNOWN_METHOD'),
      'ERROR: the server cannot do this: it is not visord, or an older one',
    ],
    [
      'supervisor.reloadConfig',
      new ServerFault(FAULTS.CANT_REREAD, 'CANT_REREAD: bad'),
      'ERROR: CANT_REREAD: bad',
    ],
    [
      'supervisor.reloadConfig',
      new ServerFault(FAULTS.SHUTDOWN_STATE, 'SHUTDOWN_STATE'),
      'ERROR: already shutting down',
    ],
  ];
  for (const [method, fault, line] of table) {
    for (const flag of ['--dry-run', '--minimal']) {
      const { lines, exitStatus } = await type(`update ${flag}`, {}, { [method]: fault });
      assert.deepEqual([lines, exitStatus], [[line], 1]);
    }
  }
});

test('any other word with dashes is the name of a group, as ever', async () => {
  const { lines } = await type('update --minimum');
  assert.deepEqual(lines, ['ERROR: no such group: --minimum']);
});
