import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal, requestFor, systemWith } from '../../test/rig/read-config.ts';
import {
  autorestart,
  boolean,
  byteSize,
  type Codec,
  environment,
  exitCodes,
  list,
  logLevel,
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

test('values of every kind are read, and survive being written', () => {
  accepts(text, [['a;b#c', 'a;b#c']]);
  accepts(boolean, [
    ['Yes', true],
    ['ON', true],
    ['1', true],
    ['off', false],
    ['0', false],
  ]);
  accepts(autorestart, [
    ['Unexpected', 'unexpected'],
    ['true', true],
    ['No', false],
  ]);
  accepts(byteSize, [
    ['10', 10],
    ['1_0 kb', 10240],
    ['20MB', 20 * 1024 ** 2],
    ['2gB', 2 * 1024 ** 3],
    ['0', 0],
    ['-1', -1],
  ]);
  accepts(octal, [
    ['022', 0o22],
    ['0o7', 7],
  ]);
  accepts(signal, [
    ['TERM', 15],
    [' sigusr1', 10],
    ['9', 9],
    ['0', 0],
    ['RTMIN', 34],
    ['CLD', 17],
  ]);
  accepts(exitCodes, [
    ['0,2', [0, 2]],
    ['', []],
    [' 1 , 255', [1, 255]],
  ]);
  accepts(list, [
    ['a, b ,c', ['a', 'b', 'c']],
    ['', []],
  ]);
  accepts(logLevel, [['WARN', 'warn']]);
});

test('values that depend on the system are read, and survive being written', () => {
  accepts(filePath, [
    ['~/x', '/home/ann/x'],
    ['relative.log', 'relative.log'],
    ['log/x', 'log/x'],
  ]);
  accepts(existingDirectory, [
    ['/tmp', '/tmp'],
    ['log', 'log'],
  ]);
  accepts(logFile, [
    ['Syslog', { kind: 'syslog' }],
    ['~/x', { kind: 'file', path: '/home/ann/x' }],
  ]);
  const root = { name: 'root', uid: 0, gid: 0, home: '/root' };
  accepts(user, [
    ['root', root],
    ['0', root],
  ]);
  accepts(owner('Bad'), [
    ['nobody', { uid: 65534, gid: -1 }],
    ['0:root', { uid: 0, gid: 0 }],
  ]);
});

test('addresses are read, and survive being written', () => {
  accepts(inetAddress, [
    ['9001', { host: '', port: 9001 }],
    [':80', { host: '', port: 80 }],
    ['*:80', { host: '', port: 80 }],
    ['Local:80', { host: 'local', port: 80 }],
    ['::1:80', { host: '::1', port: 80 }],
  ]);
  accepts(url, [
    ['http://x', 'http://x'],
    ['unix:///a', 'unix:///a'],
    ['localhost:9001', 'localhost:9001'],
  ]);
  for (const bad of ['bogus', 'http:', 'http://', ':x', '1a:b']) {
    assert.equal(
      refusal(() => url.parse(bad, SURROUNDINGS)),
      `value '${bad}' is not a URL`,
    );
  }
  accepts(socketAddress, [
    ['unix:///a/../b', { path: '/b' }],
    ['tcp://h:1', { host: 'h', port: 1 }],
  ]);
});

/** The table of the contract: text, and the variables it means. */
const ENVIRONMENTS: readonly (readonly [text: string, variables: Record<string, string>])[] = [
  ['A="x,y"', { A: 'x,y' }],
  ['A="a\\"b"', { A: 'a"b' }],
  [`A="'q'"`, { A: "'q'" }],
  ['A="a"b', { A: 'ab' }],
  ['A="a\\\\b"', { A: 'a\\b' }],
  ['A="a\\nb"', { A: 'a\\nb' }],
  ['A=a#b', { A: 'a' }],
  ['A=$HOME', { A: '$' }],
  ['A=~/x', { A: '~' }],
  ['A=@x', { A: '@' }],
  ['A=a b', { A: 'a' }],
  ['A=1;B=2', { A: '1', B: '2' }],
  ['A=1,\n  B=2,', { A: '1', B: '2' }],
  ['A-B=1', { 'A-B': '1' }],
  ['__proto__=1', JSON.parse('{"__proto__":"1"}')],
  ['', {}],
];

test('an environment means what the original takes it for', () => {
  for (const [text, variables] of ENVIRONMENTS) {
    const read = environment.parse(text, SURROUNDINGS);
    assert.deepEqual(read.variables, variables, text);
    const again = environment.parse(environment.format(read), SURROUNDINGS);
    assert.deepEqual(again, { variables, cuts: [] }, text);
  }
  for (const bad of ['A="1" B="2"', 'A=', 'A=1,,B=2', 'A=a=b', 'A=x%y', 'A=a;b', 'A@B=1']) {
    assert.equal(
      refusal(() => environment.parse(bad, SURROUNDINGS)),
      `Unexpected end of key/value pairs in value '${bad}'`,
    );
  }
});

test('what need not be there is read like the rest, and is written as nothing', () => {
  const codec = optional(octal);
  accepts(codec, [['7', 7]]);
  assert.equal(codec.format(undefined), '');
});
