/**
 * For `ctl.test.ts`: the lines that our supervisorctl and Debian's are compared on, and the
 * programs that they find. More than 300 lines, because it is one table, in the order in which its
 * lines depend on each other.
 */

const LONG_NAME = 'a-program-whose-name-is-longer-than-thirty-characters';

export const PROGRAMS = `
[program:cat]
command = /bin/cat
startsecs = 0
priority = 5
[program:talker]
command = /bin/sh -c 'echo line one; echo zwei für dich; echo oops >&2; exec sleep 1000'
startsecs = 0
[program:silent]
command = /bin/cat
startsecs = 0
stdout_logfile = NONE
[program:worker]
command = /bin/cat
process_name = %(program_name)s_%(process_num)02d
numprocs = 3
startsecs = 0
[program:left]
command = /bin/cat
startsecs = 0
[program:right]
command = /bin/cat
startsecs = 0
[group:pair]
programs = left,right
priority = 7
[program:${LONG_NAME}]
command = /bin/cat
startsecs = 0
autostart = false
[program:sleeper]
command = /bin/cat
startsecs = 0
autostart = false
[program:absent]
command = /nowhere/at/all
autostart = false
[program:forbidden]
command = /etc/passwd
autostart = false
[program:brief]
command = /bin/false
autostart = false
startretries = 0
[program:defiant]
command = /bin/sh -c 'trap "" TERM; exec sleep 1000'
startsecs = 0
stopwaitsecs = 1000
autostart = false
autorestart = false
`;

/** A line whose first line of output and status must be equal: the help below it is ours. */
export interface Usage {
  readonly usage: string;
}

/** A difference on purpose, with the lines of stdout that we print. */
export interface Difference {
  readonly line: string;
  readonly why: string;
  readonly theirs: string;
  readonly ours: string;
  readonly exits?: readonly [theirs: number, ours: number];
}

/** A change of the configuration files. */
interface Edit {
  readonly edit: (programs: string) => string;
}

/** A state to wait for: the original is up to a second late. */
interface Settled {
  readonly process: string;
  readonly is: string;
}

export type Step = string | Usage | Difference | Edit | Settled;

export const STEPS: readonly Step[] = [
  // naming and status
  'status cat',
  'status',
  'status all',
  'status nope all',
  'status worker:*',
  'status worker:',
  'status worker:worker_01 cat pair:left',
  'status cat cat',
  'status nope',
  'status nope cat',
  'status nope:* cat',
  'status cat:cat',
  'status cat:nope',
  'status worker',
  `status ${LONG_NAME} cat`,
  'status sleeper nope',
  'status:cat',
  '  status   cat  ',
  'avail',
  'version',
  // syntax
  '',
  '   ',
  'nonsense',
  'nonsense with words',
  '!ls',
  ':x',
  'Status',
  'help nonsense',
  'help EOF',
  'help start stop',
  '?nonsense',
  'quit',
  'exit now',
  'EOF',
  { usage: 'start' },
  { usage: 'stop' },
  { usage: 'restart' },
  { usage: 'clear' },
  { usage: 'signal' },
  { usage: 'signal HUP' },
  { usage: 'tail' },
  { usage: 'tail a b c d' },
  { usage: 'maintail a b' },
  { usage: 'maintail -f x' },
  { usage: 'version x' },
  { usage: 'avail x' },
  { usage: 'reread x' },
  { usage: 'reload x' },
  { usage: 'shutdown x' },
  // pid
  'pid',
  'pid cat',
  'pid cat sleeper',
  'pid sleeper cat',
  'pid nope cat',
  'pid nope sleeper',
  'pid all',
  'pid worker:*',
  'pid worker:worker_01',
  // start, stop, restart
  'start cat',
  'start sleeper',
  'start sleeper:sleeper',
  'stop sleeper',
  'stop sleeper',
  'start absent',
  'start forbidden',
  'start brief',
  { process: 'brief', is: 'FATAL' },
  'start nope',
  'start nope brief cat',
  'start cat nope',
  'start nope:*',
  'start nope:x',
  'start worker:*',
  'stop worker:worker_00',
  'start worker:',
  'stop worker:*',
  'status worker:*',
  'start worker:worker_02 sleeper',
  'stop sleeper worker:worker_02 nope nope:',
  'stop nope sleeper',
  'restart worker:*',
  'restart worker:worker_00 cat',
  'restart sleeper',
  'restart nope',
  'restart nope:*',
  'restart nope cat',
  'stop sleeper',
  'status brief absent',
  // signal
  'signal CONT cat',
  'signal SIGCONT cat worker:worker_00',
  'signal 18 cat',
  'signal NONSENSE cat',
  'signal CONT nope cat',
  'signal CONT cat nope',
  'signal CONT nope:*',
  'signal CONT worker:*',
  'signal CONT sleeper',
  'signal CONT sleeper cat',
  'signal NONSENSE worker:*',
  'signal CONT all',
  // logs
  'tail talker',
  'tail talker stderr',
  'tail talker STDERR',
  'tail -5 talker',
  'tail -5 talker stderr',
  'tail -0 talker',
  'tail --5 talker',
  'tail -99999999999 talker',
  'tail -1_0 talker',
  'tail -x talker',
  'tail -5',
  'tail talker stdin',
  'tail talker x stderr',
  "tail talker it's",
  'tail silent',
  'tail nope',
  'tail worker:*',
  'tail sleeper',
  'maintail -x',
  'maintail x',
  'clear talker',
  'tail talker',
  'clear nope talker',
  'clear talker nope',
  'clear pair:left',
  {
    line: 'clear worker:*',
    why: 'the name is shown as it was typed',
    theirs: 'worker:None: ERROR (no such process)\n',
    ours: 'worker:*: ERROR (no such process)\n',
    exits: [1, 1],
  },
  'clear all',
  {
    line: 'tail -f nope',
    why: 'a log that cannot be followed is a failure',
    theirs: '==> Press Ctrl-C to exit <==\n',
    ours: '==> Press Ctrl-C to exit <==\n',
    exits: [0, 1],
  },
  // foreground, other servers
  { usage: 'fg' },
  'fg cat sleeper',
  'fg nope',
  'fg sleeper',
  'fg worker:*',
  'open',
  'open bogus',
  'open https://x',
  'open http://127.0.0.1:1',
  'open unix:///nowhere/at/all',
  // configuration
  'reread',
  'update',
  'update nope',
  'update all',
  'add',
  'add cat',
  'add nope',
  'remove',
  'remove cat',
  'remove nope',
  'remove sleeper',
  'add sleeper',
  'remove sleeper nope',
  { edit: (programs) => `${programs}[program:fresh]\ncommand = /bin/cat\nstartsecs = 0\n` },
  'reread',
  'update nope',
  'update fresh nope',
  'update',
  { process: 'fresh', is: 'RUNNING' },
  'status fresh sleeper',
  { edit: (programs) => programs.replace('priority = 5', 'priority = 6') },
  'reread',
  'update cat',
  { edit: (programs) => programs.replace(/\[program:silent\][^[]*/, '').replace('= 3', '= 2') },
  'reread',
  'update all',
  'status',
  { edit: (programs) => programs.replace('autostart = false', 'autostart = perhaps') },
  'reread',
  'update',
  { edit: () => PROGRAMS },
  'stop pair:* cat',
  'update',
];

/** What each line does when nobody answers. */
export const EVERY_COMMAND: readonly string[] = [
  'status',
  'status cat',
  'pid',
  'version',
  'avail',
  'start cat',
  'stop all',
  'restart cat',
  'signal HUP cat',
  'tail cat',
  'tail -f cat',
  'maintail',
  'clear cat',
  'fg cat',
  'open bogus',
  'reread',
  'update',
  'add cat',
  'remove cat',
  'reload',
  'shutdown',
  'help nonsense',
  'nonsense',
];
