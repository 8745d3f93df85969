/** What programs and daemons leave behind, and an end that has no time. */
import type { Chapter } from '../answer.ts';

export const ENDS: Chapter = {
  title: 'Ends, and what is left behind',
  about:
    'These stand in the log of supervisord. What belongs to a program is what its `kill_mode` says; what a supervisord has left behind is known by the file `PIDFILE.children`.',
  answers: [
    {
      says: ['asked twice: everything is stopped at once, and killed after {number} seconds'],
      means:
        'A second SIGTERM, SIGINT or SIGQUIT came while supervisord was ending: priorities and `stopwaitsecs` do not count any more. A third one kills at once.',
      remedy:
        'Nothing, if that was meant. If a script sends it, let the script wait for the end instead.',
    },
    {
      says: ['killing everything that still runs'],
      means: 'The end has been asked for three times, or its time is over.',
      remedy: 'The lines `killing` below it name who took too long.',
    },
    {
      says: [
        'half of shutdown_timeout ({limit} s) has passed: everything is stopped at once',
        'shutdown_timeout ({limit} s) is nearly over',
      ],
      madeOf: [
        'half of {} has passed: everything is stopped at once',
        '{} is nearly over',
        'shutdown_timeout ({} s)',
      ],
      means:
        'Programs take longer to stop than `shutdown_timeout` allows: first their order is given up, then they are killed.',
      remedy:
        'The lines `waiting for` above it name them. Raise `shutdown_timeout` together with the time that the container has (`docker stop --time`), or mend what does not stop.',
    },
    {
      says: ['shutdown_timeout ({limit} s) is over: leaving {programs} behind'],
      madeOf: ['{} is over: leaving {} behind'],
      means:
        'SIGKILL does not end these processes: they are stuck in the kernel, mostly in a dead disk or network file system.',
      remedy:
        'Look for the file system (`ps -o stat,wchan -p PID` shows D). The next supervisord names them.',
    },
    {
      says: ["stopping what '{name}' has left behind: {pids}"],
      means:
        'A program with a `kill_mode` has ended, and processes that it had started have not. They get its stop signal; it is not started again before they have gone.',
      remedy: 'Nothing. If the program should tell them itself, set `stopasgroup=true`.',
    },
    {
      says: ["killing what '{name}' has left behind with SIGKILL: {pids}"],
      means: 'They have not stopped within `stopwaitsecs`, or the program itself had to be killed.',
      remedy: 'Raise `stopwaitsecs`, if they need longer.',
    },
    {
      says: ["cannot signal {pid}, which belongs to '{name}': {why}"],
      madeOf: ['cannot signal {}, {}: {}', "which belongs to '{name}'"],
      means:
        'A process that the program has started runs as another user, whom this supervisord may not signal. Nobody waits for it.',
      remedy: 'Run supervisord as root, or stop that process by hand.',
    },
    {
      says: ["kill_mode=cgroup of '{group}:{name}' is taken for tree: {why}"],
      madeOf: ['version 2 of control groups is not mounted'],
      means:
        'supervisord cannot make a control group for the program, and follows its tree of processes instead.',
      remedy:
        '`Delegate=yes` in its unit of systemd, or a container whose `/sys/fs/cgroup` is writable; or write `kill_mode=tree`.',
    },
    {
      says: ['kill_mode needs /proc, which is not there: SIGKILL goes to process groups instead'],
      means: 'Without `/proc` nobody knows who has started whom.',
      remedy: 'Mount it: `mount -t proc proc /proc`.',
    },
    {
      says: ['cannot become a subreaper: {why}'],
      means:
        'The system has no such thing (it takes Linux): orphans go to the first process of the system.',
      remedy: 'Remove `subreaper=true`.',
    },
    {
      says: ['{name} (pid {pid}) was left behind by an earlier supervisord'],
      means:
        'The supervisord before this one was killed (`kill -9`, out of memory) and could not stop its programs. This one still runs, beside the one that is started now.',
      remedy:
        '`kill PID` when it is in the way, of a port for example. With `orphans=kill` such processes are stopped before anything is started.',
    },
    {
      says: [
        'cannot note in {file} who runs: {why}; trying again (mend the folder, or set orphans=leave)',
      ],
      means:
        'Beside its pidfile supervisord notes the processes that run, and cannot: the disk is full (`ENOSPC`), broken (`EIO`) or read-only (`EROFS`), its folder is gone (`ENOENT`), or it may not write there (`EACCES`, `EPERM`). ' +
        'Nothing else is the worse for it. If supervisord is killed meanwhile, the next one knows only of those that were noted before.',
      remedy:
        'Make room or mend the folder; it is tried again by itself, at least every minute. Give `pidfile=` another folder, or do without the file by `orphans=leave`.',
    },
    {
      says: ['who runs is noted in {file} again'],
      means: 'The file of children could not be written, and is up to date now.',
      remedy: 'Nothing.',
    },
    {
      says: [
        'cannot tell by {file} what an earlier supervisord has left behind (look with ps): {why}',
      ],
      madeOf: [
        'it is no plain file',
        'it belongs to the user {}',
        'it is too large',
        'it is of a later version',
        'it is no list of children',
      ],
      means:
        'There is a file of children from an earlier life, and this supervisord cannot read it or does not believe it: only its own and those of root count, since anybody can put a file into a folder like `/tmp`. ' +
        'Nothing was reported or stopped by it. It is replaced as soon as a program runs.',
      remedy:
        'If the supervisord before was killed, look whether its programs still run (`ps -ef`) and stop those. Keep the pidfile in a folder that only supervisord can write to, such as `/run/supervisor`.',
    },
    {
      says: [
        'sending {signal} to {name} (pid {pid}), which was left behind',
        'stopped {name} (pid {pid}), which was left behind',
      ],
      madeOf: ['sending {} to {}', 'stopped {}', '{} (pid {}), which was left behind'],
      means: '`orphans=kill` stops what an earlier supervisord has left behind.',
      remedy: 'Nothing.',
    },
    {
      says: [
        'cannot signal {name} (pid {pid}), which was left behind: {why}',
        'going on without the end of {name} (pid {pid}), which was left behind',
      ],
      madeOf: ['cannot signal {}: {}', 'going on without the end of {}'],
      means:
        'It belongs to another user, or is stuck in the kernel: SIGKILL did not end it within five seconds. The programs are started all the same.',
      remedy: 'Look at it (`ps -fp PID`), and stop it by hand.',
    },
  ],
};
