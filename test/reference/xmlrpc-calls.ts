/**
 * The calls that `xmlrpc.test.ts` makes on both systems, in this order: every method, with every
 * outcome that a client can bring about.
 *
 * It has more than 300 lines because it is one list, in the order of which things happen.
 *
 * To add a call: one line. Where ours and the original are meant to differ, it names the line of
 * docs/differences.md and what ours answers.
 */

/** `[method, parameter …]`, as `xmlrpc-calls.py` takes them. */
export interface Call {
  readonly call: readonly [method: string, ...params: unknown[]];
  readonly differs?: { readonly row: string; readonly ours: unknown };
  /** The answer is not compared, only its types. */
  readonly varies?: true;
  /** The call is made until it has this answer, or these fields. */
  readonly until?: string | Readonly<Record<string, string>>;
  /** Outcomes are told as they become known: in any order. */
  readonly unordered?: true;
}

export const PROGRAMS = `
[supervisord]
identifier = north
[program:cat]
command = /bin/cat
stdout_logfile = %(here)s/cat.out
stderr_logfile = %(here)s/cat.err
startsecs = 0
[program:idle]
command = /bin/cat -u
autostart = false
directory = /tmp
priority = 5
exitcodes = 0,2
stopsignal = INT
user = root
environment = A="1"
stdout_logfile = NONE
redirect_stderr = true
startsecs = 0
[program:missing]
command = /nonexistent/x
autostart = false
[program:folder]
command = /etc
autostart = false
[program:dies]
command = /bin/sh -c 'sleep 0.5; exit 1' ; at once, the original might see its end in a start that is not waited for
autostart = false
startsecs = 60
startretries = 0
autorestart = false
[program:restless]
command = /bin/cat
autostart = false
autorestart = unexpected
[eventlistener:ears]
command = /bin/cat
events = TICK_3600
autostart = false
startsecs = 0
[group:work]
programs = a,b
priority = 7
[program:a]
command = /bin/cat
autostart = false
startsecs = 0
[program:b]
command = /bin/cat
autostart = false
startsecs = 0
`;

const methods = (names: string): string[] => names.split(' ').map((name) => `supervisor.${name}`);

const TYPE_ROW = 'On the wire: arguments of a wrong type';
const WRONG_TYPE = { row: TYPE_ROW, ours: { fault: [2, 'INCORRECT_PARAMETERS'] } };

const NO_PARAMETERS = methods(
  'getAPIVersion getVersion getIdentification getState getAllProcessInfo getAllConfigInfo',
);

/** Methods whose first parameter is the name of a process, and what else they need. */
const OF_A_PROCESS: readonly (readonly [method: string, ...rest: unknown[]])[] = [
  ['startProcess'],
  ['stopProcess'],
  ['signalProcess', 'HUP'],
  ['getProcessInfo'],
  ['readProcessStdoutLog', 0, 0],
  ['readProcessStderrLog', 0, 0],
  ['readProcessLog', 0, 0],
  ['tailProcessStdoutLog', 0, 0],
  ['tailProcessStderrLog', 0, 0],
  ['tailProcessLog', 0, 0],
  ['clearProcessLogs'],
  ['clearProcessLog'],
  ['sendProcessStdin', 'x'],
];

const OF_A_GROUP: readonly (readonly [method: string, ...rest: unknown[]])[] = [
  ['startProcessGroup'],
  ['stopProcessGroup'],
  ['signalProcessGroup', 'HUP'],
  ['addProcessGroup'],
  ['removeProcessGroup'],
];

const READERS = methods('readProcessStdoutLog readProcessLog readProcessStderrLog');
const TAILERS = methods('tailProcessStdoutLog tailProcessLog tailProcessStderrLog');

/** Of offset and length. */
const PARTS: readonly (readonly [offset: number, length: number])[] = [
  [0, 0],
  [0, 5],
  [6, 0],
  [-4, 0],
  [-400, 0],
  [-4, 1],
  [0, -1],
  [9999, 0],
  [9999, 5],
  [2, 100000],
];

export const CALLS: readonly Call[] = [
  ...NO_PARAMETERS.map((method) => ({ call: [method] }) as const),
  {
    call: ['supervisor.getSupervisorVersion'],
    differs: { row: '#31', ours: { value: ['str', '4.3.0'] } },
  },
  { call: ['supervisor.getPID'], varies: true },
  // How methods are found, and how many arguments they take.
  ...[
    'supervisor.nope',
    'nope',
    '',
    'supervisor',
    'a.b.c',
    'supervisor._update',
    'supervisor.__init__',
  ]
    .filter((name) => name !== '')
    .map((name) => ({ call: [name] }) as const),
  ...[
    'supervisor.constructor',
    '__proto__.toString',
    'supervisor.__proto__',
    'system.hasOwnProperty',
  ].map((name) => ({ call: [name] }) as const),
  ...NO_PARAMETERS.map((method) => ({ call: [method, 1] }) as const),
  ...OF_A_PROCESS.map(([method]) => ({ call: [`supervisor.${method}`] }) as const),
  ...OF_A_PROCESS.map(
    ([method, ...rest]) => ({ call: [`supervisor.${method}`, 'cat', ...rest, 1, 2] }) as const,
  ),
  // Names that mean nothing, or too much.
  ...[
    'zz',
    'cat:zz',
    'zz:*',
    '',
    'a',
    ':',
    '__proto__',
    'constructor:constructor',
    'work:__proto__',
  ].flatMap((name) =>
    OF_A_PROCESS.map(
      ([method, ...rest]) => ({ call: [`supervisor.${method}`, name, ...rest] }) as const,
    ),
  ),
  ...OF_A_PROCESS.filter(([method]) => !/^(?:start|stop|signal)/.test(method)).flatMap(
    ([method, ...rest]) =>
      ['work:*', 'work:'].map(
        (name) => ({ call: [`supervisor.${method}`, name, ...rest] }) as const,
      ),
  ),
  ...['zz', 'work:a', '', '__proto__'].flatMap((name) =>
    OF_A_GROUP.map(
      ([method, ...rest]) => ({ call: [`supervisor.${method}`, name, ...rest] }) as const,
    ),
  ),
  // Logs.
  { call: ['supervisor.sendProcessStdin', 'cat', 'eins zwei drei\n'] },
  { call: ['supervisor.sendProcessStdin', 'cat', { base64: 'vier\n' }] },
  {
    call: ['supervisor.readProcessStdoutLog', 'cat', 0, 0],
    until: 'eins zwei drei\nvier\n',
  },
  { call: ['supervisor.stopProcess', 'cat'] },
  ...READERS.flatMap((method) =>
    PARTS.map((part) => ({ call: [method, 'cat', ...part] }) as const),
  ),
  ...TAILERS.flatMap((method) =>
    PARTS.map((part) => ({ call: [method, 'cat', ...part] }) as const),
  ),
  ...[...READERS, ...TAILERS].map((method) => ({ call: [method, 'idle', 0, 0] }) as const),
  ...PARTS.filter(([offset, length]) => length < 0 || (offset < 0 && length > 0)).map(
    (part) =>
      ({
        call: ['supervisor.readLog', ...part],
      }) as const,
  ),
  { call: ['supervisor.readLog', 0, 4], varies: true },
  { call: ['supervisor.readMainLog', 9999999, 0] },
  { call: ['supervisor.readMainLog', 'x', 0], differs: WRONG_TYPE },
  { call: ['supervisor.readProcessLog', 'cat', '0', '5'] },
  { call: ['supervisor.readProcessLog', 'cat', { double: 1.9 }, true] },
  { call: ['supervisor.readProcessLog', 'cat', [], 0] },
  { call: ['supervisor.getProcessInfo', 5], differs: WRONG_TYPE },
  { call: ['supervisor.startProcess', ['cat']], differs: WRONG_TYPE },
  { call: ['supervisor.clearProcessLogs', 'idle'] },
  { call: ['supervisor.clearLog'] },
  // Events that clients tell.
  { call: ['supervisor.sendRemoteCommEvent'] },
  { call: ['supervisor.sendRemoteCommEvent', 'a'] },
  { call: ['supervisor.sendRemoteCommEvent', 'a', 'b', 'c'] },
  { call: ['supervisor.sendRemoteCommEvent', 'a', 'b'] },
  { call: ['supervisor.sendRemoteCommEvent', '', ''] },
  { call: ['supervisor.sendRemoteCommEvent', 'zwei\nZeilen', 'ä€😀\n'] },
  { call: ['supervisor.sendRemoteCommEvent', 'a', { base64: 'b' }] },
  { call: ['supervisor.sendRemoteCommEvent', 'a', 5], differs: WRONG_TYPE },
  { call: ['supervisor.sendRemoteCommEvent', 5, 'b'], differs: WRONG_TYPE },
  { call: ['supervisor.sendRemoteCommEvent', ['a'], ['b']], differs: WRONG_TYPE },
  // Starting, signalling and stopping.
  { call: ['supervisor.sendProcessStdin', 'idle', 'x'] },
  { call: ['supervisor.startProcess', 'cat'] },
  { call: ['supervisor.startProcess', 'cat'] },
  { call: ['supervisor.startProcess', 'missing'] },
  { call: ['supervisor.startProcess', 'folder'] },
  { call: ['supervisor.startProcess', 'dies'] },
  { call: ['supervisor.startProcess', 'idle', false] },
  { call: ['supervisor.startProcess', 'restless'] },
  { call: ['supervisor.startProcess', 'work:a', 1] },
  { call: ['supervisor.startProcess', 'work:*'] },
  { call: ['supervisor.startProcess', 'work:'] },
  { call: ['supervisor.getProcessInfo', 'idle'] },
  { call: ['supervisor.getProcessInfo', 'dies'] },
  { call: ['supervisor.signalProcess', 'idle', 'NOPE'] },
  { call: ['supervisor.signalProcess', 'dies', 'NOPE'] },
  { call: ['supervisor.signalProcess', 'dies', 'CONT'] },
  { call: ['supervisor.signalProcess', 'idle', 18] },
  { call: ['supervisor.signalProcess', 'idle', '18'] },
  { call: ['supervisor.signalProcess', 'idle', 'cont'] },
  { call: ['supervisor.signalProcess', 'idle', 'SIGCONT'] },
  { call: ['supervisor.signalProcess', 'idle', ''] },
  { call: ['supervisor.signalProcess', 'work:*', 'CONT'] },
  { call: ['supervisor.signalProcessGroup', 'work', 'CONT'] },
  { call: ['supervisor.signalProcessGroup', 'work', 'NOPE'] },
  { call: ['supervisor.signalProcessGroup', 'dies', 'NOPE'] },
  { call: ['supervisor.signalAllProcesses', 'CONT'] },
  { call: ['supervisor.stopProcess', 'dies'] },
  { call: ['supervisor.stopProcess', 'idle'] },
  { call: ['supervisor.stopProcess', 'idle'] },
  { call: ['supervisor.stopProcess', 'restless', false] },
  { call: ['supervisor.stopProcess', 'work:*'], unordered: true },
  { call: ['supervisor.stopProcessGroup', 'work'], unordered: true },
  { call: ['supervisor.startProcessGroup', 'work', false] },
  { call: ['supervisor.startProcessGroup', 'missing'] },
  { call: ['supervisor.removeProcessGroup', 'work'] },
  { call: ['supervisor.stopProcessGroup', 'work', true], unordered: true },
  { call: ['supervisor.addProcessGroup', 'work'] },
  { call: ['supervisor.removeProcessGroup', 'work'] },
  { call: ['supervisor.reloadConfig'] },
  { call: ['supervisor.getAllConfigInfo'] },
  { call: ['supervisor.addProcessGroup', 'work'] },
  { call: ['supervisor.reloadConfig'] },
  { call: ['supervisor.clearAllProcessLogs'] },
  { call: ['supervisor.startAllProcesses'], unordered: true },
  { call: ['supervisor.startAllProcesses', false], unordered: true },
  // Else it may or may not be one of those that are stopped.
  { call: ['supervisor.getProcessInfo', 'dies'], until: { statename: 'FATAL' } },
  { call: ['supervisor.startProcess', 'ears'] },
  { call: ['supervisor.sendRemoteCommEvent', 'type', 'data'] },
  { call: ['supervisor.sendRemoteCommEvent', 'type'] },
  { call: ['supervisor.stopAllProcesses'], unordered: true },
  { call: ['supervisor.stopAllProcesses', true] },
  { call: ['supervisor.getAllProcessInfo'] },
  // What methods say of themselves, and several at once.
  ...['zz', '', 'supervisor', '__proto__', 'supervisor.constructor'].flatMap((name) => [
    { call: ['system.methodSignature', name] } as const,
    { call: ['system.methodHelp', name] } as const,
  ]),
  { call: ['system.multicall', []] },
  {
    call: [
      'system.multicall',
      [
        { methodName: 'supervisor.getAPIVersion', params: [] },
        { methodName: 'supervisor.getVersion' },
        { methodName: 'supervisor.startProcess', params: ['idle'] },
        { methodName: 'supervisor.getProcessInfo', params: ['zz'] },
        { methodName: 'supervisor.nope', params: [] },
        { params: [] },
        { methodName: 'system.multicall', params: [[]] },
        { methodName: 'supervisor.getPID', params: [1] },
        { methodName: 'system.methodSignature', params: ['zz'] },
        { methodName: 'supervisor.stopProcess', params: ['idle'] },
      ],
    ],
  },
  { call: ['system.multicall'] },
  { call: ['system.listMethods', 1] },
  // The end.
  { call: ['supervisor.shutdown', 1] },
  { call: ['supervisor.shutdown'] },
];

/** Of these the signatures are compared. */
export const SIGNATURES: readonly string[] = [
  ...methods(
    'addProcessGroup clearAllProcessLogs clearLog clearProcessLog clearProcessLogs getAPIVersion getAllConfigInfo getAllProcessInfo getIdentification getPID getProcessInfo getState getSupervisorVersion getVersion readLog readMainLog readProcessLog readProcessStderrLog readProcessStdoutLog reloadConfig removeProcessGroup restart sendProcessStdin sendRemoteCommEvent shutdown signalAllProcesses signalProcess signalProcessGroup startAllProcesses startProcess startProcessGroup stopAllProcesses stopProcess stopProcessGroup tailProcessLog tailProcessStderrLog tailProcessStdoutLog',
  ),
  'system.listMethods',
  'system.methodHelp',
  'system.methodSignature',
  'system.multicall',
];
