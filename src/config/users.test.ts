import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../test/rig/read-config.ts';

const SERVER = '[unix_http_server]\nfile=/run/s\n';
const users = (text: string) => readText(SERVER + text).servers[0]?.users ?? [];

test('a user is known by a password, tokens, or who they are to the system', () => {
  const [ann, bob] = users(
    '[user:ann]\npassword={SCRYPT}1$8$1$a$b\ntokens=one, {SHA256}ab\nuid=root,1000\ngid=0\n' +
      'role=Operator\ngroups=web,db-*\n[user:bob]\npassword=50%%\n',
  );
  assert.deepEqual(
    { ...ann, origin: ann?.origin.line },
    {
      name: 'ann',
      password: '{SCRYPT}1$8$1$a$b',
      tokens: ['one', '{SHA256}ab'],
      uid: [0, 1000],
      gid: [0],
      role: 'operator',
      groups: ['web', 'db-*'],
      origin: 3,
    },
  );
  assert.deepEqual([bob?.password, bob?.role, bob?.groups], ['50%', 'viewer', undefined]);
});

test('every server has all users', () => {
  const { servers } = readText(`${SERVER}[inet_http_server]\nport=1\n[user:a]\ntokens=x\n`);
  assert.deepEqual(
    servers.map((server) => server.users.map(({ name }) => name)),
    [['a'], ['a']],
  );
});

test('what makes no user is an error', () => {
  const cases: [string, string][] = [
    [
      '[user:a]\n',
      'section [user:a] does not say how the user is known: by password, tokens, uid or gid',
    ],
    ['[user:]\npassword=x\n', "[user:] names no user: a name is not empty and has no ':'"],
    ['[user:a:b]\npassword=x\n', "[user:a:b] names no user: a name is not empty and has no ':'"],
    ['[user:a]\npassword=\n', 'section [user:a] has an empty password value'],
    ['[user:a]\ntokens=x,,y\n', 'section [user:a] has an empty tokens value'],
    ['[user:a]\npassword=x\nrole=root\n', "'root' is no role: viewer, operator or admin"],
    ['[user:a]\nuid=nosuch\n', 'Invalid user name nosuch'],
    ['[user:a]\ngid=nosuch\n', 'Invalid group name nosuch'],
  ];
  for (const [text, message] of cases) {
    assert.throws(
      () => users(text),
      (error: Error) => error.message.startsWith(message),
      text,
    );
  }
});

test('a TLS server has a certificate, and its key may be in the same file', () => {
  const tls = (text: string) => {
    const [server] = readText(`[inet_http_server]\nport=9001\n${text}`).servers;
    return server?.family === 'inet' ? server.tls : undefined;
  };
  assert.equal(tls(''), undefined);
  assert.deepEqual(tls('certificate=%(here)s/c.pem'), {
    certificate: '/etc/c.pem',
    key: '/etc/c.pem',
    clientCa: undefined,
  });
  assert.deepEqual(tls('certificate=/c\nkey=/k\nclient_ca=/a'), {
    certificate: '/c',
    key: '/k',
    clientCa: '/a',
  });
  for (const option of ['key', 'client_ca']) {
    assert.throws(() => tls(`${option}=/x`), {
      message: `section [inet_http_server] has a ${option} but no certificate [/etc/s.conf:3]`,
    });
  }
});
