/** What keeps supervisord from starting. */
import type { Chapter } from '../answer.ts';

export const START: Chapter = {
  title: 'supervisord does not start',
  about:
    'supervisord prints one line that begins with `Error:`, and ends with status 2. No program has been started. ' +
    'Errors that name a section and a line are in [errors of the configuration](#errors-of-the-configuration).',
  answers: [
    {
      says: [
        'No config file found at default paths ({paths}); use the -c option to specify a config file at a different path',
      ],
      means: 'There is no configuration file at any of the places where one is looked for.',
      remedy:
        'Name it: `supervisord -c FILE`. For a first one: `echo_supervisord_conf > supervisord.conf`.',
    },
    {
      says: ['could not find config file {file}'],
      means:
        'The file that `-c` names is not there. A relative path begins at the current directory.',
      remedy:
        'Give the absolute path. In a unit file or a crontab the current directory is another one than in your shell.',
    },
    {
      says: ['could not read config file {file}: {why}', 'could not read config file {file}'],
      madeOf: ['it is a fifo, a socket or a device'],
      means:
        'The file is there, and whoever starts supervisord may not read it, or it is no plain file.',
      remedy:
        '`ls -l FILE` shows who may. Start supervisord with sudo, or make the file readable for its user.',
    },
    {
      says: [
        'UserWarning: Supervisord is running as root and it is searching for its configuration file in default locations (including its current working directory); you probably want to specify a "-c" argument specifying an absolute path to a configuration file for improved security.',
      ],
      means:
        'A warning only. Root takes the first file that is found, and one place is the current directory, where others may be able to put one.',
      remedy: 'Start with `-c /etc/supervisord.conf`, or wherever yours is.',
    },
    {
      says: ['.ini file does not include supervisord section'],
      means:
        'The file can be read and has no `[supervisord]` section: it is often the wrong file, or one that belongs to `[include]`.',
      remedy:
        'Check the path behind `-c`. If it is the right one, add a line `[supervisord]`; the section may be empty.',
    },
    {
      says: [
        'Another program is already listening on a port that one of our HTTP servers is configured to use.  Shut this program down first before starting supervisord.',
      ],
      means:
        'The socket or the port of a server section is taken: nearly always by a supervisord that runs already.',
      remedy:
        '`supervisorctl pid`, or `pgrep -a supervisord`, tells whether one runs: use that, or end it with `supervisorctl shutdown`. ' +
        'For a port, `ss -ltnp` shows who has it. Two of them side by side need different `file=`, `port=`, `pidfile=` and `logfile=`.',
    },
    {
      says: ['Cannot open an HTTP server: socket.error reported {error}'],
      madeOf: ['errno.{} ({})'],
      means:
        'The socket or port of a server section cannot be opened, for the reason that is named: `EACCES` (no permission there), `ENOENT` (no such folder), `EADDRNOTAVAIL` (this machine does not have that address).',
      remedy:
        'For `file=`: the folder must be there, and supervisord must be allowed to write to it. For `port=`: numbers below 1024 are for root, and the address must be one of `ip addr`.',
    },
    {
      says: [
        'Cannot open an HTTP server: socket.error reported AF_UNIX path too long',
        'Could not create FastCGI socket {url}: AF_UNIX path too long',
      ],
      madeOf: ['AF_UNIX path too long'],
      means: 'The system allows a little over 100 bytes for the path of a unix socket.',
      remedy: 'Use a shorter path, such as `/run/supervisor.sock`.',
    },
    {
      says: [
        'Not permitted to chown {file} to uid/gid ({uid}, {gid}); adjust "sockchown" value in config file or on command line to values that the current user ({user}) can successfully chown',
      ],
      means:
        'Only root can give a socket to somebody else; others can only choose among their own groups.',
      remedy:
        'Remove `chown=` from `[unix_http_server]`, name a group that you are in (`chown=you:group`), or start as root.',
    },
    {
      says: [
        'Could not determine IP address for hostname {name}, please try setting an explicit IP address in the "port" setting of your [inet_http_server] section.  For example, instead of "port = 9001", try "port = 127.0.0.1:9001."',
      ],
      means:
        'The name of this machine has no address: it is neither in `/etc/hosts` nor known to the name server.',
      remedy: 'Add the name to `/etc/hosts`, or say the address in `port=`.',
    },
    {
      says: ['Could not create FastCGI socket {url}: {why}'],
      means:
        'The socket of an `[fcgi-program:x]` cannot be made: its folder is not there or not writable, or the port is taken.',
      remedy:
        '`supervisord --check` names the reason. `ss -ltnp` or `ss -lxp` shows who has the socket.',
    },
    {
      says: [
        'Could not change ownership of socket file: {why}',
        'Could not change permissions of socket file: {why}',
      ],
      madeOf: ['Could not {} socket file: ', 'change ownership of', 'change permissions of'],
      means:
        '`socket_owner` or `socket_mode` of an `[fcgi-program:x]` cannot be given to its socket.',
      remedy: 'Only root can give files away: start supervisord as root, or remove `socket_owner`.',
    },
    {
      says: [
        "Can't drop privilege as nonroot user",
        'Could not set groups of effective user',
        'Could not set group id of effective user',
        'Could not set user id of effective user to {uid}',
      ],
      means:
        '`user=` of `[supervisord]` names somebody else, and supervisord was not started by root, or lacks the capabilities for it in a container or unit file.',
      remedy:
        'Start it as root, or as that user and without `user=`. In a container or unit, it needs CAP_SETUID and CAP_SETGID.',
    },
    {
      says: [
        'The minimum number of file descriptors required to run this process is {number} as per the "minfds" command-line argument or config file setting. The current environment will only allow you to open {limit} file descriptors.  Either raise the number of usable file descriptors in your environment (see README.rst) or lower the minfds setting in the config file to allow the process to start.',
        'The minimum number of available processes required to run this program is {number} as per the "minprocs" command-line argument or config file setting. The current environment will only allow you to open {limit} processes.  Either raise the number of usable processes in your environment (see README.rst) or lower the minprocs setting in the config file to allow the program to start.',
      ],
      means:
        '`minfds` or `minprocs` is more than the hard limit with which supervisord was started.',
      remedy:
        'Raise the limit where supervisord is started: `LimitNOFILE=` and `LimitNPROC=` in a unit file, `/etc/security/limits.conf` for logins, `--ulimit` of a container. Or lower `minfds` or `minprocs`.',
    },
    {
      says: ['cannot start the daemon: {why}', 'cannot start the daemon: {stage}: {errno}'],
      means:
        'The process that should go on in the background could not be made, or was ended by a signal before it was ready; often memory or processes have run out.',
      remedy:
        'Start it in the foreground (`-n`) to see more. `dmesg` tells whether the kernel killed it for its memory.',
    },
    {
      says: [
        "cannot load the native addon: {reasons}\nBuild it with 'npm run build' in the folder of the package; that needs python3, make and a C compiler",
      ],
      madeOf: ['there is no {}', ', no '],
      means:
        'The package has no compiled part for this platform, or it was built for another one: a folder copied from another machine, musl instead of glibc.',
      remedy:
        'Install the package that was made for this platform, or run the command that the message names in the folder of the package.',
    },
    {
      says: ['cannot find package.json at or above {folder}'],
      means:
        'The files of the package have been moved apart: the commands look for the rest of it above themselves.',
      remedy: 'Install the package anew, and link to its `bin/supervisord` instead of copying it.',
    },
    {
      says: [
        'option {flag} not recognized',
        'option {flag} must not have an argument',
        'option {flag} requires argument',
        'option --{flag} not a unique prefix',
        'positional arguments are not supported: [{words}]',
        'conflicting command line option {flag}',
        'invalid value for {flag} {value}: {why}',
        '--{flag} takes --check',
      ],
      madeOf: ['invalid value for {} {}: '],
      means:
        'The command line cannot be understood. A flag that is not unique fits several when it is abbreviated.',
      remedy:
        '`-h` lists the flags. They are explained in [command line](../reference/command-line.md). To name a program or a command, use supervisorctl: supervisord takes flags only.',
    },
    {
      says: ['less than {number}'],
      means: 'A number on the command line is below what makes sense.',
      remedy: 'Give a larger one; `-h` says what the flag is for.',
    },
    {
      says: ["can't chdir into '{directory}': {why}"],
      means:
        '`directory=` of `[supervisord]` cannot be entered. supervisord goes on where it is; relative paths of programs may lead elsewhere.',
      remedy:
        'Make the folder, or let the user of supervisord enter it (`x` for each folder of the path), and restart.',
    },
  ],
};
