/** The servers of a configuration, and the address that programs are told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programWith, readText } from '../../test/rig/read-config.ts';
import type { ServerConfig, TlsFiles } from './config.ts';
import { serverUrl } from './servers.ts';

test('a server url is computed, given, or refused with an empty value [2.5-serverurl]', () => {
  const server = '[unix_http_server]\nfile=run.sock\n[inet_http_server]\nport=*:9001';
  const url = (options: string, servers: string) => programWith(options, servers).serverurl;
  assert.equal(url('', server), 'unix:///var/run.sock');
  assert.equal(url('serverurl= auto', server), 'unix:///var/run.sock');
  assert.equal(url('', '[inet_http_server]\nport=9001'), 'http://localhost:9001');
  assert.equal(url('', '[inet_http_server]\nport=Box:81'), 'http://box:81');
  assert.equal(url('serverurl=http://x:1', server), 'http://x:1');
  assert.equal(url('serverurl=', server), undefined);
  assert.equal(url('', ''), undefined);
});

test('every section whose name begins with that of a server is one [2-server-prefix 2.1-options 2.2-options]', () => {
  const { servers } = readText(
    '[unix_http_server]\nfile=%(here)s/a.sock\nchmod=0770\nchown=root:root\n' +
      '[inet_http_server:b]\nport=127.0.0.1:9001\nusername=ann\npassword={SHA}00\n' +
      '[unix_http_server:c]\nfile=~/c.sock',
  );
  assert.deepEqual(
    servers.map(({ origin, ...server }) => [origin.line, server]),
    [
      [
        5,
        {
          family: 'inet',
          section: 'inet_http_server:b',
          host: '127.0.0.1',
          port: 9001,
          username: 'ann',
          password: '{SHA}00',
          request_maxbytes: 16 * 1024 * 1024,
          allowed_hosts: [],
          health_without_auth: false,
          ipv6: false,
          tls: undefined,
          users: [],
        },
      ],
      [
        1,
        {
          family: 'unix',
          section: 'unix_http_server',
          file: '/etc/a.sock',
          chmod: 0o770,
          uid: 0,
          gid: 0,
          username: undefined,
          password: undefined,
          request_maxbytes: 16 * 1024 * 1024,
          allowed_hosts: [],
          health_without_auth: false,
          users: [],
        },
      ],
      [
        9,
        {
          family: 'unix',
          section: 'unix_http_server:c',
          file: '/home/ann/c.sock',
          chmod: 0o700,
          uid: -1,
          gid: -1,
          username: undefined,
          password: undefined,
          request_maxbytes: 16 * 1024 * 1024,
          allowed_hosts: [],
          health_without_auth: false,
          users: [],
        },
      ],
    ],
  );
});

test('a unix server has a mode of 0700, no other owner and no password [2.1-defaults]', () => {
  const [server] = readText('[unix_http_server]\nfile=/run/s').servers;
  assert.deepEqual(server, {
    family: 'unix',
    section: 'unix_http_server',
    file: '/run/s',
    chmod: 0o700,
    uid: -1,
    gid: -1,
    username: undefined,
    password: undefined,
    request_maxbytes: 16 * 1024 * 1024,
    allowed_hosts: [],
    health_without_auth: false,
    users: [],
    origin: server?.origin,
  });
});

test('the path of a unix server becomes absolute, from where it was started [2.1-file]', () => {
  const file = (text: string) => {
    const [server] = readText(`[unix_http_server]\nfile=${text}`).servers;
    return server?.family === 'unix' ? server.file : undefined;
  };
  assert.equal(file('~/a/../s'), '/home/ann/s');
  assert.equal(file('run/s'), '/var/run/s');
  assert.equal(file('%(here)s/s'), '/etc/s');
});

test('a TCP server listens on every address if none is given [2.2-port]', () => {
  const address = (text: string) => {
    const [server] = readText(`[inet_http_server]\nport=${text}`).servers;
    return server?.family === 'inet' ? [server.host, server.port] : undefined;
  };
  assert.deepEqual(['9001', ':9001', '*:9001'].map(address), Array(3).fill(['', 9001]));
  assert.deepEqual(address('127.0.0.1:9001'), ['127.0.0.1', 9001]);
});

test('the address of a TCP server may be one of IPv6, and ipv6 and allowed_hosts are options [10.5-addresses 10.5-ipv6 19-rebinding]', () => {
  const read = (text: string) => {
    const [server] = readText(`[inet_http_server]\n${text}`).servers;
    return server?.family === 'inet' ? [server.host, server.port, server.ipv6] : undefined;
  };
  assert.deepEqual(read('port=[::1]:9001'), ['::1', 9001, false]);
  assert.deepEqual(read('port=[FE80::1%%eth0]:9001'), ['fe80::1%eth0', 9001, false]);
  assert.deepEqual(read('port=*:9001\nipv6=true'), ['', 9001, true]);
  const [server] = readText('[inet_http_server]\nport=1\nallowed_hosts=a.b, *.c').servers;
  assert.deepEqual(server?.allowed_hosts, ['a.b', '*.c']);
});

const COMMON = {
  section: 'any',
  username: 'me',
  password: 'secret',
  request_maxbytes: 65_536,
  allowed_hosts: [],
  health_without_auth: false,
  users: [],
  origin: { file: '/c', line: 1, section: 'any' },
};

const TLS = { certificate: '/c.pem', key: '/c.pem', clientCa: undefined };

function unix(file: string): ServerConfig {
  return { ...COMMON, family: 'unix', file, chmod: 0o700, uid: -1, gid: -1 };
}

function inet(host: string, port: number, tls?: TlsFiles): ServerConfig {
  return { ...COMMON, family: 'inet', host, port, ipv6: false, tls };
}

test('programs are told of the first unix server, else of the first other, else of none [5.1-server-url]', () => {
  const cases: [ServerConfig[], string | undefined][] = [
    [[], undefined],
    [[unix('/run/a.sock'), unix('/run/b.sock')], 'unix:///run/a.sock'],
    [[inet('127.0.0.1', 9001), unix('/run/a.sock')], 'unix:///run/a.sock'],
    [[inet('10.0.0.1', 9001), inet('', 9002)], 'http://10.0.0.1:9001'],
    [[inet('', 9002)], 'http://localhost:9002'],
    [[inet('::', 9002)], 'http://localhost:9002'],
    [[inet('::1', 9002)], 'http://[::1]:9002'],
    [[inet('', 9002, TLS)], 'https://localhost:9002'],
  ];
  for (const [servers, url] of cases) assert.equal(serverUrl(servers), url);
});

test('the size of requests can be bounded otherwise, within reason', () => {
  const read = (size: string) =>
    readText(`[inet_http_server]\nport=9001\nrequest_maxbytes=${size}`).servers[0];
  assert.equal(read('1MB')?.request_maxbytes, 1024 * 1024);
  for (const size of ['0', '-1', '1KB', '1GB']) {
    assert.throws(() => read(size), {
      message: `request_maxbytes must be from 64KB to 256MB, not ${size} [/etc/s.conf:3]`,
    });
  }
});
