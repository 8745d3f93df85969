/** Every door of the HTTP servers, for every role, with and without a limit to groups. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Server, serve } from '../../test/rig/fake-server.ts';
import { request } from '../../test/rig/xmlrpc.ts';
import type { UserConfig } from '../config/config.ts';
import type { Version } from '../wire/api/daemon.ts';
import type { Problem } from '../wire/api/problem.ts';
import { ROLES, type Role } from '../wire/roles.ts';
import { BASE } from './api/operation.ts';
import { OPERATIONS } from './api/operations.ts';
import { findRoute, ROUTES } from './routes.ts';

const NAMES = Object.keys(ROLES) as Role[];
const ORIGIN = { file: '/c', line: 1, section: 'user:x' };

interface Visitor {
  readonly name: string;
  readonly role: Role;
  readonly groups: readonly string[] | undefined;
}

/** One of each role, and one of each who is limited to the group `web`. */
const VISITORS: readonly Visitor[] = NAMES.flatMap((role) => [
  { name: role, role, groups: undefined },
  { name: `web-${role}`, role, groups: ['web'] },
]);

const USERS: readonly UserConfig[] = VISITORS.map(({ name, role, groups }) => ({
  name,
  role,
  groups,
  password: 'p',
  tokens: [],
  uid: [],
  gid: [],
  origin: ORIGIN,
}));

const open = () => serve(['web', 'db'], { username: 'boss', password: 'p', users: USERS });

function mayDo(
  visitor: Visitor,
  demand: { readonly role: Role; readonly whole?: boolean },
): boolean {
  const isHighEnough = NAMES.indexOf(visitor.role) >= NAMES.indexOf(demand.role);
  return isHighEnough && !(visitor.groups !== undefined && demand.whole === true);
}

function ask(
  server: Server,
  visitor: Pick<Visitor, 'name'> | undefined,
  options: { method?: string; path: string; body?: string },
) {
  const auth = visitor === undefined ? {} : { auth: `${visitor.name}:p` };
  const length = Buffer.byteLength(options.body ?? '');
  const headers = { 'Content-Type': 'application/json', 'Content-Length': length };
  return request({ socketPath: server.socket, ...auth }, { ...options, headers });
}

/** What no operation takes: who is let in is told that, and nothing is done. */
const NONSENSE = '{"nonsense":1}';

for (const operation of OPERATIONS) {
  const { method, path, name } = operation;
  test(`${name} (${method} ${path}) is for ${operation.role} and above`, async () => {
    await using server = await open();
    const place = `${BASE}${path.replace('{namespec}', 'web').replace(/\{\w+\}/g, 'web')}`;
    const changes = method !== 'GET';
    const asked = { method, path: place, ...(changes ? { body: NONSENSE } : {}) };
    assert.equal((await ask(server, undefined, asked)).status, 401);
    for (const visitor of VISITORS) {
      const isEndless = operation.answer.type === 'text/event-stream';
      if (isEndless && mayDo(visitor, operation)) continue;
      const { status, body } = await ask(server, visitor, asked);
      if (mayDo(visitor, operation)) {
        if (changes) assert.equal(status, 400, `${visitor.name}: ${body}`);
        else assert.notEqual(status, 403, `${visitor.name}: ${body}`);
      } else {
        assert.equal(status, 403, `${visitor.name}: ${body}`);
        assert.equal((JSON.parse(body) as Problem).fault?.name, 'NOT_PERMITTED');
      }
    }
    assert.deepEqual([server.world.daemon.asked, server.world.daemon.state], [[], 'RUNNING']);
  });
}

/** A path of each route that can be answered at once. */
const PATHS: readonly [path: string, method: string][] = [
  ['/RPC2', 'POST'],
  ['/api/v1/version', 'GET'],
  ['/logtail/nothing', 'GET'],
  ['/mainlogtail', 'GET'],
  ['/', 'GET'],
  ['/index.html?action=stopall', 'GET'],
  ['/tail.html?processname=web', 'GET'],
  ['/ok.html', 'GET'],
  ['/dashboard/app.css', 'GET'],
  ['/stylesheets/supervisor.css', 'GET'],
  ['/metrics', 'GET'],
  ['/healthz', 'GET'],
  ['/readyz', 'HEAD'],
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'] as const;

test('every route asks who it is, and lets in who may', async () => {
  await using server = await open();
  const tried = new Set(PATHS.map(([path, method]) => findRoute(method, path)));
  assert.deepEqual(tried, new Set(ROUTES));
  for (const [path] of PATHS) {
    for (const method of METHODS) {
      assert.equal((await ask(server, undefined, { method, path })).status, 401, path);
    }
  }
  for (const path of ['/healthz', '/readyz']) {
    for (const visitor of VISITORS) {
      const { status } = await ask(server, visitor, { path });
      assert.equal(status, path === '/readyz' ? 503 : 200, `${path} ${visitor.name}`);
    }
  }
  for (const route of ROUTES.filter(({ whole, role }) => whole || role !== 'viewer')) {
    const path = route.prefix ?? `/${route.pages?.[0] ?? ''}`;
    const method = route.methods === 'all' ? 'GET' : (route.methods[0] ?? 'GET');
    for (const visitor of VISITORS) {
      const { status } = await ask(server, visitor, { method, path });
      assert.equal(status === 403, !mayDo(visitor, route), `${path} ${visitor.name}`);
    }
  }
});

test('with health_without_auth two pages answer everybody, with users as without', async () => {
  await using server = await serve(['web'], { users: USERS, health_without_auth: true });
  const wrong = { name: 'nobody' };
  for (const visitor of [wrong, { name: 'web-viewer' }]) {
    assert.equal((await ask(server, visitor, { path: '/healthz' })).status, 200);
    assert.equal((await ask(server, visitor, { path: '/readyz' })).body, 'not ready: 1 STOPPED\n');
  }
  for (const path of ['/metrics', '/api/v1/events', '/healthz/x', '/']) {
    assert.equal((await ask(server, wrong, { path })).status, 401, path);
  }
});

test('the API tells who asks, and what that one may do', async () => {
  await using server = await open();
  const { body } = await ask(server, { name: 'web-operator' }, { path: `${BASE}/version` });
  const you = { name: 'web-operator', role: 'operator', groups: ['web'] };
  assert.deepEqual((JSON.parse(body) as Version).you, you);
  const boss = await ask(server, { name: 'boss' }, { path: `${BASE}/version` });
  const all = { name: 'boss', role: 'admin', groups: null };
  assert.deepEqual((JSON.parse(boss.body) as Version).you, all);
});

test('the status page offers nobody what that one may not do', async () => {
  await using server = await open();
  server.world.daemon.process('web').becomes('RUNNING');
  for (const visitor of VISITORS) {
    const { body } = await ask(server, visitor, { path: '/' });
    const actions = [...body.matchAll(/action=(\w+)/g)].map(([, action]) => action);
    const acting = ['restartall', 'stopall', 'restart', 'stop', 'clearlog'];
    const seen = acting.filter((action) => actions.includes(action));
    assert.deepEqual(seen, visitor.role === 'viewer' ? [] : acting, visitor.name);
    assert.deepEqual(actions.filter((action) => action === 'refresh').length, 1);
    assert.match(body, /logtail\/web\/stderr/);
  }
});

test('the buttons of the status page are for operators', async () => {
  await using server = await open();
  const { daemon } = server.world;
  for (const name of ['web', 'db']) daemon.process(name).becomes('RUNNING');
  const press = async (visitor: Visitor, path: string) =>
    (await ask(server, visitor, { path })).status;
  for (const visitor of VISITORS.filter(({ role }) => role === 'viewer')) {
    for (const action of ['stop', 'start', 'restart', 'clearlog']) {
      const path = `/index.html?processname=web&action=${action}`;
      assert.equal(await press(visitor, path), 403, action);
    }
    for (const action of ['stopall', 'restartall']) {
      assert.equal(await press(visitor, `/index.html?action=${action}`), 403, action);
    }
    assert.equal(await press(visitor, '/index.html?action=refresh'), 301);
  }
  assert.deepEqual(daemon.asked, []);
});

test('who is limited to a group sees no other, in the API and on pages', async () => {
  await using server = await open();
  const visitor = { name: 'web-viewer' };
  const bodies = ['/', '/api/v1/processes', '/api/v1/groups', '/api/v1/config', '/api/v1/pools'];
  for (const path of bodies) {
    const { status, body } = await ask(server, visitor, { path });
    assert.equal(status, 200, path);
    assert.doesNotMatch(body, /\bdb\b/, path);
  }
  const hidden = [
    '/processes/db',
    '/processes/db/config',
    '/groups/db',
    '/processes/db/log/stdout',
  ];
  for (const path of hidden) {
    assert.equal((await ask(server, visitor, { path: `${BASE}${path}` })).status, 404, path);
  }
  assert.equal((await ask(server, visitor, { path: '/logtail/db' })).status, 404);
});

test('what is changed over the API is told in one line, without what is sent to a process', async () => {
  await using server = await open();
  const { daemon, log } = server.world;
  daemon.process('web').pid = 5;
  daemon.process('web').becomes('RUNNING');
  const post = (path: string, body: object) =>
    ask(
      server,
      { name: 'operator' },
      { method: 'POST', path: `${BASE}${path}`, body: JSON.stringify(body) },
    );
  await post('/processes/stop', { names: ['nothing\nINFO x'], wait: false });
  await post('/processes/web/stdin', { data: 'a password\n' });
  await post('/shutdown', {});
  await ask(server, { name: 'operator' }, { path: `${BASE}/processes` });
  const told = log.lines
    .filter((line) => line.startsWith('info operator from '))
    .map((line) => line.replace(/from .*?: /, ''));
  assert.deepEqual(told, [
    'info operator stopProcesses(names: ["nothing\\nINFO x"], wait: false)',
    'info operator sendStdin(namespec: "web", data: ...)',
    'info operator shutdown() is not permitted',
  ]);
});
