/** What values of each kind may look like, and what others are refused with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import {
  autorestart,
  boolean,
  byteSize,
  type Codec,
  exitCodes,
  integer,
  list,
  logLevel,
  name,
  octal,
  optional,
  signal,
  text,
} from './codec.ts';
import { owner, user } from './codec-account.ts';
import { inetAddress, url } from './codec-address.ts';
import { existingDirectory, filePath, logFile } from './codec-path.ts';
import { socketAddress } from './socket-address.ts';

const SURROUNDINGS = requestFor(systemWith({}));

function accepts<T>(codec: Codec<T>, cases: readonly (readonly [text: string, value: T])[]): void {
  for (const [text, value] of cases) {
    const read = codec.parse(text, SURROUNDINGS);
    assert.deepEqual(read, value, text);
    assert.deepEqual(codec.parse(codec.format(read), SURROUNDINGS), value, `${text}, rewritten`);
  }
}

function refuses(
  codec: Codec<unknown>,
  cases: readonly (readonly [text: string, message: string])[],
): void {
  for (const [text, message] of cases) {
    assert.equal(
      refusal(() => codec.parse(text, SURROUNDINGS)),
      message,
      text,
    );
  }
}

test('text is taken as it is', () => {
  accepts(text, [['a;b#c', 'a;b#c']]);
});

test('a number is read as int() reads it [1.6-integer]', () => {
  accepts(integer, [
    ['10', 10],
    ['+1_0', 10],
    [' -3 ', -3],
  ]);
  refuses(integer, [
    ['abc', "invalid literal for int() with base 10: 'abc'"],
    ['', "invalid literal for int() with base 10: ''"],
    ['1.5', "invalid literal for int() with base 10: '1.5'"],
  ]);
});

test('a boolean is one of eight words in any case [1.6-boolean]', () => {
  accepts(boolean, [
    ['Yes', true],
    ['tRue', true],
    ['ON', true],
    ['1', true],
    ['no', false],
    ['False', false],
    ['off', false],
    ['0', false],
  ]);
  refuses(boolean, [['maybe', "not a valid boolean value: 'maybe'"]]);
});

test('a size is a number of bytes, KB, MB or GB [1.6-size]', () => {
  accepts(byteSize, [
    ['10', 10],
    ['1_0 kb', 10240],
    ['20MB', 20 * 1024 ** 2],
    ['2gB', 2 * 1024 ** 3],
    ['0', 0],
    ['-1', -1],
  ]);
});

test('a size with half a unit is refused, with what may be meant [1.6-size-short]', () => {
  refuses(byteSize, [
    ['1M', "invalid literal for int() with base 10: '1m' (did you mean 1MB?)"],
    ['2 k', "invalid literal for int() with base 10: '2 k' (did you mean 2KB?)"],
    ['3G', "invalid literal for int() with base 10: '3g' (did you mean 3GB?)"],
    ['1B', "invalid literal for int() with base 10: '1b'"],
    ['1X', "invalid literal for int() with base 10: '1x'"],
  ]);
});

test('an octal number needs no mark [1.6-octal]', () => {
  accepts(octal, [
    ['022', 0o22],
    ['22', 0o22],
    ['0o22', 0o22],
    ['٠٢٢', 0o22],
  ]);
  refuses(octal, [['888', '888 can not be converted to an octal type']]);
});

test('a signal is a number or a name in any case [1.6-signal]', () => {
  accepts(signal, [
    ['TERM', 15],
    [' sigusr1', 10],
    ['SIGHUP', 1],
    ['9', 9],
    ['0', 0],
    ['SIGRTMIN', 34],
    ['CLD', 17],
    ['SIG_DFL', 0],
  ]);
  refuses(signal, [
    ['FOO', "value 'FOO' is not a valid signal name"],
    ['99', "value '99' is not a valid signal number"],
  ]);
});

test('exit codes are numbers from 0 to 255, or none at all [1.6-exitcodes]', () => {
  accepts(exitCodes, [
    ['0,2', [0, 2]],
    ['', []],
    [' 1 , 255', [1, 255]],
  ]);
  refuses(exitCodes, [
    ['0,256', "not a valid list of exit codes: '0,256'"],
    ['-1', "not a valid list of exit codes: '-1'"],
    ['0,x', "not a valid list of exit codes: '0,x'"],
  ]);
});

test('autorestart is a boolean or the word unexpected [1.6-autorestart]', () => {
  accepts(autorestart, [
    ['Unexpected', 'unexpected'],
    ['true', true],
    ['No', false],
  ]);
  refuses(autorestart, [['never', "invalid 'autorestart' value 'never'"]]);
});

test('a log level is one of seven words in any case [1.6-loglevel]', () => {
  accepts(logLevel, [
    ['critical', 'critical'],
    ['error', 'error'],
    ['WARN', 'warn'],
    ['Info', 'info'],
    ['debug', 'debug'],
    ['trace', 'trace'],
    ['blather', 'blather'],
  ]);
  refuses(logLevel, [['foo', "bad logging level name 'foo'"]]);
});

test('a file needs the folder that its path names, and may begin with ~ [1.6-file]', () => {
  accepts(filePath, [
    ['~/x', '/home/ann/x'],
    ['relative.log', 'relative.log'],
    ['log/x', 'log/x'],
    ['/dev/fd/1', '/dev/fd/1'],
  ]);
  refuses(filePath, [
    ['/no/x', 'The directory named as part of the path /no/x does not exist'],
    ['~/no/x', 'The directory named as part of the path ~/no/x does not exist'],
  ]);
});

test('a directory must be there, and may begin with ~ [1.6-directory]', () => {
  accepts(existingDirectory, [
    ['/tmp', '/tmp'],
    ['log', 'log'],
    ['~', '/home/ann'],
  ]);
  refuses(existingDirectory, [
    ['/no', '/no is not an existing directory'],
    ['~/no', '~/no is not an existing directory'],
  ]);
});

test('a log file of a program is a file, AUTO, NONE or OFF [1.6-logfile 1.6-logfile-relative]', () => {
  accepts(logFile, [
    ['None', { kind: 'none' }],
    ['OFF', { kind: 'none' }],
    ['auto', { kind: 'auto' }],
    ['Syslog', { kind: 'syslog' }],
    ['~/x', { kind: 'file', path: '/home/ann/x' }],
    ['rel.log', { kind: 'file', path: 'rel.log' }],
  ]);
  refuses(logFile, [['/no/x', 'The directory named as part of the path /no/x does not exist']]);
});

test('a user is the name or the number of one that there is [1.6-user]', () => {
  const root = { name: 'root', uid: 0, gid: 0, home: '/root' };
  accepts(user, [
    ['root', root],
    ['0', root],
  ]);
  refuses(user, [
    ['nosuch', 'Invalid user name nosuch'],
    ['4242', 'Invalid user id 4242'],
  ]);
});

test('an owner is a user, or a user and a group [1.6-owner]', () => {
  accepts(owner('Invalid sockchown value'), [
    ['nobody', { uid: 65534, gid: -1 }],
    ['0:root', { uid: 0, gid: 0 }],
  ]);
  refuses(owner('Invalid sockchown value'), [
    ['nosuch', 'Invalid sockchown value nosuch'],
    ['root:nosuch', 'Invalid sockchown value root:nosuch'],
    ['root:4242', 'Invalid sockchown value root:4242'],
  ]);
});

test('an address is a port, with or without a host before it [1.6-inet-address 1.6-inet-port]', () => {
  accepts(inetAddress, [
    ['9001', { host: '', port: 9001 }],
    [':80', { host: '', port: 80 }],
    ['*:80', { host: '', port: 80 }],
    ['Local:80', { host: 'local', port: 80 }],
    ['::1:80', { host: '::1', port: 80 }],
    ['h:1', { host: 'h', port: 1 }],
    ['h:65535', { host: 'h', port: 65535 }],
  ]);
  refuses(inetAddress, [
    ['99999', "not a valid port number: '99999' "],
    ['h:99999', '99999 is above upper bound (65535)'],
    ['h:0', '0 is below lower bound (1)'],
    ['h:', "no port number specified in ''"],
  ]);
});

test('a name is stripped, and has no blank, colon or slash in it [1.6-name]', () => {
  accepts(name, [
    [' web ', 'web'],
    ['', ''],
    ['é-1.x', 'é-1.x'],
  ]);
  refuses(name, [
    ['a b', "Invalid name: 'a b' because of character: ' '"],
    ['a:b', "Invalid name: 'a:b' because of character: ':'"],
    ['a/b', "Invalid name: 'a/b' because of character: '/'"],
  ]);
});

test('a list is what stands between commas, stripped [1.6-list]', () => {
  accepts(list, [
    ['a, b ,c', ['a', 'b', 'c']],
    ['', []],
  ]);
});

test('a URL has a scheme, and something behind it [3.2-serverurl]', () => {
  accepts(url, [
    ['http://x', 'http://x'],
    ['unix:///a', 'unix:///a'],
    ['localhost:9001', 'localhost:9001'],
  ]);
  for (const bad of ['bogus', 'http:', 'http://', ':x', '1a:b']) {
    refuses(url, [[bad, `value '${bad}' is not a URL`]]);
  }
});

test('the socket of an fcgi-program is a path or a port of a host [2.6-socket]', () => {
  accepts(socketAddress, [
    ['unix:///a/../b', { path: '/b' }],
    ['tcp://H:1', { host: 'h', port: 1 }],
  ]);
  refuses(socketAddress, [
    ['foo', "('Bad socket format %s', 'foo')"],
    ['unix://rel', "('Unix socket path %s is not an absolute path', 'rel')"],
    ['tcp://h:99999', '99999 is above upper bound (65535)'],
  ]);
});

test('what need not be there is read like the rest, and is written as nothing', () => {
  const codec = optional(octal);
  accepts(codec, [['7', 7]]);
  assert.equal(codec.format(undefined), '');
});
