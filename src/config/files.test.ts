import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MAIN,
  processesOf,
  read,
  refusal,
  requestFor,
  systemWith,
} from '../../test/rig/read-config.ts';
import { readConfig } from './read.ts';

const INCLUDE = '[supervisord]\n[include]\nfiles = ';

test('includes are read in the order of the patterns, and of names within one', () => {
  const config = read({
    [MAIN]: `${INCLUDE}conf.d/b*.conf\n  conf.d/*.conf /opt/x.ini none/*\n`,
    '/etc/conf.d/b2.conf': '[program:x]\ncommand=b2\n',
    '/etc/conf.d/b1.conf': '[program:x]\ncommand=b1\nuser=root\n',
    '/etc/conf.d/a.conf': '[program:x]\nautostart=no\n',
    '/etc/conf.d/.hidden.conf': 'not a configuration',
    '/opt/x.ini': '[program:y]\ncommand=y\n[supervisord]\nidentifier=late\n',
  });
  assert.deepEqual(config.includes, [
    '/etc/conf.d/b1.conf',
    '/etc/conf.d/b2.conf',
    '/etc/conf.d/a.conf',
    '/etc/conf.d/b1.conf',
    '/etc/conf.d/b2.conf',
    '/opt/x.ini',
  ]);
  assert.equal(config.supervisord.identifier, 'late');
  const [x] = processesOf(config);
  assert.deepEqual([x?.command, x?.autostart, x?.user?.name], ['b2', false, 'root']);
  const original = config.notes.filter(({ text }) => /include/i.test(text));
  assert.deepEqual(original.slice(0, 2), [
    { level: 'warn', text: 'No file matches via include "/etc/none/*"' },
    { level: 'info', text: 'Included extra file "/etc/conf.d/b1.conf" during parsing' },
  ]);
});

test('%(here)s is the folder of the file that says it', () => {
  const config = read({
    [MAIN]: `${INCLUDE}%(here)s/d/*\n[program:m]\ncommand=%(here)s/m\n`,
    '/etc/d/i.conf': '[program:i]\ncommand=%(here)s/i %(program_name)s\n',
  });
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['/etc/d/i i', '/etc/m'],
  );
});

test('the main file and its includes may be named relative to where we are', () => {
  const os = systemWith({ [MAIN]: `${INCLUDE}d/*\n`, '/etc/d/i.conf': '[program:i]\ncommand=c\n' });
  const config = readConfig(requestFor(os, { file: 's.conf', cwd: '/etc' }));
  assert.equal(config.file, MAIN);
  assert.deepEqual(config.includes, ['/etc/d/i.conf']);
});

test('an include that cannot be read is left out, with a warning', () => {
  const os = systemWith({ [MAIN]: `${INCLUDE}d/*\n`, '/etc/d/i.conf': '[program:i]\n' });
  os.fail('readFile', 'EACCES', '/etc/d/i.conf');
  const config = readConfig(requestFor(os));
  assert.deepEqual(config.groups, []);
  assert.deepEqual(config.includes, []);
  assert.equal(
    config.notes[0]?.text,
    'Included file "/etc/d/i.conf" cannot be read (EACCES), it is left out',
  );
});

test('an error in an include names that file', () => {
  const files = (text: string) => ({ [MAIN]: `${INCLUDE}d/*\n`, '/etc/d/i.conf': text });
  assert.equal(
    refusal(() => read(files('[program:i]\ncommand=c\nstartsecs=1s\n'))),
    "invalid literal for int() with base 10: '1s' in section 'program:i' (file: '/etc/d/i.conf') [/etc/d/i.conf:3]",
  );
  assert.equal(
    refusal(() => read(files('oops\n'))),
    "File contains no section headers. [/etc/d/i.conf:1]\nfile: '/etc/d/i.conf', line: 1\n'oops\\n'",
  );
});

test('a section that the main file introduced is named after it, the line after its own file', () => {
  const message = refusal(() =>
    read({
      [MAIN]: `[program:i]\ncommand=c\n${INCLUDE}d/*\n`,
      '/etc/d/i.conf': '[program:i]\n\npriority=x\n[group:g]\nprograms=i\n',
    }),
  );
  assert.match(message, /in section 'program:i' \(file: '\/etc\/s.conf'\) \[\/etc\/d\/i.conf:3\]$/);
});

test('without -c the first of the usual places is taken', () => {
  const at = (path: string, argv0: string, uid = 1000) => {
    const os = systemWith({ [path]: '[supervisord]\n' });
    return readConfig(requestFor(os, { file: undefined, argv0, cwd: '/var', uid }));
  };
  for (const [path, argv0] of [
    ['/opt/etc/supervisord.conf', '/opt/bin/supervisord'],
    ['/opt/supervisord.conf', '/opt/bin/supervisord'],
    ['/var/supervisord.conf', '/opt/bin/supervisord'],
    ['/var/etc/supervisord.conf', 'supervisord'],
    ['/etc/supervisord.conf', 'supervisord'],
    ['/etc/supervisor/supervisord.conf', 'supervisord'],
  ] as const) {
    assert.equal(at(path, argv0).file, path);
  }
  assert.deepEqual(at('/etc/supervisord.conf', 'x').warnings, []);
  assert.match(at('/etc/supervisord.conf', 'x', 0).warnings[0] ?? '', /is running as root and/);
});

test('a file that is not there, or cannot be read, is refused', () => {
  const os = systemWith({});
  const refused = (file: string | undefined) =>
    refusal(() => readConfig(requestFor(os, { file, argv0: 'bin/supervisord' })));
  assert.equal(refused('nope.conf'), 'could not find config file nope.conf');
  assert.equal(refused('/etc'), 'could not find config file /etc');
  assert.equal(refused('/tmp'), 'could not read config file /tmp');
  assert.equal(
    refused(undefined),
    'No config file found at default paths (etc/supervisord.conf, supervisord.conf, ' +
      'supervisord.conf, etc/supervisord.conf, /etc/supervisord.conf, ' +
      '/etc/supervisor/supervisord.conf); use the -c option to specify a config file at a ' +
      'different path',
  );
});
