/** What else stands in the log of supervisord. */
import type { Chapter } from '../answer.ts';

export const LOG: Chapter = {
  title: 'Other lines of the log of supervisord',
  about:
    'The log is `logfile=` of `[supervisord]`; `supervisorctl maintail -f` follows it. `CRIT` and `ERRO` want somebody to look, `WARN` tells what somebody should know, `INFO` what happens.',
  answers: [
    {
      says: ['bug in visord, please report it; everything goes on: {trace}'],
      means:
        'Something happened that cannot happen. The request or process that it concerns may be affected; nothing else is.',
      remedy:
        'Report it with the whole line and what happened before it. If a program looks stuck, restart that program.',
    },
    {
      says: [
        'cannot write {file}: {why}; dropping output',
        'still cannot write {file}: {why}; lost {bytes} bytes',
      ],
      madeOf: [
        'cannot write {}: {}; dropping output',
        'still cannot write {}: {}; {}',
        'lost {} bytes',
        'it is full',
        'nothing was written',
        'its reader is too slow',
        'it takes no more',
      ],
      means:
        'A log cannot be written: `ENOSPC`, the disk or quota is full; `EACCES` or `EROFS`, no permission; `ENOENT`, its folder is gone. For a pipe or syslog: its reader is too slow. ' +
        'The program runs on, and its output is dropped and counted.',
      remedy:
        'Make room (`df -h`, `df -i`) or mend the folder. Nothing has to be restarted: writing goes on by itself within seconds.',
    },
    {
      says: ['writing {file} again; lost {bytes} bytes'],
      means: 'A log that could not be written can be again. So many bytes of it are lost.',
      remedy: 'Nothing, but find out what filled the disk.',
    },
    {
      says: ['cannot rotate {file}: {why}; it grows on'],
      means:
        'The log has reached its size and cannot be renamed: supervisord may not write to its folder. Nothing is lost.',
      remedy: 'Give the folder to the user of supervisord.',
    },
    {
      says: ["cannot create a log for '{name}' {channel}: {why}"],
      means:
        'The file of an `AUTO` log cannot be made in `childlogdir`. The program runs, and this output is not kept.',
      remedy:
        'Check `childlogdir=` (the directory for temporary files unless told): it must be there, writable, and not full. Then restart the program.',
    },
    {
      says: ["Failed to clean up '{file}'", 'Could not clear childlog dir'],
      means: 'The AUTO logs of an earlier run could not be removed.',
      remedy: 'Harmless. Give `childlogdir` to the user of supervisord, or set `nocleanup=true`.',
    },
    {
      says: ['could not write pidfile {file}'],
      means:
        'The pidfile cannot be written, or is no plain file. supervisord runs without; scripts that read it do not find it.',
      remedy:
        'Name a file in a folder that supervisord may write to, such as `/run/supervisord.pid` for root.',
    },
    {
      says: ['supervisord started with pid {pid}'],
      means: 'A start. If it comes without you, something restarts supervisord.',
      remedy: 'Nothing; `journalctl -u supervisor` or `dmesg` tell of unwanted restarts.',
    },
    {
      says: [
        'Supervisor is running as root.  Privileges were not dropped because no user is specified in the config file.  If you intend to run as root, you can set user=root in the config file to avoid this message.',
      ],
      means:
        'A hint: supervisord runs as root, which it must if programs have `user=`. Programs without `user=` run as root as well.',
      remedy:
        'Set `user=root` in `[supervisord]` to say that it is meant, and `user=` in each program.',
    },
    {
      says: [
        'Unlinking stale socket {file}',
        'Set uid to user {uid} succeeded',
        'Increased RLIMIT_NOFILE limit to {number}',
        'Increased RLIMIT_NPROC limit to {number}',
        'daemonizing the supervisord process',
        "set current directory: '{directory}'",
        'Included extra file "{file}" during parsing',
        "RPC interface '{name}' initialized",
      ],
      means: 'Steps of a start, as they should be.',
      remedy: 'Nothing.',
    },
    {
      says: ["Server '{section}' running without any HTTP authentication checking"],
      means:
        'The server asks nobody for a password. For a unix socket with mode 0700 that is fine. On a TCP port whoever reaches it can run commands as the user of supervisord.',
      remedy:
        'For a TCP port set `username=` and `password=`, and listen on 127.0.0.1: see [security](../security.md).',
    },
    {
      says: ['received {signal} indicating exit request'],
      means:
        'Somebody sent supervisord SIGTERM, SIGINT or SIGQUIT: systemd at `systemctl stop` or shutdown, `docker stop`, Ctrl-C, `kill`. It stops every program and ends.',
      remedy:
        'If nobody meant it, `journalctl` around that time shows who stopped the service. A container runtime kills after 10 seconds: give it as long as your slowest `stopwaitsecs`.',
    },
    {
      says: ['received {signal} indicating restart request'],
      means:
        'SIGHUP: every program is stopped, the configuration is read anew, and all is started again, as with `supervisorctl reload`.',
      remedy:
        'To take over changes without stopping everything, use `supervisorctl update`. A closed terminal sends SIGHUP to what was started in it in the foreground.',
    },
    {
      says: ['ignored {signal} indicating restart request (shutdown in progress)'],
      means: 'SIGHUP came while supervisord was ending.',
      remedy: 'Start it again when it has ended.',
    },
    {
      says: ['restart refused, everything goes on as before: {error}'],
      means: 'SIGHUP was sent and the configuration has an error, so that nothing was stopped.',
      remedy:
        'Mend the error, which `supervisord --check` shows with its place, and send it again.',
    },
    {
      says: [
        'received {signal} indicating log reopen request',
        'supervisord logreopen',
        'reopening log file',
      ],
      means: 'SIGUSR2: all logs are closed and opened anew, as logrotate wants it.',
      remedy: 'Nothing.',
    },
    {
      says: ['received {signal}, which means nothing to us'],
      means: 'SIGUSR1 was sent, by mistake for SIGUSR2 perhaps.',
      remedy: 'To have logs reopened, send SIGUSR2.',
    },
    {
      says: ['waiting for {names} to die'],
      means: 'A shutdown or restart waits for these programs; the line comes every three seconds.',
      remedy: 'Wait until `stopwaitsecs` is over. `supervisorctl status` names what is STOPPING.',
    },
    {
      says: ['cannot close the HTTP servers: {why}'],
      means: 'At a restart, the servers could not be closed in order. It goes on.',
      remedy: 'If clients cannot connect afterwards, restart supervisord, and report it.',
    },
    {
      says: ['{error}; it is left out'],
      means:
        'At a restart, a plug-in of an `[rpcinterface:x]` section could not be made. Its methods are missing, everything else goes on.',
      remedy: 'Mend what the error says, and `supervisorctl reload`.',
    },
    {
      says: ['Creating socket {url}', 'Closing socket {url}'],
      means:
        'The socket of an `[fcgi-program:x]` is made when its first process starts, and closed after its last.',
      remedy: 'Nothing.',
    },
    {
      says: [
        'descriptors are running out: idle connections of clients are closed',
        'Server Error: cannot accept a connection: {error}',
      ],
      means:
        'Clients or programs have taken nearly all descriptors of supervisord. Idle connections make room for new ones.',
      remedy:
        'Raise `LimitNOFILE=` of supervisord. `ls /proc/PID/fd | wc -l` and `ss -xp` show who holds them: a client that never closes its connections, mostly.',
    },
    {
      says: ['the socket {file} was gone, and has been bound again'],
      means:
        'Somebody removed the file of the unix socket, a cleaner of `/tmp` for example. It is there again; no program has noticed.',
      remedy: 'Put the socket into `/run`.',
    },
    {
      says: [
        'the socket {file} is gone, and cannot be bound again: {why}',
        'cannot look after {file}: {why}',
      ],
      means:
        'The file of the unix socket was removed, and its folder with it, or the folder cannot be watched. supervisorctl cannot connect.',
      remedy:
        'Make the folder again: the socket comes back by itself. Otherwise send SIGHUP at a time when a restart of all programs is fine.',
    },
    {
      says: ['too many wrong passwords from {source}: each answer to it waits a second'],
      means: 'Somebody tries passwords, or a script has an old one.',
      remedy:
        'Find it by the address, or the pid that is named for a unix socket. Nobody else is slowed down.',
    },
    {
      says: ['the certificate of [{section}] has been renewed'],
      means: 'The file of the certificate has changed and new connections use it.',
      remedy: 'Nothing.',
    },
    {
      says: [
        'cannot use {file} of [{section}]: {why}; the one read before stays',
        'cannot use {file} of [{section}]: {why}',
      ],
      madeOf: ['{}; the one read before stays', 'cannot use {} of [{}]: {}'],
      means:
        'A certificate, key or `client_ca` cannot be read or do not belong together. At a start this is an error; later the old one goes on until it expires.',
      remedy:
        'supervisord reads these files as its own user: check their rights (`key` often is for root only), and that key and certificate match. The next connection makes it look again.',
    },
    {
      says: ['cannot follow a log: {error}'],
      means: 'Somebody followed a log (`tail -f`) and it could not be read any more.',
      remedy: 'Follow it anew; if it comes again, report it.',
    },
    {
      says: [
        'Server Error: {method} {url}: {trace}',
        'Handling XML-RPC request with data {document} raised an unexpected exception: {trace}',
      ],
      means:
        'A request met a bug of visord, or of a plug-in, and was answered with status 500. Everything else goes on.',
      remedy: 'If the trace names a file of a plug-in, tell its author; otherwise report it.',
    },
    {
      says: ['XML-RPC request data {document} is invalid: {why}'],
      means: 'A client sent to `/RPC2` what is no XML-RPC. Answered with status 400.',
      remedy:
        'Look at the client: it speaks JSON (`/api/v1` is for that), or something that is no supervisorctl probes the port.',
    },
    {
      says: ['{user} from {source}: {method} is not permitted'],
      madeOf: ['{} from {}: {}{}', ' is not permitted', 'uid {}', 'pid {}{}', ' of {}'],
      means:
        'The audit: who called what, by which user and from where. At its end stands whether it was refused for want of a role.',
      remedy:
        '`role=` and `groups=` of the `[user:x]` section say what is permitted; `audit=false` turns these lines off.',
    },
  ],
};
