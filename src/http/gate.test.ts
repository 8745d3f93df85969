/** Who is let in by a server, as what, and how fast those who guess are answered. */
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { configOf } from '../../test/rig/configs.ts';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { fakeWorld, inetServer, unixServer } from '../../test/rig/fake-server.ts';
import { settle } from '../../test/rig/methods.ts';
import type { ServerConfig, UserConfig } from '../config/config.ts';
import { hashPassword, makeToken } from '../os/password-hash.ts';
import type { Peer } from '../os/port.ts';
import { type Admission, makeGate } from './gate.ts';
import { Throttle } from './throttle.ts';

const basic = (account: string) => `Basic ${Buffer.from(account).toString('base64')}`;
const ORIGIN = { file: '/c', line: 1, section: 'user:x' };

function user(name: string, options: Partial<UserConfig> = {}): UserConfig {
  const nothing = { password: undefined, tokens: [], uid: [], gid: [], groups: undefined };
  return { name, ...nothing, role: 'viewer', origin: ORIGIN, ...options };
}

async function setup(config: ServerConfig, peer?: Peer) {
  const clock = new FakeClock();
  const world = { ...fakeWorld([], clock), peerOf: () => peer };
  const gate = await makeGate(config, { world, throttle: new Throttle(clock) });
  const ask = (
    authorization?: string,
    { address = '10.0.0.1', headers = {} }: { address?: string; headers?: object } = {},
  ): Admission | Promise<Admission> => {
    const inet = config.family === 'inet' ? { remoteAddress: address, remotePort: 4711 } : {};
    return gate({ headers: { ...headers, authorization }, socket: inet } as IncomingMessage);
  };
  return { ask, clock, world };
}

/** `name role groups`, or the status. */
async function said(admission: Admission | Promise<Admission>): Promise<string> {
  const principal = await admission;
  if (typeof principal === 'number') return String(principal);
  const { name, role, groups } = principal;
  return `${name} ${role} ${groups ?? 'all'}`;
}

test('without an account and users everybody may do everything, but no browser that was sent here', async () => {
  const { ask } = await setup(inetServer(1));
  assert.equal(await said(ask()), 'anonymous admin all');
  assert.equal(await said(ask(basic('whoever:it is'))), 'anonymous admin all');
  const headers = { host: 'evil.example', 'user-agent': 'Mozilla/5.0' };
  assert.equal(await said(ask(undefined, { headers })), '403');
});

test('the account of a server may do everything [10.3-basic 10.3-all]', async () => {
  const { ask } = await setup(inetServer(1, { username: 'user', password: 'se:cret' }));
  const right = ask(basic('user:se:cret'));
  assert.equal(await said(right), 'user admin all');
  for (const account of ['user:secret', 'User:se:cret', 'user:', ':', 'other:se:cret']) {
    assert.equal(await said(ask(basic(account), { address: account })), '401', account);
  }
  assert.equal(await said(ask()), '401');
});

test('a password may be given as its SHA-1, in lower case [2.1-password 10.3-sha 19-sha]', async () => {
  const digest = '82ab876d1387bfafe46cc1c8a2ef074eae50cb1d';
  const passes = async (given: string, password: string) => {
    const { ask } = await setup(inetServer(1, { username: 'u', password }));
    return (await said(ask(basic(`u:${given}`)))) !== '401';
  };
  assert.ok(await passes('thepassword', `{SHA}${digest}`));
  assert.ok(!(await passes('other', `{SHA}${digest}`)));
  assert.ok(!(await passes('thepassword', `{SHA}${digest.toUpperCase()}`)));
  assert.ok(!(await passes(digest, `{SHA}${digest}`)));
  assert.ok(await passes('pässword', 'pässword'));
});

test('users are known by password or token, each with a role and groups', async () => {
  const { token, hash } = makeToken();
  const users = [
    user('ann', { password: await hashPassword('one'), role: 'operator', groups: ['web', 'db-*'] }),
    user('bob', { password: 'two' }),
    user('robot', { tokens: ['plain-token', hash], role: 'admin' }),
    user('nobody', { uid: [65534] }),
  ];
  const { ask } = await setup(inetServer(1, { username: 'boss', password: 'three', users }));
  const cases: [string | undefined, string][] = [
    [basic('ann:one'), 'ann operator web,db-*'],
    [basic('ann:one'), 'ann operator web,db-*'], // remembered
    [basic('bob:two'), 'bob viewer all'],
    [basic('boss:three'), 'boss admin all'],
    ['Bearer plain-token', 'robot admin all'],
    [`Bearer ${token}`, 'robot admin all'],
    [undefined, '401'],
    [basic('ann:two'), '401'],
    [basic('bob:one'), '401'],
    [basic('nobody:'), '401'],
    [basic('robot:plain-token'), '401'],
    [`Bearer ${hash}`, '401'],
  ];
  for (const [header, expected] of cases) {
    assert.equal(await said(ask(header, { address: header ?? '' })), expected, header);
  }
});

test('over a unix socket users are known by uid and gid, and root and ourselves need no section', async () => {
  const users = [
    user('ann', { uid: [1001], role: 'operator' }),
    user('team', { gid: [50] }),
    user('root', { uid: [7] }),
  ];
  const answers = async (config: ServerConfig, peer: Omit<Peer, 'pid'> | undefined) => {
    const { ask, world } = await setup(config, peer && { pid: 5, ...peer });
    world.os.groupsOf = () => [1, 50];
    return said(ask());
  };
  const server = unixServer('/s', { users });
  assert.equal(await answers(server, { uid: 1001, gid: 50 }), 'ann operator all');
  assert.equal(await answers(server, { uid: 1002, gid: 9 }), 'team viewer all');
  assert.equal(await answers(server, { uid: 0, gid: 0 }), 'team viewer all', 'a section wins');
  assert.equal(await answers(server, undefined), '401');
  const others = unixServer('/s', { users: users.slice(0, 1) });
  assert.equal(await answers(others, { uid: 0, gid: 0 }), 'me admin all');
  const own = { uid: process.geteuid?.() ?? 0, gid: 9 };
  assert.equal(await answers(others, own), 'me admin all');
  assert.equal(await answers(others, { uid: 1002, gid: 9 }), '401');
  const closed = unixServer('/s', { username: 'u', password: 'p', users: users.slice(0, 1) });
  assert.equal(await answers(closed, { uid: 0, gid: 0 }), '401', 'its account must be given');
  assert.equal(await answers(closed, { uid: 1001, gid: 1 }), 'ann operator all');
  assert.equal(await answers(inetServer(1, { users }), { uid: 1001, gid: 50 }), '401');
});

test('users that were read anew count at once, and a server with users never becomes open', async () => {
  const before = inetServer(1, { users: [user('ann', { password: 'one' })] });
  const { ask, world } = await setup(before);
  const read = (users: readonly UserConfig[]) => {
    world.daemon.config = { ...configOf(), servers: [{ ...before, users }] };
  };
  assert.equal(await said(ask(basic('ann:one'))), 'ann viewer all');
  read([user('bob', { password: 'two' })]);
  assert.equal(await said(ask(basic('ann:one'))), '401');
  assert.equal(await said(ask(basic('bob:two'))), 'bob viewer all');
  read([]);
  assert.equal(await said(ask()), '401');

  const open = await setup(inetServer(1));
  assert.equal(await said(open.ask()), 'anonymous admin all');
  open.world.daemon.config = { ...configOf(), servers: [before] };
  assert.equal(await said(open.ask()), '401');
  assert.equal(await said(open.ask(basic('ann:one'))), 'ann viewer all');
});

/** Whether a promise has settled by now. */
async function isAnswered(answer: Admission | Promise<Admission>): Promise<boolean> {
  let answered = false;
  void Promise.resolve(answer).then(() => {
    answered = true;
  });
  await settle();
  return answered;
}

test('after five failures within a minute each answer to that address waits a second, to others none [19-guessing]', async () => {
  const { ask, clock, world } = await setup(inetServer(1, { username: 'u', password: 'p' }));
  const [right, wrong] = [basic('u:p'), basic('u:x')];
  for (let n = 0; n < 5; n++) assert.ok(await isAnswered(ask(wrong)), `failure ${n}`);
  const warned = ['warn too many wrong passwords from 10.0.0.1: each answer to it waits a second'];
  assert.deepEqual(world.log.lines, warned);
  const [again, correct] = [ask(wrong), ask(right)];
  assert.ok(!(await isAnswered(again)) && !(await isAnswered(correct)));
  assert.ok(await isAnswered(ask(right, { address: '10.0.0.2' })));
  clock.advance(999);
  assert.ok(!(await isAnswered(again)) && !(await isAnswered(correct)));
  clock.advance(1);
  assert.deepEqual([await said(again), await said(correct)], ['401', 'u admin all']);
  assert.deepEqual(world.log.lines, warned, 'once a minute');
  clock.advance(60_000);
  assert.ok(await isAnswered(ask(right)));
});

test('a request without a password is no failure', async () => {
  const { ask } = await setup(inetServer(1, { username: 'u', password: 'p' }));
  for (let n = 0; n < 20; n++) assert.ok(await isAnswered(ask()));
});

test('the log names who has connected', async () => {
  const inet = await setup(inetServer(1));
  const anonymous = await inet.ask();
  assert.ok(typeof anonymous === 'object');
  assert.equal(anonymous.from, '10.0.0.1:4711');
  const peer = { pid: 99, uid: 1001, gid: 1 };
  const unix = await setup(unixServer('/s', { users: [user('ann', { uid: [1001] })] }), peer);
  const ann = await unix.ask();
  assert.ok(typeof ann === 'object');
  assert.deepEqual([ann.name, ann.from], ['ann', 'pid 99 of me']);
  const master = await (await setup(unixServer('/s'), peer)).ask();
  assert.ok(typeof master === 'object');
  assert.deepEqual([master.name, master.from], ['me', 'pid 99']);
});
