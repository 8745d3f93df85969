/**
 * The configuration that `echo_supervisord_conf` prints: every option with what it is, most of them
 * as comments, and a daemon that starts and can be controlled as it stands.
 *
 * Options, defaults and explanations are those of the tables in `sections/`; what stands here is
 * what a sample needs beyond them: the order of sections, values to write where there is no
 * default, and what is in force. No TCP port ever is: whoever reaches one controls the programs.
 *
 * To add an option: nothing is to be done here, unless its default cannot be written as a value.
 */
import type { Option, Section } from './schema.ts';
import { eventlistenerSection } from './sections/eventlistener.ts';
import { fcgiProgramSection } from './sections/fcgi-program.ts';
import { groupSection } from './sections/group.ts';
import { inetServerSection, unixServerSection } from './sections/http-server.ts';
import { includeSection } from './sections/include.ts';
import { rpcinterfaceSection } from './sections/plugins.ts';
import { programSection } from './sections/program.ts';
import { supervisorctlSection } from './sections/supervisorctl.ts';
import { supervisordSection } from './sections/supervisord.ts';
import { userSection } from './sections/user.ts';

interface Sample {
  readonly header: string;
  readonly section: Section<Readonly<Record<string, unknown>>>;
  /** Lines of comment above the section. */
  readonly about: string;
  /** The options that come first, in this order; the rest follow as in the table. */
  readonly first: readonly string[];
  /** What to write where that is not the default. */
  readonly values: Readonly<Record<string, string>>;
  /** The options that are in force; without it, the whole section is a comment. */
  readonly active?: readonly string[];
}

const INTRODUCTION = `A configuration of supervisord, with every option there is.

A line that begins with a semicolon is a comment. To set an option, remove the semicolon of its
line, and that of the section's name if it has one. What stands behind a blank and a semicolon is
a comment, too: in a value such as "sh -c 'a ; b'" it would cut off the rest.

%(ENV_HOME)s is the variable HOME of the environment, %(here)s the folder of this file; a percent
sign is written twice. Neither $HOME nor ~ means anything. Quotes do only in "environment" and
"command".

/tmp is a folder that everybody can write to, which is why it stands here, and that many systems
clean up: without its socket supervisord cannot be reached. Better are folders of your own, such
as /run and /var/log for a supervisord that runs as root. "supervisord --check -c FILE" tells what
would not work.`;

const words = (text: string): string[] => text.trim().split(/\s+/);

const SOCKET = '/tmp/supervisor.sock';
const CREDENTIALS = { username: 'user', password: '123' };
const PROCESS = {
  command: '/bin/cat',
  directory: '/tmp',
  umask: '022',
  killasgroup: 'true',
  kill_mode: 'tree',
  user: 'nobody',
  environment: 'A="1",B="2"',
  serverurl: 'AUTO',
};
/** Behind the command, the name and the number. */
const PROCESS_ORDER = words(`
  directory umask priority autostart startsecs startretries autorestart exitcodes stopsignal
  stopwaitsecs stopasgroup killasgroup kill_mode user redirect_stderr
  stdout_logfile stdout_logfile_maxbytes stdout_logfile_backups stdout_capture_maxbytes
  stdout_events_enabled stdout_syslog
  stderr_logfile stderr_logfile_maxbytes stderr_logfile_backups stderr_capture_maxbytes
  stderr_events_enabled stderr_syslog
  environment serverurl`);
const DAEMON_ACTIVE = words(`
  logfile logfile_maxbytes logfile_backups loglevel pidfile nodaemon silent minfds minprocs`);

const SAMPLES: readonly Sample[] = [
  {
    header: 'unix_http_server',
    section: unixServerSection,
    about: 'Where supervisorctl reaches supervisord.',
    first: words('file chmod chown username password'),
    values: { file: SOCKET, chmod: '0700', chown: 'nobody', ...CREDENTIALS },
    active: ['file'],
  },
  {
    header: 'inet_http_server',
    section: inetServerSection,
    about: `The same on a TCP port, which is off unless you want it. Who can connect to it can start and stop
your programs and, where the configuration can be changed, run any command. So keep it on
127.0.0.1, or in a network that you trust, and set a username and a password. Without a certificate
nothing is encrypted: never offer it to the internet.`,
    first: ['port'],
    values: {
      port: '127.0.0.1:9001',
      ...CREDENTIALS,
      certificate: '/etc/ssl/supervisord.pem',
      key: '/etc/ssl/supervisord.key',
      client_ca: '/etc/ssl/clients.pem',
    },
  },
  {
    header: 'user:theusername',
    section: userSection,
    about: `Somebody who may use the servers. Once there is such a section, every server wants to know who asks.
"supervisorctl hash-password" makes hashes of passwords and tokens.`,
    first: words('password tokens uid gid role groups'),
    values: {
      password: '123',
      tokens: 'atokenofaprogram',
      uid: 'nobody',
      gid: '1000',
      groups: 'thegroupname,another-*',
    },
  },
  {
    header: 'supervisord',
    section: supervisordSection,
    about: 'The daemon itself.',
    first: [
      ...DAEMON_ACTIVE,
      ...words(
        'umask user identifier directory nocleanup childlogdir environment strip_ansi audit',
      ),
    ],
    values: {
      logfile: '/tmp/supervisord.log',
      pidfile: '/tmp/supervisord.pid',
      user: 'nobody',
      directory: '/tmp',
      childlogdir: '/tmp',
      environment: 'KEY="value"',
      audit: 'true',
    },
    active: DAEMON_ACTIVE,
  },
  {
    header: 'rpcinterface:supervisor',
    section: rpcinterfaceSection,
    about: 'The methods that supervisorctl and other clients call: without this section none can.',
    first: [],
    values: { 'supervisor.rpcinterface_factory': 'supervisor.rpcinterface:make_main_rpcinterface' },
    active: ['supervisor.rpcinterface_factory'],
  },
  {
    header: 'supervisorctl',
    section: supervisorctlSection,
    about: `How supervisorctl finds supervisord. It has to fit one of the servers above: the socket, or
http://127.0.0.1:9001 for the TCP port.`,
    first: words('serverurl username password prompt history_file'),
    values: { serverurl: `unix://${SOCKET}`, history_file: '~/.sc_history', ...CREDENTIALS },
    active: ['serverurl'],
  },
  {
    header: 'program:theprogramname',
    section: programSection,
    about: 'A program. Make a section like this for each of yours; only the command must be there.',
    first: [...words('command process_name numprocs numprocs_start'), ...PROCESS_ORDER],
    values: PROCESS,
  },
  {
    header: 'fcgi-program:thefcgiprogramname',
    section: fcgiProgramSection,
    about: `A program whose processes share a listening socket. It can have every option of a program; these
are the ones that are needed or its own.`,
    first: ['command', 'socket'],
    values: {
      command: '/bin/cat',
      socket: 'unix:///tmp/thefcgiprogramname.sock',
      socket_backlog: '128',
      socket_owner: 'nobody',
      socket_mode: '0700',
    },
  },
  {
    header: 'eventlistener:theeventlistenername',
    section: eventlistenerSection,
    about: 'A program that is told what happens. The command and the events must be there.',
    first: [
      ...words('command process_name numprocs numprocs_start events buffer_size'),
      ...PROCESS_ORDER,
    ],
    values: { ...PROCESS, events: 'EVENT' },
  },
  {
    header: 'group:thegroupname',
    section: groupSection,
    about: 'Programs that are started, stopped and named together.',
    first: [],
    values: { programs: 'theprogramname,thefcgiprogramname' },
  },
  {
    header: 'include',
    section: includeSection,
    about: 'Further files, which can have sections of any kind but this one.',
    first: [],
    values: { files: 'relative/directory/*.ini' },
  },
];

/** How far the explanations are moved to the right to stand below each other. */
const MAX_INDENT = 34;

/** The whole file. */
export function sampleConfig(): string {
  return `${comment(INTRODUCTION)}\n${SAMPLES.map(sectionText).join('\n')}`;
}

function sectionText(sample: Sample): string {
  const { header, section, about, active } = sample;
  const lines = namesOf(sample).flatMap((name) => {
    const option = section.options[name];
    return option === undefined ? [] : [line(sample, name, option)];
  });
  const width = Math.min(MAX_INDENT, Math.max(...lines.map(([assignment]) => assignment.length)));
  const options = lines.map(([assignment, what]) => `${assignment.padEnd(width)} ; ${what}\n`);
  const name = `${active === undefined ? ';' : ''}[${header}]`;
  return `${comment(about)}\n${name}\n${options.join('')}`;
}

/** Those that come first, and then the rest of the table; what is a program's is not said again. */
function namesOf({ section, first }: Sample): string[] {
  const names = Object.keys(section.options).filter(
    (name) =>
      section !== fcgiProgramSection ||
      section.options[name] !== (programSection.options as typeof section.options)[name],
  );
  return [...new Set([...first, ...names])];
}

/** The assignment, and what it is. */
function line(
  { values, active = [] }: Sample,
  name: string,
  option: Option<unknown>,
): readonly [string, string] {
  const usual = 'required' in option ? '' : option.type.format(option.default);
  const value = values[name] ?? usual;
  const sentence = /^.*?(?=[.;] |\.$)/.exec(option.doc)?.[0] ?? option.doc;
  const what = sentence.replaceAll('`', '') + otherwise(option, value);
  return [`${active.includes(name) ? '' : ';'}${name}=${value}`, what];
}

/** What holds without the line, where that is not what the line says. */
function otherwise(option: Option<unknown>, value: string): string {
  if ('required' in option) return ' (required)';
  const usual = (option.otherwise ?? option.type.format(option.default)).replaceAll('`', '');
  return usual === '' || usual === value ? '' : ` (default: ${usual})`;
}

function comment(text: string): string {
  return text
    .split('\n')
    .map((each) => `${`; ${each}`.trimEnd()}\n`)
    .join('');
}
