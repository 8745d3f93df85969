/** States, faults and statuses: words and numbers of which src has tables. */
import { EXIT, STATUS_EXIT } from '../../../src/ctl/exit-status.ts';
import { type ErrorStatus, REASONS } from '../../../src/http/answer.ts';
import { FAULTS, type FaultName } from '../../../src/wire/faults.ts';
import type { ProcessState } from '../../../src/wire/states.ts';
import type { Answer, Chapter } from '../answer.ts';

type Told = readonly [means: string, remedy: string];

function answers<Key extends string>(
  told: Readonly<Record<Key, Told>>,
  says: (key: Key) => string,
): Answer[] {
  return (Object.entries(told) as [Key, Told][]).map(([key, [means, remedy]]) => ({
    says: [says(key)],
    means,
    remedy,
  }));
}

const STATE_TOLD: Readonly<Record<ProcessState, Told>> = {
  STOPPED: [
    'Does not run: it was stopped, or has not been started (`Not started`).',
    '`supervisorctl start NAME`. Should it have started by itself: `autostart=true`.',
  ],
  STARTING: [
    'Is being started, or has not lived for `startsecs` yet.',
    'Wait. If it stays so: a start hangs in a dead file system, see `giving up on the start`.',
  ],
  RUNNING: [
    'Runs, and has lived for `startsecs`. Whether it does its work, only it knows.',
    'If it runs and does nothing: `supervisorctl tail -f NAME`.',
  ],
  BACKOFF: [
    'The last start failed; the next one comes after a pause that grows by a second each time.',
    'The words behind it say why. Mend it before `startretries` are used up.',
  ],
  STOPPING: [
    'Has its stop signal and has not ended.',
    'Wait for `stopwaitsecs`: then it is killed. A process in an uninterruptible wait (`ps`: D) outlives that as well.',
  ],
  EXITED: [
    'Ended by itself, and was not restarted, as `autorestart` and `exitcodes` have it.',
    'Look at its log if it should run; set `autorestart=true` if it always should.',
  ],
  FATAL: [
    'Could not be started `startretries` times, and is not tried any more.',
    'Find the reason behind it on this page, mend it, and `supervisorctl start NAME`.',
  ],
  UNKNOWN: [
    'It could not be signalled, and nobody knows what it does.',
    'End the process by hand as root, then `supervisorctl start NAME`.',
  ],
};

export const STATE_WORDS: Chapter = {
  title: 'States in supervisorctl status',
  isTable: true,
  about: 'The second word of each line.',
  answers: answers(STATE_TOLD, (state) => state).map((answer) => ({
    ...answer,
    anchor: `state-${answer.says[0].toLowerCase()}`,
  })),
};

const FAULT_TOLD: Readonly<Record<FaultName, Told>> = {
  UNKNOWN_METHOD: [
    'The server has no such method.',
    'Is the name complete (`supervisor.startProcess`)? Is the section `[rpcinterface:supervisor]` there? `system.listMethods` lists all.',
  ],
  INCORRECT_PARAMETERS: [
    'The method takes other arguments: their number or type is wrong.',
    '`system.methodHelp` and [the reference](../reference/rpc.md) have them.',
  ],
  BAD_ARGUMENTS: [
    'The values of the arguments make no sense together, such as an offset behind the end of a log.',
    'Correct them.',
  ],
  SIGNATURE_UNSUPPORTED: [
    'The method does not tell its types.',
    'Nothing: methods of plug-ins need not.',
  ],
  SHUTDOWN_STATE: ['supervisord stops or restarts.', 'Try again when it has.'],
  BAD_NAME: ['There is no such process or group.', 'Use `group:name`. New sections need `update`.'],
  BAD_SIGNAL: ['There is no such signal.', '`kill -l` lists them.'],
  NO_FILE: [
    'The command, or the log, is not there.',
    "For a start see `can't find command`; for a log, the process has none.",
  ],
  NOT_EXECUTABLE: ['The command cannot be executed.', '`chmod +x` it; see `is not executable`.'],
  FAILED: ['It could not be done; the text behind it says why.', 'Look that text up on this page.'],
  ABNORMAL_TERMINATION: ['The process ended before `startsecs`.', 'See `Exited too quickly`.'],
  SPAWN_ERROR: ['The process could not be made.', 'See `spawnerr` in the log.'],
  ALREADY_STARTED: ['It runs.', 'Nothing, or restart it.'],
  NOT_RUNNING: ['It does not run.', 'Nothing, or start it.'],
  SUCCESS: ['The code of what went well, in lists of results.', 'Nothing.'],
  ALREADY_ADDED: ['The group is active.', 'Nothing; `update` takes over changes.'],
  STILL_RUNNING: ['The group has processes that run.', 'Stop it first.'],
  CANT_REREAD: [
    'The configuration has an error, which follows. What runs has not been touched.',
    '`supervisorctl check` shows all errors.',
  ],
  NOT_PERMITTED: [
    'The user lacks the role, or the group is not his.',
    'See `role=` and `groups=` of `[user:x]`.',
  ],
  UPGRADING: [
    'Another program is just taking the place of supervisord. What was asked for may go on.',
    'Ask again after a second; `status` tells what has become of it.',
  ],
};

export const FAULT_WORDS: Chapter = {
  title: 'Faults',
  isTable: true,
  about:
    'Answers of XML-RPC, and `fault` in a problem of the JSON API. Mostly a text follows, with a colon.',
  answers: (Object.keys(FAULT_TOLD) as FaultName[]).map((fault) => ({
    says: [`Fault ${FAULTS[fault]}: ${fault}`],
    means: FAULT_TOLD[fault][0],
    remedy: FAULT_TOLD[fault][1],
  })),
};

const EXIT_TOLD: Readonly<Record<keyof typeof EXIT, Told>> = {
  SUCCESS: ['All went well. A shell that was left has this status, too.', 'Nothing.'],
  GENERIC: [
    'Something failed: a name, a flag, a fault that has no number of its own.',
    'What was printed says what.',
  ],
  INVALID_ARGUMENTS: [
    'The command line or the file of supervisorctl cannot be used. After `check`: the configuration has errors.',
    '`supervisorctl -h`, `supervisorctl help COMMAND`.',
  ],
  UNIMPLEMENTED: [
    'The server lacks the methods of supervisorctl.',
    'Add `[rpcinterface:supervisor]`.',
  ],
  REFUSED: ['Nobody listens (`refused connection`).', 'Start supervisord.'],
  INCOMPATIBLE: [
    'The server speaks another version of the API.',
    'Use the supervisorctl that belongs to it.',
  ],
  NOT_RUNNING: [
    'A process does not run, could not be started, or there is no socket (`no such file`).',
    'See what was printed.',
  ],
};

const STATUS_EXIT_TOLD: Readonly<Record<keyof typeof STATUS_EXIT, Told>> = {
  NOT_RUNNING: [
    '`status`: at least one process that was listed does not run, and will not by itself.',
    'The list shows which.',
  ],
  UNKNOWN: [
    '`status`: a name is not known, or the server cannot be talked to.',
    'See what was printed.',
  ],
};

export const EXIT_STATUSES: Chapter = {
  title: 'Exit statuses of supervisorctl',
  isTable: true,
  about:
    '`echo $?` after a command. With several names, the last failure counts. supervisord itself ends with 0, or with 2 for a wrong command line or configuration.',
  answers: [
    ...answers(EXIT_TOLD, (name) => `exit status ${EXIT[name]}`),
    ...answers(
      STATUS_EXIT_TOLD,
      (name) => `exit status ${STATUS_EXIT[name]} of supervisorctl status`,
    ),
  ],
};

const HTTP_TOLD: Readonly<Record<ErrorStatus, Told>> = {
  301: ['The page has moved, to the path with a slash at its end.', 'Follow it.'],
  400: [
    'The request cannot be understood.',
    'See `detail` of the answer; over TLS: the server wants `https://`.',
  ],
  401: ['The server wants to know who asks.', 'Give user and password, or a token.'],
  403: [
    'Refused: page of another site, name of another host, or a role is missing.',
    '`allowed_hosts=`, `role=`.',
  ],
  404: ['There is nothing at that path, or no such process.', 'Check path and name.'],
  405: ['The path has other methods.', '`Allow` in the answer lists them.'],
  409: [
    'The state of the process or group forbids it: it runs, or does not run.',
    '`fault` of the answer says which.',
  ],
  411: ['The length of the body is missing.', 'Send `Content-Length`.'],
  413: ['The body is too long.', 'Raise `request_maxbytes=` of the server section.'],
  415: ['The body is of the wrong type.', 'Send `Content-Type: application/json`.'],
  431: ['The headers are too long.', 'Look for large cookies of other programs on the same host.'],
  500: [
    'It could not be done, or a bug.',
    '`fault` and `detail` of the answer say which; the log has the trace of a bug.',
  ],
  503: ['Not ready, or stopping.', 'Try again later.'],
};

export const HTTP_STATUSES: Chapter = {
  title: 'Statuses of HTTP',
  about: 'What every server of the configuration can answer.',
  answers: (Object.keys(HTTP_TOLD).map(Number) as ErrorStatus[]).map((status) => ({
    says: [`${status} ${REASONS[status]}`],
    madeOf: [REASONS[status]],
    means: HTTP_TOLD[status][0],
    remedy: HTTP_TOLD[status][1],
  })),
};
