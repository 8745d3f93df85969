/**
 * What goes wrong, and what stays true: the table that the tests of this folder are made from, and
 * docs/reliability.md. To add a row: an entry here, and `fault('its-id', …)` in the file it names.
 */

/** What every row promises besides. `stage.ts` checks it; its first words are the page's. */
export const ALWAYS = `In every row, whatever it says besides: supervisord answers during the fault, lives on as the same
process, and ends with status 0 when it is told to; three other programs, which write numbered lines
to a plain log, to one that is rotated all the time and through capture mode, are neither restarted
nor held up, and at the end each of their lines is in its log, once and in its place; no zombie is
left, no descriptor more than before is open, and the log tells of no bug. Only \`kill -9\` ends
supervisord itself: its rows say what is true then.`;

export interface Fault {
  /** What happens. */
  readonly fault: string;
  /** What is true besides `ALWAYS`, while it lasts and after it. */
  readonly stays: string;
  /** The file that makes it happen. */
  readonly file: string;
}

export interface FaultKind {
  readonly title: string;
  /** What is true of all its rows, where that is not `ALWAYS`. */
  readonly note?: string;
  readonly rows: Readonly<Record<string, Fault>>;
}

function rows<Id extends string>(
  file: string,
  list: Readonly<Record<Id, Omit<Fault, 'file'>>>,
): Readonly<Record<Id, Fault>> {
  const entries = Object.entries<Omit<Fault, 'file'>>(list);
  const rows = entries.map(([id, row]) => [id, { ...row, file: `test/faults/${file}` }]);
  return Object.fromEntries(rows) as Record<Id, Fault>;
}

const DISKS = rows('disks.test.ts', {
  'disk-full': {
    fault: 'The disk of a log is full (`ENOSPC`)',
    stays:
      'Its program never waits. What cannot be written is counted, the loss is told in the main log, and writing goes on when there is room.',
  },
  'disk-full-daemon': {
    fault: 'The disk of the main log and the pidfile is full when supervisord starts',
    stays: 'It starts and works without them, and logs again when there is room.',
  },
  'disk-io-error': {
    fault: 'Every write to the logs and the main log fails (`EIO`)',
    stays: 'As with a full disk; the main log itself goes on when writing works again.',
  },
  'disk-write-protected': {
    fault: 'A disk turns read-only under open logs (`EROFS`), as after an error of its file system',
    stays: 'As with a full disk.',
  },
  'disk-read-only': {
    fault: 'A program is started while its log lies on a disk that is mounted read-only',
    stays: 'It runs, and is logged as soon as the disk can be written to.',
  },
  'folder-gone': {
    fault: 'The folder of a log, the main log and the pidfile is removed',
    stays: 'Its program never waits; all logs begin anew as soon as the folder is back.',
  },
});

const CHILDREN = rows('children.test.ts', {
  'children-full': {
    fault: 'The disk of the file of children is full (`ENOSPC`)',
    stays:
      'What it said before stays whole. It is told once, with a way out, and the file is up to date again when there is room.',
  },
  'children-io-error': {
    fault: 'Every write to the file of children fails (`EIO`)',
    stays: 'As with a full disk.',
  },
  'children-read-only': {
    fault: 'The disk of the file of children is mounted read-only (`EROFS`)',
    stays: 'As with a full disk.',
  },
  'children-folder-gone': {
    fault: 'The folder of the file of children is removed',
    stays: 'It is told once, with a way out, and the file is there again as soon as the folder is.',
  },
  'children-garbage': {
    fault: 'supervisord finds a file of children that is garbage when it starts',
    stays: 'It says so, starts, and replaces it.',
  },
  'children-foreign': {
    fault:
      'supervisord finds a file of children that another user has written, with `orphans=kill`',
    stays: 'It says so, starts, and replaces it; the process that the file names is not touched.',
  },
  'children-unreadable': {
    fault: 'supervisord finds a file of children that it may not read',
    stays: 'It says so, starts, and replaces it.',
  },
});

const KILLED = rows('killed.test.ts', {
  'killed-report': {
    fault: 'supervisord is killed (`kill -9`), and started again with `orphans=report`',
    stays:
      'A program that has outlived it is named with its pid, and runs on; another one is started beside it.',
  },
  'killed-kill': {
    fault: 'supervisord is killed, and started again with `orphans=kill`',
    stays: 'A program that has outlived it is named, and has ended before anything is started.',
  },
  'killed-leave': {
    fault: 'supervisord is killed, and started again with `orphans=leave`',
    stays: 'A program that has outlived it runs on, and nothing is said of it.',
  },
});

const SHORTAGES = rows('shortages.test.ts', {
  'no-descriptors': {
    fault: 'supervisord has no descriptors left (`EMFILE`)',
    stays:
      'What is to be started waits and is not given up; it is started when there are some. Logs that should be rotated grow on instead.',
  },
  'no-files': {
    fault: 'The system has no descriptors left (`ENFILE`)',
    stays:
      'The same; who connects meanwhile is answered when there are some again, or has to connect once more.',
  },
  'no-process': {
    fault: 'No process can be made (`EAGAIN`)',
    stays: 'What is to be started waits and is not given up.',
  },
  'no-memory': {
    fault: 'There is no memory for another process (`ENOMEM`)',
    stays: 'What is to be started waits and is not given up.',
  },
  'process-table-full': {
    fault: 'The user of supervisord has as many processes as it may (`RLIMIT_NPROC`)',
    stays: 'What is to be started waits and is not given up.',
  },
});

const SOCKETS = rows('sockets.test.ts', {
  'socket-deleted': {
    fault: 'The unix socket is deleted',
    stays: 'It is bound again at once, with its mode; connections that were open stay open.',
  },
  'socket-replaced': {
    fault: 'Another file is put in the place of the unix socket',
    stays: 'The file is left alone, and the socket is back as soon as it is gone.',
  },
  'socket-folder-gone': {
    fault: 'The folder of the unix socket is removed',
    stays: 'The socket is back as soon as the folder is.',
  },
});

const CLOCKS = rows('clocks.test.ts', {
  'clock-forward': {
    fault: 'The wall clock jumps a day ahead',
    stays:
      'No deadline comes earlier: a program that has to stay up for an hour is still STARTING.',
  },
  'clock-back': {
    fault: 'The wall clock jumps a day back',
    stays:
      'No deadline comes later: restarts, `startsecs` and SIGKILL after `stopwaitsecs` are in time.',
  },
  'daemon-stopped': {
    fault: 'supervisord is stopped (SIGSTOP) for a minute, until every deadline has passed',
    stays:
      'Programs and requests wait for it. When it goes on, what was due is done at once and only once.',
  },
});

const SIGNALS = rows('signals.test.ts', {
  orphans: {
    fault: '10,000 orphans of PID 1 end at once',
    stays: 'All of them are reaped.',
  },
  'signal-flood': {
    fault: '10,000 SIGCHLD are sent without any child having ended',
    stays: 'Nothing comes of it; a program that ends in the middle of it is restarted.',
  },
});

const PROGRAMS = rows('programs.test.ts', {
  'closes-output': {
    fault: 'A program closes its stdout and stderr and runs on',
    stays: 'It stays RUNNING, and what it wrote before is in its log.',
  },
  floods: {
    fault: 'A program writes as fast as it can',
    stays: 'The others and requests have their turn; memory does not grow.',
  },
  'no-newline': {
    fault: 'A program writes without end of line, to where lines are wanted',
    stays: 'Memory does not grow.',
  },
  'leaves-grandchild': {
    fault: 'A program dies and leaves a child behind that holds its pipes',
    stays:
      'Its end is noticed at once, and it is restarted; what was written before is in its log.',
  },
  'ignores-signals': {
    fault: 'A program ignores every signal',
    stays: 'It is killed after `stopwaitsecs`.',
  },
  'stops-itself': {
    fault: 'A program stops itself (SIGSTOP)',
    stays:
      'It is no end: it stays RUNNING, goes on after SIGCONT, and can be stopped while it is stopped.',
  },
  'changes-group': {
    fault:
      'A program joins another process group, where `stopasgroup` and `killasgroup` would miss it',
    stays: 'It is stopped all the same, and its new group is not touched.',
  },
});

const READERS = rows('readers.test.ts', {
  'client-never-reads': {
    fault: 'Clients ask for logs that grow, and never read',
    stays: 'No program and no other client waits; memory does not grow with what is not read.',
  },
  'listener-never-reads': {
    fault: 'An event listener is ready and then never reads nor answers',
    stays:
      'Other pools get every event; its own keeps no more than `buffer_size`, and it can be stopped.',
  },
});

const DEBUGGERS = rows('debuggers.test.ts', {
  'debugger-signal': {
    fault: 'SIGUSR1, by which Node opens a port for its debugger',
    stays: 'No port is opened.',
  },
  'daemon-held': {
    fault: 'A debugger holds supervisord, and lets go',
    stays: 'Requests wait and are answered then; a program that ended meanwhile is restarted.',
  },
  'program-held': {
    fault: 'A debugger holds a program, and lets go',
    stays: 'It stays RUNNING; its end by SIGKILL is noticed once the debugger has seen it.',
  },
});

const KILLED_NOTE = `Nobody survives it. The lines of the other programs that were in a log by then
stay there, once and in their places, and at most the last of them is cut; what waits in a pipe is lost with
it, and who writes to a pipe that nobody reads is ended by the kernel. All else that is said of every row is
said of the next supervisord.`;

/** Every row, in the order of the page. */
export const KINDS = [
  { title: 'Disks', rows: DISKS },
  { title: 'The file of children', rows: CHILDREN },
  { title: 'Descriptors, processes, memory', rows: SHORTAGES },
  { title: 'Sockets', rows: SOCKETS },
  { title: 'Clocks', rows: CLOCKS },
  { title: 'Signals', rows: SIGNALS },
  { title: 'Programs', rows: PROGRAMS },
  { title: 'Who does not read', rows: READERS },
  { title: 'Debuggers', rows: DEBUGGERS },
  { title: '`kill -9`', note: KILLED_NOTE, rows: KILLED },
] as const satisfies readonly FaultKind[];

export const FAULTS = {
  ...DISKS,
  ...CHILDREN,
  ...SHORTAGES,
  ...SOCKETS,
  ...CLOCKS,
  ...SIGNALS,
  ...PROGRAMS,
  ...READERS,
  ...DEBUGGERS,
  ...KILLED,
};

export type FaultId = keyof typeof FAULTS;
