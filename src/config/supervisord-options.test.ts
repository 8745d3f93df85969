/** Every option of `[supervisord]`: its default, a value that it takes, and one that it refuses. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAIN, read, refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import type { SupervisordOptions } from './config.ts';
import { readConfig } from './read.ts';

const NUMBER = "invalid literal for int() with base 10: 'x'";
const BOOLEAN = "not a valid boolean value: 'x'";
const NO_FOLDER = 'The directory named as part of the path /no/x does not exist';

interface Row {
  readonly rule: string;
  readonly option: keyof SupervisordOptions;
  readonly fallback: unknown;
  readonly values: readonly (readonly [text: string, value: unknown])[];
  readonly refused?: readonly [text: string, message: string];
}

// biome-ignore format: a table
const OPTIONS: readonly Row[] = [
  { rule: 'logfile is a file, supervisord.log where it was started [2.3-logfile]', option: 'logfile', fallback: '/var/supervisord.log', values: [['~/s.log', '/home/ann/s.log'], ['log/s', '/var/log/s'], ['NONE', '/var/NONE'], ['auto', '/var/auto'], ['/dev/fd/1', '/dev/fd/1']], refused: ['/no/x', NO_FOLDER] },
  { rule: 'logfile_maxbytes is a size, 50MB [2.3-logfile-maxbytes]', option: 'logfile_maxbytes', fallback: 50 * 1024 ** 2, values: [['0', 0], ['1KB', 1024]], refused: ['x', NUMBER] },
  { rule: 'logfile_backups is a number, 10 [2.3-logfile-backups]', option: 'logfile_backups', fallback: 10, values: [['0', 0]], refused: ['x', NUMBER] },
  { rule: 'loglevel is a log level, info [2.3-loglevel]', option: 'loglevel', fallback: 'info', values: [['DEBUG', 'debug']], refused: ['x', "bad logging level name 'x'"] },
  { rule: 'pidfile is a file, supervisord.pid where it was started [2.3-pidfile]', option: 'pidfile', fallback: '/var/supervisord.pid', values: [['~/s.pid', '/home/ann/s.pid']], refused: ['/no/x', NO_FOLDER] },
  { rule: 'umask is an octal number, 022 [2.3-umask]', option: 'umask', fallback: 0o022, values: [['077', 0o77]], refused: ['x', 'x can not be converted to an octal type'] },
  { rule: 'nodaemon is a boolean, false [2.3-nodaemon]', option: 'nodaemon', fallback: false, values: [['true', true]], refused: ['x', BOOLEAN] },
  { rule: 'silent is a boolean, false [2.3-silent]', option: 'silent', fallback: false, values: [['true', true]], refused: ['x', BOOLEAN] },
  { rule: 'minfds is a number, 1024 [2.3-minfds]', option: 'minfds', fallback: 1024, values: [['9', 9]], refused: ['x', NUMBER] },
  { rule: 'minprocs is a number, 200 [2.3-minprocs]', option: 'minprocs', fallback: 200, values: [['9', 9]], refused: ['x', NUMBER] },
  { rule: 'nocleanup is a boolean, false [2.3-nocleanup]', option: 'nocleanup', fallback: false, values: [['true', true]], refused: ['x', BOOLEAN] },
  { rule: 'strip_ansi is a boolean, false [2.3-strip-ansi]', option: 'strip_ansi', fallback: false, values: [['true', true]], refused: ['x', BOOLEAN] },
  { rule: 'childlogdir is a directory, that for temporary files [2.3-childlogdir]', option: 'childlogdir', fallback: '/tmp', values: [['~', '/home/ann']], refused: ['/no', '/no is not an existing directory'] },
  { rule: 'user is a user, none [2.3-user]', option: 'user', fallback: undefined, values: [['0', { name: 'root', uid: 0, gid: 0, home: '/root' }]], refused: ['x', 'Invalid user name x'] },
  { rule: 'directory is a directory, none [2.3-directory]', option: 'directory', fallback: undefined, values: [['/tmp', '/tmp']], refused: ['/no', '/no is not an existing directory'] },
  { rule: 'environment is a list of variables, empty [2.3-environment]', option: 'environment', fallback: {}, values: [['A=1,B="%(host_node_name)s"', { A: '1', B: 'box' }]], refused: ['x', "Unexpected end of key/value pairs in value 'x'"] },
  { rule: 'identifier is text that is not checked, supervisor [2.3-identifier]', option: 'identifier', fallback: 'supervisor', values: [['two words', 'two words']] },
];

for (const { rule, option, fallback, values, refused } of OPTIONS) {
  test(rule, () => {
    const value = (text: string) =>
      read({ [MAIN]: `[supervisord]\n${text}\n` }).supervisord[option];
    assert.deepEqual(value(''), fallback);
    for (const [text, expected] of values) {
      assert.deepEqual(value(`${option}=${text}`), expected, text);
    }
    if (refused === undefined) return;
    assert.equal(
      refusal(() => value(`${option}=${refused[0]}`)),
      `${refused[1]} [${MAIN}:2]`,
    );
  });
}

test('options of old texts are unknown, and those of the command line alone [2.3-old-options]', () => {
  for (const option of ['sockchown', 'sockchmod', 'http_port', 'passwdfile', 'profile_options']) {
    const { notes } = read({ [MAIN]: `[supervisord]\n${option}=no such thing\n` });
    assert.deepEqual(
      notes.map(({ level, text }) => `${level} ${text}`),
      [`warn unknown option '${option}' in section 'supervisord' [${MAIN}:2]`],
    );
  }
});

test('temporary files belong where Python looks for a place [2.3-childlogdir-default]', () => {
  const childlogdir = (env: Record<string, string>, ...folders: string[]) => {
    const os = systemWith({ [MAIN]: '[supervisord]\n' });
    os.removeTree('/tmp');
    for (const folder of folders) os.mkdir(folder);
    return readConfig(requestFor(os, { env, cwd: '/home' })).supervisord.childlogdir;
  };
  const env = { TMPDIR: '/a', TEMP: '/b', TMP: '/c' };
  const places = ['/a', '/b', '/c', '/tmp', '/var/tmp', '/usr/tmp'];
  for (const [index, place] of places.entries()) {
    assert.equal(childlogdir(env, ...places.slice(index)), place);
  }
  assert.equal(childlogdir(env), '/home');
});
