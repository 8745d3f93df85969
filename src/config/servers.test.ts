import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerConfig } from './config.ts';
import { serverUrl } from './servers.ts';

const COMMON = {
  section: 'any',
  username: 'me',
  password: 'secret',
  origin: { file: '/c', line: 1, section: 'any' },
};

function unix(file: string): ServerConfig {
  return { ...COMMON, family: 'unix', file, chmod: 0o700, uid: -1, gid: -1 };
}

function inet(host: string, port: number): ServerConfig {
  return { ...COMMON, family: 'inet', host, port };
}

test('programs are told of the first unix server, else of the first other, else of none [5.1-server-url]', () => {
  const cases: [ServerConfig[], string | undefined][] = [
    [[], undefined],
    [[unix('/run/a.sock'), unix('/run/b.sock')], 'unix:///run/a.sock'],
    [[inet('127.0.0.1', 9001), unix('/run/a.sock')], 'unix:///run/a.sock'],
    [[inet('10.0.0.1', 9001), inet('', 9002)], 'http://10.0.0.1:9001'],
    [[inet('', 9002)], 'http://localhost:9002'],
  ];
  for (const [servers, url] of cases) assert.equal(serverUrl(servers), url);
});
