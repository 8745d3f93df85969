/** Event listeners: what `[eventlistener:x]` takes, and what holds without it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, processesOf, programWith, readText, refusal } from '../../test/rig/read-config.ts';

const LISTENER = '[eventlistener:x]\ncommand=cat\n';

const groupWith = (options: string) => readText(`${LISTENER}${options}`).groups[0];
const error = (options: string) => refusal(() => readText(`${LISTENER}${options}`));

test('an event listener has the options of a program [2.7-program]', () => {
  const options =
    'numprocs=2\nprocess_name=l%(process_num)d\nautostart=no\nstopsignal=QUIT\n' +
    'stdout_logfile=NONE\nstderr_capture_maxbytes=1KB\nenvironment=A=%(process_num)d';
  const same = (text: string) =>
    processesOf(readText(`${text}\n${options}`)).map(({ origin: _, ...process }) => process);
  assert.deepEqual(same(`${LISTENER}events=EVENT`), same('[program:x]\ncommand=cat'));
  assert.equal(
    programWith('').redirect_stderr,
    groupWith('events=EVENT')?.processes[0]?.redirect_stderr,
  );
});

test('its group comes first, and its processes as those of a program [2.7-priority]', () => {
  const priorities = (options: string) => {
    const group = groupWith(`events=EVENT\n${options}`);
    return [group?.priority, group?.processes[0]?.priority];
  };
  assert.deepEqual(priorities(''), [-1, 999]);
  assert.deepEqual(priorities('priority=7'), [7, 7]);
});

test('it lists events by name, in any case [2.7-events]', () => {
  const names =
    'EVENT PROCESS_STATE PROCESS_STATE_STARTING PROCESS_STATE_RUNNING PROCESS_STATE_BACKOFF ' +
    'PROCESS_STATE_STOPPING PROCESS_STATE_EXITED PROCESS_STATE_STOPPED PROCESS_STATE_FATAL ' +
    'PROCESS_STATE_UNKNOWN PROCESS_COMMUNICATION PROCESS_COMMUNICATION_STDOUT ' +
    'PROCESS_COMMUNICATION_STDERR PROCESS_LOG PROCESS_LOG_STDOUT PROCESS_LOG_STDERR ' +
    'REMOTE_COMMUNICATION SUPERVISOR_STATE_CHANGE SUPERVISOR_STATE_CHANGE_RUNNING ' +
    'SUPERVISOR_STATE_CHANGE_STOPPING TICK TICK_5 TICK_60 TICK_3600 PROCESS_GROUP ' +
    'PROCESS_GROUP_ADDED PROCESS_GROUP_REMOVED';
  const list = names.split(' ');
  assert.deepEqual(groupWith(`events=${list.join(',')}`)?.pool?.events, list);
  assert.deepEqual(
    groupWith(`events=${names.toLowerCase().split(' ').join(' , ')}`)?.pool?.events,
    list,
  );
});

test('it has room for ten events, or as many as it says [2.7-buffer-size 2.7-buffer-size-bounds]', () => {
  assert.equal(groupWith('events=EVENT')?.pool?.buffer_size, 10);
  assert.equal(groupWith('events=EVENT\nbuffer_size=1')?.pool?.buffer_size, 1);
  assert.equal(
    error('events=EVENT\nbuffer_size=-1'),
    `[eventlistener:x] section sets invalid buffer_size (-1) [${MAIN}:4]`,
  );
});

test('its answers are judged by the handler of Supervisor, unless it names one [2.7-result-handler 2.7-other-handler]', () => {
  const handler = (options: string) => groupWith(`events=EVENT\n${options}`)?.pool?.result_handler;
  assert.equal(handler(''), 'supervisor.dispatchers:default_handler');
  assert.equal(handler('result_handler=my:handler'), 'my:handler');
});

test('redirect_stderr may be there if it is false [2.7-redirect-stderr]', () => {
  assert.equal(
    groupWith('events=EVENT\nredirect_stderr=off')?.processes[0]?.redirect_stderr,
    false,
  );
});

test('errors of what is its own do not name section and file at the end, the others do [2.7-suffix]', () => {
  const number = "invalid literal for int() with base 10: 'x'";
  const names = 'cannot be expanded. Available names: ENV_HOME, ENV_LANG, here';
  const suffix = `in section 'eventlistener:x' (file: '${MAIN}')`;
  const table: readonly [options: string, message: string][] = [
    ['buffer_size=x', number],
    ['priority=x', number],
    ['redirect_stderr=x', "not a valid boolean value: 'x'"],
    [
      'result_handler=%(zz)s',
      `Format string '%(zz)s' for 'eventlistener:x.result_handler' contains names ('zz') which ${names}`,
    ],
    ['startsecs=x', `${number} ${suffix}`],
    ['autorestart=x', `invalid 'autorestart' value 'x' ${suffix}`],
  ];
  for (const [options, message] of table) {
    assert.equal(error(`events=EVENT\n${options}`), `${message} [${MAIN}:4]`);
  }
  assert.equal(
    refusal(() => readText('[eventlistener:x]\nevents=EVENT')),
    `program section eventlistener:x does not specify a command ${suffix} [${MAIN}:1]`,
  );
});
