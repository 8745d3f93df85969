/** Programs: why they do not start, and what the log says of their lives. */
import type { Chapter } from '../answer.ts';

export const PROGRAMS: Chapter = {
  title: 'Programs that do not start, or do not stay',
  about:
    'These stand in the log of supervisord (`supervisorctl maintail`), behind FATAL and BACKOFF in `supervisorctl status`, and in answers. ' +
    'What the program itself has to say is in its own log: `supervisorctl tail NAME stderr`, or `supervisorctl tail NAME` with `redirect_stderr=true`.',
  answers: [
    {
      says: ['Exited too quickly (process log may have details)'],
      means:
        'The program ended before `startsecs` (1 second unless told). It is started again `startretries` times (3 unless told), after pauses of 1, 2, 3 seconds and so on, and then given up: FATAL.',
      remedy:
        'Look at its log. Nothing there: run the command by hand, as its user, in its directory and with an empty environment (`env -i`). ' +
        'If it puts itself into the background, tell it not to (`nginx -g "daemon off;"`, `--foreground`, `-F`): supervisord watches the process that it starts. ' +
        'If it is meant to end at once, set `startsecs=0`.',
    },
    {
      says: ['gave up: {name} entered FATAL state, too many start retries too quickly'],
      means:
        'The program failed to start `startretries` times in a row, and is not tried any more. The lines above it say why: `spawnerr:` or `exited:`.',
      remedy:
        'Mend the cause, then `supervisorctl start NAME`. It does not leave FATAL by itself. If it waits for something else, a database for example, raise `startretries`.',
    },
    {
      says: [
        'exited: {name} (exit status {status}; not expected)',
        'exited: {name} (terminated by {signal}; not expected)',
        'exited: {name} (terminated by SIGSEGV (core dumped); not expected)',
      ],
      madeOf: [
        'exited: {} ({}; not expected)',
        'terminated by a signal',
        'exit status {}',
        'terminated by {}{}',
        ' (core dumped)',
        'signal {}',
      ],
      means:
        'The program ended by itself with a status that is not in `exitcodes` (only 0 unless told), or by a signal. `autorestart=unexpected` starts it again. ' +
        'Status 127: the command was not found, or could not be executed; 126: no permission; 128 + N, from a shell: signal N.',
      remedy:
        'Its own log says why. `terminated by SIGKILL` with no `killing` line before it: somebody else did, mostly the kernel when memory ran out (`dmesg | grep -i oom`). ' +
        'Statuses that are fine belong into `exitcodes`.',
    },
    {
      says: ['exited: {name} ({status}; expected)'],
      means:
        'The program ended with a status that is in `exitcodes`. With `autorestart=unexpected` it stays EXITED.',
      remedy:
        'Nothing, if it is a task that ends. If it should always run, set `autorestart=true`.',
    },
    {
      says: ['Bad exit code {status}'],
      means: 'Why a program is EXITED: its last status is not in `exitcodes`.',
      remedy: 'See its own log for the cause.',
    },
    {
      says: ['spawnerr: {why}'],
      madeOf: ['spawnerr: {}'],
      means:
        'There is no process: the start failed before the program could say anything. The reason behind it is explained on this page.',
      remedy:
        'Mend the reason. It is tried again `startretries` times; afterwards use `supervisorctl start NAME`.',
    },
    {
      says: ["can't find command '{command}'"],
      means:
        'There is no such file along the PATH of supervisord, which under systemd or cron is not that of your shell. `~` and variables of a shell are not understood.',
      remedy:
        'Give the absolute path (`command -v NAME` tells it), or set PATH in `environment=`. nvm, rvm and virtual environments: name the binary in their `bin`.',
    },
    {
      says: [
        "command at '{path}' is a directory",
        "command at '{path}' is not executable",
        "no permission to run command '{path}'",
      ],
      means:
        "The file is there and cannot be executed: it lacks the x bit, or the program's user may not enter one of the folders above it.",
      remedy:
        '`chmod +x FILE`; `namei -l FILE` shows the rights of each folder. Scripts on a file system mounted with `noexec` need their interpreter in front: `command=python3 x.py`.',
    },
    {
      says: ["can't parse command '{command}': {why}", 'command is empty'],
      means: 'The words of the command cannot be told apart: a quote is not closed.',
      remedy:
        'Close it; for anything that needs a shell write `sh -c "..."`. Then `supervisorctl update`.',
    },
    {
      says: [
        "supervisor: couldn't exec {command}: {errno}\nsupervisor: child process was not spawned\n",
      ],
      madeOf: ['supervisor: {}\nsupervisor: child process was not spawned', "couldn't exec {}: {}"],
      means:
        'Stands in the log of the program itself, which ends with status 127. The kernel refused the file: `ENOEXEC`, it is a script without `#!` line, or made for another processor; ' +
        '`ENOENT`, the interpreter of its `#!` line or its loader (glibc, musl) is not there; `EACCES`, no permission.',
      remedy:
        '`head -1 FILE` and `file FILE` show what it is. `supervisord --check` looks at interpreters, too.',
    },
    {
      says: ["couldn't setuid to {uid}: {why}"],
      means:
        'Stands in the log of the program. It has `user=`, and supervisord may not become that user: only root can.',
      remedy:
        'Start supervisord as root, or remove `user=`. In a container or unit: CAP_SETUID and CAP_SETGID.',
    },
    {
      says: ["couldn't chdir to {directory}: {errno}"],
      means:
        'Stands in the log of the program. `directory=` is not there (`ENOENT`), or the user of the program may not enter it (`EACCES`).',
      remedy:
        'Make it, or give its user `x` on every folder of the path. For one that is mounted late, raise `startretries`.',
    },
    {
      says: ["couldn't set up its {what}: {errno}"],
      means:
        'Stands in the log of the program. Its descriptors or limits could not be set, which only a shortage of the system explains.',
      remedy:
        'Look at `ulimit -a` of supervisord (`cat /proc/PID/limits`) and at what the kernel says (`dmesg`).',
    },
    {
      says: [
        "too many open files to spawn '{name}'",
        "Too many processes in process table to spawn '{name}'",
        "unknown error during fork for '{name}': {errno}",
        "unknown error making dispatchers for '{name}': {errno}",
      ],
      means:
        'Descriptors, processes or memory of the machine have run out. That is not the fault of the program: it is tried again, after 1, 2, 4, 8 and then every 15 seconds, and never becomes FATAL for it.',
      remedy:
        'For descriptors raise `LimitNOFILE=` (each program takes three to five); for processes `LimitNPROC=`, `TasksMax=` of the unit and `pids.max` of the container; `ps -eLf | wc -l` shows who takes them.',
    },
    {
      says: ["an earlier start of '{name}' still hangs"],
      means:
        'A start before this one hangs in its directory or command, as in a dead network file system, and has not come back.',
      remedy:
        'Bring the file system back (`mount`, `df` hang as well), then start the program again.',
    },
    {
      says: ["giving up on the start of '{name}', which hangs"],
      means:
        'A stop or shutdown came while the start was hanging in a file system or at a name server, and has waited `stopwaitsecs`.',
      remedy: 'As above: the file system of `directory=` or `command=` does not answer.',
    },
    {
      says: ["killing '{name}' ({pid}) with SIGKILL"],
      means:
        'The program did not end within `stopwaitsecs` (10 seconds unless told) after its stop signal. What it had in hand is lost.',
      remedy:
        'Give it more time (`stopwaitsecs`), or the signal that it heeds (`stopsignal=QUIT` or `INT`). If a shell stands in between, it eats the signal: begin the command with `exec`, or set `stopasgroup=true`.',
    },
    {
      says: ['waiting for {name} to stop'],
      means:
        'It has its stop signal and still runs; the line comes every two seconds until it ends or is killed.',
      remedy: 'Wait, or see `killing ... with SIGKILL` above if it comes to that each time.',
    },
    {
      says: ['stopped: {name} ({status})'],
      means:
        'The program ended after it was asked to. At level WARN, its status is not in `exitcodes`: most programs do not handle the signal and are ended by it, which is fine.',
      remedy: 'Nothing.',
    },
    {
      says: [
        "spawned: '{name}' with pid {pid}",
        'success: {name} entered RUNNING state, process has stayed up for > than {seconds} seconds (startsecs)',
      ],
      means: 'A program has been started, and has lived for `startsecs`.',
      remedy:
        'Nothing. A program that does this again and again ends between the two lines: look for `exited:`.',
    },
    {
      says: ["process '{name}' already running"],
      means: 'Somebody asked for the start of what runs.',
      remedy: 'Nothing. `supervisorctl restart NAME` is what stops it first.',
    },
    {
      says: [
        'unknown problem sending sig {name} ({pid}):{error}',
        'unknown problem killing {name} ({pid}):{error}',
      ],
      madeOf: ['unknown problem {} {} ({}):{}', 'sending sig'],
      means:
        'A signal could not be sent, with `EPERM`: the program has become another user, and supervisord is not root. Its state is UNKNOWN.',
      remedy:
        'End it by hand as root (`kill PID`). Run supervisord as root if its programs change their user.',
    },
    {
      says: ['unknown error (try "tail {name}")'],
      means: 'A program is BACKOFF or FATAL and nothing is known of the cause.',
      remedy: 'Do as it says: `supervisorctl tail NAME` and `supervisorctl tail NAME stderr`.',
    },
    {
      says: ['Not started'],
      means:
        'The program has not been started since supervisord was: it has `autostart=false`, or it is new.',
      remedy: '`supervisorctl start NAME`.',
    },
    {
      says: ['reaped unknown pid {pid} ({status})'],
      means:
        'A process ended that is no program: a grandchild whose parent had gone, which the kernel gives to supervisord in a container.',
      remedy:
        'Nothing. Many of them: a program leaves its children behind when it is stopped; set `stopasgroup=true`.',
    },
  ],
};
