import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../test/rig/read-config.ts';
import { type ChangedGroup, groupChanges, type ProcessChange } from './changes.ts';
import { diffGroups } from './diff.ts';
import { adopted, changedOptions, type OptionChange } from './process-options.ts';
import { processOptions, programOptions } from './sections/program.ts';

function changes(before: string, after: string) {
  return groupChanges(readText(before).groups, readText(after).groups);
}

/** The one group that has changed. */
function changed(before: string, after: string): ChangedGroup {
  const [change, ...others] = changes(before, after);
  assert.ok(change?.kind === 'changed' && others.length === 0);
  return change;
}

function optionText(change: OptionChange): string {
  const restart = change.restart ? '!' : '';
  if (change.kind === 'value') {
    return `${change.option}${restart} ${change.before} -> ${change.after}`;
  }
  return `environment${restart} +${change.added} ~${change.changed} -${change.removed}`;
}

function processText(change: ProcessChange): string {
  if (change.kind !== 'changed') return `${change.kind} ${change.name}`;
  const options = change.options.map(optionText).join('; ');
  return `${change.restart ? 'restart' : 'keep'} ${change.name}: ${options}`;
}

const PROGRAM = '[program:a]\ncommand=/bin/a\n';

/** An option that is added to a program, and how its change is told. */
const OPTIONS: readonly (readonly [line: string, told: string])[] = [
  ['command=/bin/b', 'command! /bin/a -> /bin/b'],
  ['command=b --password=x', 'command! /bin/a -> b --password=***'],
  ['process_name=b', ''],
  ['priority=1', 'priority 999 -> 1'],
  ['autostart=false', 'autostart true -> false'],
  ['autorestart=true', 'autorestart unexpected -> true'],
  ['startsecs=2', 'startsecs 1 -> 2'],
  ['startretries=4', 'startretries 3 -> 4'],
  ['exitcodes=0,2', 'exitcodes 0 -> 0,2'],
  ['stopsignal=INT', 'stopsignal TERM -> INT'],
  ['stopwaitsecs=11', 'stopwaitsecs 10 -> 11'],
  ['stopasgroup=true', 'stopasgroup false -> true; killasgroup false -> true'],
  ['killasgroup=true', 'killasgroup false -> true'],
  ['redirect_stderr=true', 'redirect_stderr! false -> true; stderr_logfile! AUTO -> NONE'],
  ['stdout_capture_maxbytes=1', 'stdout_capture_maxbytes! 0 -> 1'],
  ['stderr_events_enabled=true', 'stderr_events_enabled! false -> true'],
  ['stdout_syslog=true', 'stdout_syslog! false -> true'],
  ['stdout_logfile=NONE', 'stdout_logfile! AUTO -> NONE'],
  ['stdout_logfile_maxbytes=1KB', 'stdout_logfile_maxbytes 50MB -> 1KB'],
  ['stderr_logfile_backups=1', 'stderr_logfile_backups 10 -> 1'],
  ['serverurl=http://me:pw@x', 'serverurl! AUTO -> http://me:***@x'],
  ['user=root', 'user!  -> root'],
  ['umask=022', 'umask!  -> 022'],
  ['directory=/', 'directory!  -> /'],
  ['environment=A=secret', 'environment! +A ~ -'],
];

test('a change tells the option, how it was and is, and whether it needs a restart', () => {
  const [{ processes: [a] = [] } = {}] = readText(PROGRAM).groups;
  for (const [line, told] of OPTIONS) {
    const [{ processes: [b] = [] } = {}] = readText(PROGRAM + line).groups;
    assert.ok(a && b);
    const text = changedOptions(a, b).map(optionText).join('; ');
    assert.equal(text, line === 'process_name=b' ? 'process_name! a -> b' : told, line);
  }
});

test('a variable is told by its name, never by its value', () => {
  const program = (value: string) => `${PROGRAM}environment=${value}`;
  const change = changed(program('A="1",B="old",C="3"'), program('B="new",C="3",D="4"'));
  assert.deepEqual(change.processes.map(processText), ['restart a: environment! +D ~B -A']);
  assert.doesNotMatch(JSON.stringify(change.processes.map(processText)), /old|new/);
});

test('every option that is live is adopted, and nothing else', () => {
  const [{ processes: [a] = [] } = {}] = readText(PROGRAM).groups;
  for (const [line] of OPTIONS) {
    const [{ processes: [b] = [] } = {}] = readText(PROGRAM + line).groups;
    assert.ok(a && b);
    const all = changedOptions(a, b);
    const left = changedOptions(adopted(a, b), b).map(optionText);
    assert.deepEqual(left, all.filter(({ restart }) => restart).map(optionText), line);
  }
  const tried = OPTIONS.map(([line]) =>
    line.slice(0, line.indexOf('=')).replace('stderr', 'stdout'),
  );
  const live = Object.entries({ ...programOptions, ...processOptions })
    .filter(([name, { applies }]) => applies === 'live' && !name.startsWith('numprocs'))
    .map(([name]) => name.replace('stderr', 'stdout'));
  for (const name of live) assert.ok(tried.includes(name), `${name} is not in the table`);
});

test('what is not compared stays as it runs', () => {
  const [{ processes: [a] = [] } = {}] = readText(`${PROGRAM}stdout_logfile=/tmp/x`).groups;
  const [{ processes: [b] = [] } = {}] = readText(`${PROGRAM}startsecs=7`).groups;
  assert.ok(a && b);
  const now = adopted(a, b);
  assert.deepEqual([now.startsecs, now.stdout.file], [7, { kind: 'file', path: '/tmp/x' }]);
});

test('groups go, change and come, in this order', () => {
  const before = '[program:a]\ncommand=a\n[program:b]\ncommand=b\n[program:c]\ncommand=c\n';
  const after = '[program:b]\ncommand=b\n[program:c]\ncommand=x\n[program:d]\ncommand=d\n';
  const told = changes(before, after).map(({ kind, name }) => `${kind} ${name}`);
  assert.deepEqual(told, ['removed a', 'changed c', 'added d']);
  assert.deepEqual(changes(before, before), []);
});

test('it agrees with reread about what has changed', () => {
  for (const [line] of OPTIONS) {
    const [before, after] = [readText(PROGRAM).groups, readText(PROGRAM + line).groups];
    const names = groupChanges(before, after).map(({ name }) => name);
    assert.deepEqual(names, diffGroups(before, after).changed, line);
  }
});

const several = (numprocs: number, more = '') =>
  `[program:w]\ncommand=w\nprocess_name=w_%(process_num)d\nnumprocs=${numprocs}\n${more}`;

test('more processes are added, and surplus ones go, the highest numbers first', () => {
  assert.deepEqual(changed(several(2), several(4)).processes.map(processText), [
    'added w_2',
    'added w_3',
  ]);
  assert.deepEqual(changed(several(12), several(8)).processes.map(processText), [
    'removed w_11',
    'removed w_10',
    'removed w_9',
    'removed w_8',
  ]);
  const moved = changed(several(2), several(2, 'numprocs_start=1'));
  assert.deepEqual(moved.processes.map(processText), ['removed w_0', 'added w_2']);
});

test('one program of a group can change, come and go alone', () => {
  const group = (b: string, programs: string) =>
    `[program:a]\ncommand=a\n[program:b]\ncommand=${b}\n[program:c]\ncommand=c\n[group:g]\nprograms=${programs}`;
  const change = changed(group('b', 'a,b,c'), group('x', 'a,b,c'));
  assert.deepEqual(change.processes.map(processText), ['restart b: command! b -> x']);
  assert.deepEqual([change.replaced, change.reordered], [false, false]);
  const swapped = changed(group('b', 'a,b,c'), group('b', 'c,b,a'));
  assert.deepEqual([swapped.processes, swapped.reordered], [[], true]);
});

test('a priority moves a process within its group', () => {
  const group = (priority: number) =>
    `[program:a]\ncommand=a\n[program:b]\ncommand=b\npriority=${priority}\n[group:g]\nprograms=a,b`;
  const change = changed(group(999), group(1));
  assert.deepEqual(change.processes.map(processText), ['keep b: priority 999 -> 1']);
  assert.equal(change.reordered, true);
  const own = changed(PROGRAM, `${PROGRAM}priority=1`);
  assert.deepEqual(own.options.map(optionText), ['priority 999 -> 1']);
});

test('a group is replaced when its processes cannot change one by one', () => {
  const listener = (more = '') => `[eventlistener:a]\ncommand=/bin/a\nevents=EVENT\n${more}`;
  const kind = changed(PROGRAM, listener('priority=999'));
  assert.deepEqual(kind.options.map(optionText), ['section! [program:a] -> [eventlistener:a]']);
  assert.equal(kind.replaced, true);
  const pool = changed(listener(), listener('buffer_size=2'));
  assert.deepEqual(pool.options.map(optionText), ['buffer_size! 10 -> 2']);
  assert.equal(pool.replaced, true);
  const fcgi = (socket: string) => `[fcgi-program:f]\ncommand=f\nsocket=${socket}`;
  const socket = changed(fcgi('unix:///a'), fcgi('unix:///b'));
  assert.deepEqual(socket.processes.map(processText), [
    'restart f: socket! unix:///a -> unix:///b',
  ]);
  assert.equal(socket.replaced, true);
  assert.equal(changed(fcgi('unix:///a'), fcgi('unix:///a\numask=022')).replaced, true);
  assert.equal(changed(fcgi('unix:///a'), fcgi('unix:///a\nstartsecs=9')).replaced, false);
  const twins = (command: string) =>
    `[program:a]\ncommand=a\nprocess_name=x\n[program:b]\ncommand=${command}\nprocess_name=x\n` +
    '[group:g]\nprograms=a,b';
  assert.equal(changed(twins('b'), twins('c')).replaced, true);
});
