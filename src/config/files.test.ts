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
import { joinPath } from './paths.ts';
import { readConfig } from './read.ts';

const INCLUDE = '[supervisord]\n[include]\nfiles = ';

test('includes are read in the order of the patterns, and of names within one [1.4-order 1.4-merged 1.4-no-match 1.4-included 1.4-any-section]', () => {
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

test('%(here)s is the folder of the file that says it [1.4-here]', () => {
  const config = read({
    [MAIN]: `${INCLUDE}%(here)s/d/*\n[program:m]\ncommand=%(here)s/m\n`,
    '/etc/d/i.conf': '[program:i]\ncommand=%(here)s/i %(program_name)s\n',
  });
  assert.deepEqual(
    processesOf(config).map(({ command }) => command),
    ['/etc/d/i i', '/etc/m'],
  );
});

test('patterns are relative to the main file, wherever we are [1.4-relative]', () => {
  const os = systemWith({ [MAIN]: `${INCLUDE}d/*\n`, '/etc/d/i.conf': '[program:i]\ncommand=c\n' });
  const config = readConfig(requestFor(os, { file: 's.conf', cwd: '/etc' }));
  assert.equal(config.file, MAIN);
  assert.deepEqual(config.includes, ['/etc/d/i.conf']);
});

test('an include that cannot be read is left out, with a warning [1.4-unreadable]', () => {
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

test('an error in an include names that file [1.4-errors]', () => {
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

test('a section that the main file introduced is named after it, the line after its own file [1.5-suffix-file]', () => {
  const message = refusal(() =>
    read({
      [MAIN]: `[program:i]\ncommand=c\n${INCLUDE}d/*\n`,
      '/etc/d/i.conf': '[program:i]\n\npriority=x\n[group:g]\nprograms=i\n',
    }),
  );
  assert.match(message, /in section 'program:i' \(file: '\/etc\/s.conf'\) \[\/etc\/d\/i.conf:3\]$/);
});

test('a main file is named as it was typed [1.5-suffix-file]', () => {
  const os = systemWith({ [MAIN]: '[supervisord]\n[program:x]\ncommand=c\nstartsecs=x\n' });
  assert.equal(
    refusal(() => readConfig(requestFor(os, { file: './s.conf', cwd: '/etc' }))),
    "invalid literal for int() with base 10: 'x' in section 'program:x' (file: './s.conf') [./s.conf:4]",
  );
});

test('patterns are separated by blanks of any kind, and ~ and ** are nothing special [1.4-patterns]', () => {
  const config = read({
    [MAIN]: `${INCLUDE}d/[ab].ini\td/?.conf\n  ~/d/* /etc/**/deep.conf\n`,
    '/etc/d/a.ini': '',
    '/etc/d/c.ini': '',
    '/etc/d/x.conf': '',
    '/etc/d/.h.conf': '',
    '/home/ann/d/home.conf': '',
    '/etc/d/e/deep.conf': '',
  });
  assert.deepEqual(config.includes, ['/etc/d/a.ini', '/etc/d/x.conf']);
  const none = config.notes.filter(({ text }) => text.startsWith('No file matches'));
  assert.deepEqual(
    none.map(({ text }) => text),
    ['No file matches via include "/etc/~/d/*"', 'No file matches via include "/etc/**/deep.conf"'],
  );
});

test('patterns can say %(here)s, the host and the environment [1.4-names]', () => {
  const { includes } = read({
    [MAIN]: `${INCLUDE}%(here)s/%(host_node_name)s/%(ENV_LANG)s.conf\n`,
    '/etc/box/C.conf': '',
  });
  assert.deepEqual(includes, ['/etc/box/C.conf']);
  const message = refusal(() => read({ [MAIN]: `${INCLUDE}%(program_name)s\n` }));
  assert.match(message, /Available names: ENV_HOME, ENV_LANG, here, host_node_name \[/);
});

test('the folders that people include are included', () => {
  for (const [main, folder, suffix] of [
    ['/etc/supervisor/supervisord.conf', '/etc/supervisor/conf.d', 'conf'],
    ['/etc/supervisord.conf', '/etc/supervisord.d', 'ini'],
    ['/etc/supervisord.conf', 'supervisord.d', 'conf'],
  ] as const) {
    const program = joinPath('/etc', `${folder}/web.${suffix}`);
    const files = {
      [main]: `[supervisord]\n[include]\nfiles = ${folder}/*.${suffix}\n`,
      [program]: '[program:web]\ncommand=web\n',
    };
    const { includes, groups } = read(files, { file: undefined });
    assert.deepEqual(includes, [program]);
    assert.equal(groups[0]?.name, 'web');
  }
});

test('an [include] without files is refused [1.4-files-required]', () => {
  assert.equal(
    refusal(() => read({ [MAIN]: '[supervisord]\n[include]\n' })),
    `.ini file has [include] section, but no files setting [${MAIN}:2]`,
  );
});

test('an [include] in an included file includes nothing [1.4-not-recursive]', () => {
  const config = read({
    [MAIN]: `${INCLUDE}d/*\n`,
    '/etc/d/a.conf': '[include]\nfiles=/etc/more.conf\n',
    '/etc/more.conf': '[program:x]\ncommand=x\n',
  });
  assert.deepEqual(config.includes, ['/etc/d/a.conf']);
  assert.deepEqual(config.groups, []);
});

test('%(here)s in another spelling is the folder of the main file [1.4-here-literal]', () => {
  const config = read({
    [MAIN]: `${INCLUDE}d/*\n`,
    '/etc/d/i.conf': '[program:i]\ncommand=[%(here)6s]\n',
  });
  assert.equal(processesOf(config)[0]?.command, '[  /etc]');
});

test('what reading would wait for is refused, or left out with a warning [1.1-no-plain-file 1.4-unreadable]', () => {
  const os = systemWith({
    [MAIN]: `${INCLUDE}d/*\n`,
    '/etc/d/i.conf': '[program:i]\ncommand=c\n',
  });
  for (const path of ['/etc/fifo', '/etc/d/fifo', '/dev/stdin', '/dev/null']) os.addPipe(path);
  const asked = () => os.calls.get('readFile') ?? 0;
  const before = asked();
  assert.equal(
    refusal(() => readConfig(requestFor(os, { file: '/etc/fifo' }))),
    'could not read config file /etc/fifo: it is a fifo, a socket or a device',
  );
  assert.equal(asked(), before);
  const { includes, notes } = readConfig(requestFor(os));
  assert.deepEqual(includes, ['/etc/d/i.conf']);
  const warning =
    'Included file "/etc/d/fifo" cannot be read (it is a fifo, a socket or a device), it is left out';
  assert.ok(notes.some(({ level, text }) => level === 'warn' && text === warning));
});

test('what we were started with is read, and /dev/null is an empty file [1.1-no-plain-file]', () => {
  const os = systemWith({});
  const without = '.ini file does not include supervisord section';
  for (const path of ['/dev/stdin', '/dev/fd/63', '/proc/self/fd/3', '/dev/null']) {
    os.addPipe(path);
    assert.equal(
      refusal(() => readConfig(requestFor(os, { file: path }))),
      without,
      path,
    );
  }
});
