/**
 * A configuration that is wrong all over, with its errors in the order in which they are told.
 *
 *   fileFrom(3)   the file in which the first three are mended: STEPS[3] is what it ends with
 *
 * The file has its sections, and the options in them, the other way round, so that the order of
 * the lines explains nothing.
 */

export interface Step {
  readonly section: string;
  readonly option: string;
  /** What is wrong; undefined: the option is not there. */
  readonly bad: string | undefined;
  /** How the error begins. */
  readonly error: string;
}

type Row = readonly [option: string, bad: string | undefined, error: string];

const number = (bad: string): string => `invalid literal for int() with base 10: '${bad}'`;
const truth = (bad: string): string => `not a valid boolean value: '${bad}'`;
const noName = (label: string): string =>
  `Format string '%(nope)s' for '${label}' contains names ('nope') which cannot be expanded.`;
const noFolder = (path: string): string =>
  `The directory named as part of the path ${path} does not exist`;
const unpaired = (text: string): string => `Unexpected end of key/value pairs in value '${text}'`;
const NAME = 'name';

const section = (name: string, rows: readonly Row[]): Step[] =>
  rows.map(([option, bad, error]) => ({ section: name, option, bad, error }));

// biome-ignore format: a table
export const STEPS: readonly Step[] = [
  ...section('supervisord', [
    ['minfds', 'n1', number('n1')],
    ['minprocs', 'n2', number('n2')],
    ['directory', '/no/1', '/no/1 is not an existing directory'],
    ['user', '%(nope)s', noName('supervisord.user')],
    ['umask', '9', '9 can not be converted to an octal type'],
    ['logfile', '/no/2/log', noFolder('/no/2/log')],
    ['logfile_maxbytes', 'n3', number('n3')],
    ['logfile_backups', 'n4', number('n4')],
    ['loglevel', 'loud', "bad logging level name 'loud'"],
    ['pidfile', '/no/3/pid', noFolder('/no/3/pid')],
    ['identifier', '%(nope)s', noName('supervisord.identifier')],
    ['nodaemon', 'b1', truth('b1')],
    ['silent', 'b2', truth('b2')],
    ['childlogdir', '/no/4', '/no/4 is not an existing directory'],
    ['nocleanup', 'b3', truth('b3')],
    ['strip_ansi', 'b4', truth('b4')],
    ['environment', 'A', unpaired('A')],
  ]),
  ...section('rpcinterface:supervisor', [
    ['supervisor.rpcinterface_factory', undefined, 'section [rpcinterface:supervisor] does not specify a supervisor.rpcinterface_factory'],
    ['own', '%(nope)s', noName('rpcinterface:supervisor.own')],
  ]),
  ...section('group:g', [
    [NAME, 'g g', "Invalid name: 'g g' because of character: ' '"],
    ['programs', '%(nope)s', noName('group:g.programs')],
    ['priority', 'n5', number('n5')],
    ['programs', 'zz', '[group:g] names unknown program or fcgi-program zz'],
  ]),
  ...section('program:member', [
    ['priority', 'n6', `${number('n6')} in section 'program:member' (file: `],
  ]),
  ...section('program:p', [
    [NAME, 'p p', "Invalid name: 'p p' because of character: ' '"],
    ['priority', 'n7', number('n7')],
    ['autostart', 'b5', truth('b5')],
    ['autorestart', 'never', "invalid 'autorestart' value 'never'"],
    ['startsecs', 'n8', number('n8')],
    ['startretries', 'n9', number('n9')],
    ['stopsignal', 'FOO', "value 'FOO' is not a valid signal name"],
    ['stopwaitsecs', 'n10', number('n10')],
    ['stopasgroup', 'b6', truth('b6')],
    ['killasgroup', 'b7', truth('b7')],
    ['exitcodes', '0,256', "not a valid list of exit codes: '0,256'"],
    ['redirect_stderr', 'b8', truth('b8')],
    ['numprocs', 'n11', number('n11')],
    ['numprocs_start', 'n12', number('n12')],
    ['stdout_capture_maxbytes', 'n13', number('n13')],
    ['stdout_events_enabled', 'b9', truth('b9')],
    ['stderr_capture_maxbytes', 'n14', number('n14')],
    ['stderr_events_enabled', 'b10', truth('b10')],
    ['serverurl', '%(nope)s', noName('program:p.serverurl')],
    ['user', 'nosuch1', 'Invalid user name nosuch1'],
    ['umask', '8', '8 can not be converted to an octal type'],
    ['process_name', 'a:b', "Invalid name: 'a:b' because of character: ':'"],
    ['numprocs', '2', '%(process_num) must be present within process_name when numprocs > 1'],
    ['killasgroup', 'false', 'Cannot set stopasgroup=true and killasgroup=false'],
    ['environment', 'B', unpaired('B')],
    ['directory', '%(nope)s', noName('program:p.directory')],
    ['stdout_logfile', '/no/5/log', noFolder('/no/5/log')],
    ['stdout_logfile_backups', 'n15', number('n15')],
    ['stdout_logfile_maxbytes', 'n16', number('n16')],
    ['stdout_syslog', 'b11', truth('b11')],
    ['stderr_logfile', '/no/6/log', noFolder('/no/6/log')],
    ['stderr_logfile_backups', 'n17', number('n17')],
    ['stderr_logfile_maxbytes', 'n18', number('n18')],
    ['stderr_syslog', 'b12', truth('b12')],
    ['command', undefined, 'program section program:p does not specify a command'],
    ['process_name', '%(nope)s', noName('process_name')],
  ]),
  ...section('eventlistener:e', [
    ['priority', 'n19', number('n19')],
    ['buffer_size', 'n20', number('n20')],
    ['buffer_size', '0', '[eventlistener:e] section sets invalid buffer_size (0)'],
    ['result_handler', '%(nope)s', noName('eventlistener:e.result_handler')],
    ['events', undefined, '[eventlistener:e] section requires an "events" line'],
    ['events', 'FOO', 'Unknown event type FOO in [eventlistener:e] events'],
    ['redirect_stderr', 'b13', truth('b13')],
    ['redirect_stderr', 'true', '[eventlistener:e] section sets redirect_stderr=true but'],
    ['startsecs', 'n21', number('n21')],
  ]),
  ...section('fcgi-program:f', [
    [NAME, 'f/f', "Invalid name: 'f/f' because of character: '/'"],
    ['priority', 'n22', number('n22')],
    ['user', 'nosuch2', 'Invalid user name nosuch2'],
    ['socket_backlog', 'n23', number('n23')],
    ['socket_backlog', '0', 'Invalid socket_backlog value 0'],
    ['socket_owner', 'nosuch3', 'Invalid socket_owner value nosuch3'],
    ['socket_mode', '7777x', 'Invalid socket_mode value 7777x'],
    ['socket', undefined, '[fcgi-program:f] section requires a "socket" line'],
    ['socket_mode', '0700', 'socket_owner and socket_mode params should only be used with a Unix domain socket in [fcgi-program:f] socket'],
    ['socket', 'foo', "('Bad socket format %s', 'foo') in [fcgi-program:f] socket"],
    ['startsecs', 'n24', number('n24')],
  ]),
  ...section('inet_http_server', [
    ['username', 'u1', 'Section [inet_http_server] contains incomplete authentication: '],
    ['port', undefined, 'section [inet_http_server] has no port value'],
    ['port', '99999', "not a valid port number: '99999' "],
  ]),
  ...section('unix_http_server', [
    ['file', undefined, 'section [unix_http_server] has no file value'],
    ['username', 'u2', 'Section [unix_http_server] contains incomplete authentication: '],
    ['chown', 'nosuch4', 'Invalid sockchown value nosuch4'],
    ['chmod', 'rwx', 'Invalid chmod value rwx'],
  ]),
  ...section('supervisord', [
    ['user', 'nosuch5', 'Invalid user name nosuch5'],
  ]),
];

/** What stands there when nothing is wrong with it any more. */
export const GOOD: Readonly<Record<string, string>> = {
  'rpcinterface:supervisor supervisor.rpcinterface_factory':
    'supervisor.rpcinterface:make_main_rpcinterface',
  'group:g programs': 'member',
  'program:member command': '/bin/cat',
  'program:p command': '/bin/cat',
  'program:p stopasgroup': 'true',
  'eventlistener:e command': '/bin/cat',
  'eventlistener:e events': 'TICK_5',
  'fcgi-program:f command': '/bin/cat',
  'fcgi-program:f socket': 'tcp://localhost:1',
  'inet_http_server port': '127.0.0.1:1',
  'unix_http_server file': '/no/7/socket',
};

/** The file in which what comes before the step is mended. */
export function fileFrom(step: number): string {
  const left = STEPS.slice(step);
  const textOf = (name: string, option: string): string | undefined => {
    const next = left.find((each) => each.section === name && each.option === option);
    return next === undefined ? GOOD[`${name} ${option}`] : next.bad;
  };
  const places = [
    ...STEPS.map(({ section: name, option }) => [name, option] as const),
    ...Object.keys(GOOD).map((place) => place.split(' ') as [string, string]),
  ];
  const lines: string[] = [];
  for (const name of new Set(places.map(([each]) => each))) {
    const kind = name.slice(0, name.indexOf(':') + 1);
    const options = new Set(places.filter(([each]) => each === name).map(([, option]) => option));
    for (const option of options) {
      const value = textOf(name, option);
      if (option !== NAME && value !== undefined) lines.unshift(`${option}=${value}`);
    }
    const own = options.has(NAME) ? textOf(name, NAME) : undefined;
    lines.unshift(`[${own === undefined ? name : kind + own}]`);
  }
  return `${lines.join('\n')}\n`;
}
