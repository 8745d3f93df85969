import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../test/rig/read-config.ts';
import { diffGroups } from './diff.ts';

/** What `reread` says when one configuration follows the other. */
function difference(before: string, after: string) {
  return diffGroups(readText(before).groups, readText(after).groups);
}

const changed = (before: string, after: string) => difference(before, after).changed;

test('groups are added, changed and removed by name [14-by-name]', () => {
  assert.deepEqual(
    difference(
      '[program:a]\ncommand=a\n[program:b]\ncommand=b\n[program:c]\ncommand=c',
      '[program:b]\ncommand=b\n[program:c]\ncommand=other\n[program:d]\ncommand=d',
    ),
    { added: ['d'], changed: ['c'], removed: ['a'] },
  );
});

test('nothing has changed when the same file is read again, or lines have moved [14-same]', () => {
  const text = '[program:a]\ncommand=a\nstdout_logfile=/tmp/x\nuser=nobody';
  assert.deepEqual(difference(text, `\n; comment\n${text}`), {
    added: [],
    changed: [],
    removed: [],
  });
});

const PROGRAM = '[program:a]\ncommand=a\n';

test('every option of a program counts [14-options]', () => {
  for (const option of [
    'command=other',
    'priority=1',
    'autostart=false',
    'autorestart=true',
    'startsecs=2',
    'startretries=4',
    'stopsignal=INT',
    'stopwaitsecs=11',
    'stopasgroup=true',
    'killasgroup=true',
    'exitcodes=0,2',
    'redirect_stderr=true',
    'process_name=b',
    'numprocs=2\nprocess_name=%(process_num)s',
    'numprocs_start=1\nprocess_name=%(process_num)s',
    ...['stdout', 'stderr'].flatMap((channel) => [
      `${channel}_logfile=/tmp/x`,
      `${channel}_logfile_maxbytes=1`,
      `${channel}_logfile_backups=1`,
      `${channel}_capture_maxbytes=1`,
      `${channel}_events_enabled=true`,
      `${channel}_syslog=true`,
    ]),
    'serverurl=http://x',
    'user=root',
    'umask=022',
    'environment=A=1',
    'directory=/',
  ]) {
    assert.deepEqual(changed(PROGRAM, PROGRAM + option), ['a'], option);
  }
});

test('[supervisord] environment concerns every program [14-global-environment]', () => {
  assert.deepEqual(changed(PROGRAM, `${PROGRAM}[supervisord]\nenvironment=A=1`), ['a']);
});

test('a log file that is to be AUTO from now on is not compared [14-auto]', () => {
  const file = `${PROGRAM}stdout_logfile=/tmp/x`;
  assert.deepEqual(changed(file, PROGRAM), []);
  assert.deepEqual(changed(PROGRAM, PROGRAM), []);
  assert.deepEqual(changed(PROGRAM, file), ['a']);
  assert.deepEqual(changed(PROGRAM, `${PROGRAM}stdout_logfile=NONE`), ['a']);
  assert.deepEqual(changed(file, `${PROGRAM}stdout_logfile=/tmp/y`), ['a']);
  assert.deepEqual(changed(file, `${PROGRAM}stdout_logfile=NONE`), ['a']);
});

test('the address of a server is not a change of its programs [14-server-address]', () => {
  const server = (port: number) => `[inet_http_server]\nport=${port}\n${PROGRAM}`;
  assert.deepEqual(changed(server(1), server(2)), []);
});

test('a group changes with its members, its priority and its kind [14-group 14-kind]', () => {
  const two = `${PROGRAM}[program:b]\ncommand=b\n`;
  const group = `${two}[group:g]\nprograms=a,b`;
  assert.deepEqual(changed(group, `${two}[group:g]\nprograms=b,a`), ['g']);
  assert.deepEqual(changed(group, `${group}\npriority=1`), ['g']);
  assert.deepEqual(changed(`${two}[group:g]\nprograms=a`, group), ['g']);
  assert.deepEqual(changed(PROGRAM, '[eventlistener:a]\ncommand=a\nevents=EVENT\npriority=999'), [
    'a',
  ]);
  assert.deepEqual(
    changed('[group:a]\nprograms=b\n[program:b]\ncommand=a\nprocess_name=a', PROGRAM),
    [],
  );
});

test('a pool changes with its events, in whatever order, its buffer and its handler [14-pool]', () => {
  const pool = (events: string, more = '') =>
    `[eventlistener:l]\ncommand=l\nevents=${events}\n${more}`;
  assert.deepEqual(changed(pool('TICK_5,EVENT'), pool('EVENT,TICK_5')), []);
  assert.deepEqual(changed(pool('EVENT'), pool('TICK_5')), ['l']);
  assert.deepEqual(changed(pool('EVENT'), pool('EVENT', 'buffer_size=2')), ['l']);
  assert.deepEqual(changed(pool('EVENT'), pool('EVENT', 'result_handler=a:b')), ['l']);
});

test('of a socket only the address counts [14-fcgi]', () => {
  const fcgi = (socket: string) => `[fcgi-program:f]\ncommand=f\nsocket=${socket}`;
  for (const option of ['socket_mode=0777', 'socket_owner=root', 'socket_backlog=7']) {
    assert.deepEqual(changed(fcgi('unix:///a'), fcgi(`unix:///a\n${option}`)), [], option);
  }
  assert.deepEqual(changed(fcgi('unix:///a'), fcgi('unix:///b')), ['f']);
});
