/** What the system says when it refuses something. */
import type { Chapter } from '../answer.ts';

type Told = readonly [means: string, remedy: string];

/** By the text that the C library, and so Supervisor, has for them. */
const SYSTEM_TOLD: Readonly<Record<string, Told>> = {
  'EACCES: Permission denied': [
    'The user of the process that says it may not read, write or enter.',
    '`namei -l PATH` shows the rights on the way; `id USER` who is who. SELinux or AppArmor: `ausearch -m avc`, `dmesg`.',
  ],
  'EPERM: Operation not permitted': [
    'Only root, or the owner, may do that.',
    'Run supervisord as root, or remove `user=`, `chown=` and the like. In containers capabilities may be missing.',
  ],
  'ENOENT: No such file or directory': [
    'A file, or a folder on the way to it, is not there; for a script: its interpreter.',
    'Check the path letter by letter; relative paths begin at the current directory.',
  ],
  'ENOTDIR: Not a directory': ['Something on the way is a file.', 'Correct the path.'],
  'EISDIR: Is a directory': ['A file was expected.', 'Add the name of the file.'],
  'ELOOP: Too many levels of symbolic links': [
    'Links lead in a circle.',
    '`namei PATH` shows them.',
  ],
  'EADDRINUSE: Address already in use': [
    'Another program has the socket or port.',
    '`ss -ltnp`, `ss -lxp`.',
  ],
  'EADDRNOTAVAIL: Cannot assign requested address': [
    'This machine does not have that address (yet).',
    '`ip addr`; order supervisord after the network: `After=network-online.target`.',
  ],
  'EINVAL: Invalid argument': [
    'A value that the kernel does not take.',
    'Check the option that is named.',
  ],
  'EMFILE: Too many open files': [
    'The limit of descriptors of this process is reached.',
    '`LimitNOFILE=`, `ulimit -n`; `ls /proc/PID/fd | wc -l` counts them.',
  ],
  'ENFILE: Too many open files in system': [
    'That of the whole machine is.',
    '`sysctl fs.file-max`.',
  ],
  'ENAMETOOLONG: File name too long': [
    'A path is too long; for a unix socket, over 100 bytes.',
    'Choose a shorter one.',
  ],
  'ENOBUFS: No buffer space available': [
    'The kernel is short of memory for the network.',
    '`dmesg`, and what takes the memory.',
  ],
  'ENOMEM: Cannot allocate memory': [
    'Memory has run out, or the limit of a container.',
    '`free -m`, `systemctl show -p MemoryMax`.',
  ],
  'ENOSPC: No space left on device': [
    'The disk, its inodes or the quota are full; for a watch, `fs.inotify.max_user_watches`.',
    '`df -h`, `df -i`.',
  ],
  'EROFS: Read-only file system': [
    'The file system is mounted read-only, after an error perhaps, or by `ProtectSystem=` of a unit.',
    '`dmesg`, `mount`; `ReadWritePaths=`.',
  ],
  'ECONNREFUSED: Connection refused': ['Nobody listens there.', 'Start it.'],
  'ECONNRESET: Connection reset by peer': [
    'The other side closed the connection.',
    'Look at its log.',
  ],
  'EPIPE: Broken pipe': ['The reader has gone.', 'Look at what became of it.'],
  'ETIMEDOUT: Connection timed out': [
    'No answer came.',
    'A firewall mostly, or the machine is down.',
  ],
  'EHOSTUNREACH: No route to host': ['There is no way to that machine.', '`ip route`, `ping`.'],
  'ENETUNREACH: Network is unreachable': ['There is no network to that address.', '`ip route`.'],
  '[Errno -2] Name or service not known': [
    'The name has no address.',
    '`getent hosts NAME`, `/etc/hosts`.',
  ],
  '[Errno -3] Temporary failure in name resolution': [
    'The name server does not answer.',
    '`/etc/resolv.conf`; try again.',
  ],
};

export const SYSTEM_ERRORS: Chapter = {
  title: 'Errors of the system',
  about: 'They end many messages, as a name (`EACCES`), a number (`[Errno 13]`) or a text.',
  answers: Object.entries(SYSTEM_TOLD).map(([says, [means, remedy]]) => ({
    says: [says],
    madeOf: [says.replace(/^[A-Z]+: /, '')],
    means,
    remedy,
  })),
};
