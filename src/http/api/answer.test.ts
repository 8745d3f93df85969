/** How requests to the API are refused, and what attacks on it come to. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { ApiClient } from '../../../test/rig/api-client.ts';
import { serve } from '../../../test/rig/fake-server.ts';
import { RawClient } from '../../../test/rig/raw-client.ts';
import { request } from '../../../test/rig/xmlrpc.ts';
import type { Problem } from '../../wire/api/problem.ts';

type Faulty = readonly [method: string, path: string, status: number, fault: string | undefined];

test('what is refused is told as a problem, with the fault that XML-RPC has', async () => {
  await using server = await serve(['web', 'g:a']);
  const api = await ApiClient.of({ socketPath: server.socket });
  const cases: readonly Faulty[] = [
    ['GET', '', 404, 'UNKNOWN_METHOD'],
    ['GET', '/', 404, 'UNKNOWN_METHOD'],
    ['GET', '/processes/', 404, 'UNKNOWN_METHOD'],
    ['GET', '/processes/web/', 404, 'UNKNOWN_METHOD'],
    ['PUT', '/processes', 405, 'UNKNOWN_METHOD'],
    ['GET', '/shutdown', 405, 'UNKNOWN_METHOD'],
    ['OPTIONS', '/version', 405, 'UNKNOWN_METHOD'],
    ['GET', '/%', 400, 'INCORRECT_PARAMETERS'],
    ['GET', '/processes/%ff', 400, 'INCORRECT_PARAMETERS'],
    ['GET', '/processes/nobody', 404, 'BAD_NAME'],
    ['GET', '/processes/g:*', 404, 'BAD_NAME'],
    ['POST', '/processes/g:*/start', 404, 'BAD_NAME'],
    ['POST', '/processes/g:/restart', 404, 'BAD_NAME'],
    ['POST', '/processes/web/stop', 409, 'NOT_RUNNING'],
    ['GET', '/groups/nobody', 404, 'BAD_NAME'],
    ['DELETE', '/groups/nobody', 404, 'BAD_NAME'],
    ['POST', '/groups/nobody/start', 404, 'BAD_NAME'],
    ['GET', '/processes/web/log/stdout', 404, 'NO_FILE'],
    ['GET', '/processes/web/log/stdin', 400, 'INCORRECT_PARAMETERS'],
    ['GET', '/processes/web/log/stdout/download', 404, 'NO_FILE'],
    ['GET', '/log/lines?before=1&after=1', 400, 'INCORRECT_PARAMETERS'],
    ['GET', '/processes?state=RUNING', 400, 'INCORRECT_PARAMETERS'],
  ];
  for (const [method, where, status, fault] of cases) {
    const problem = await api.problem(method, where);
    assert.deepEqual([problem.status, problem.fault?.name], [status, fault], `${method} ${where}`);
  }
  assert.deepEqual(server.world.daemon.asked, []);
});

test('a method that a path does not have is told with those that it has', async () => {
  await using server = await serve([]);
  const api = await ApiClient.of({ socketPath: server.socket });
  const allowed = async (where: string) => (await api.send('PATCH', where)).headers.allow;
  assert.equal(await allowed('/processes'), 'GET, HEAD');
  assert.equal(await allowed('/log'), 'GET, HEAD, DELETE');
  assert.equal(await allowed('/update'), 'POST');
});

test('what changes something is refused while the daemon ends, and reading is not', async () => {
  await using server = await serve(['web', 'g:a']);
  const api = await ApiClient.of({ socketPath: server.socket });
  server.world.daemon.state = 'SHUTDOWN';
  const changes: readonly (readonly [string, string, object?])[] = [
    ['POST', '/processes/web/start'],
    ['POST', '/processes/web/stdin', { data: 'x' }],
    ['POST', '/processes/start', { names: ['*'] }],
    ['POST', '/processes/clear', { names: ['*'] }],
    ['POST', '/groups/g/stop'],
    ['POST', '/groups', { name: 'new' }],
    ['DELETE', '/groups/g'],
    ['DELETE', '/log'],
    ['DELETE', '/processes/web/log'],
    ['POST', '/update'],
    ['POST', '/config/reread'],
    ['POST', '/reload'],
    ['POST', '/reopen-logs'],
    ['POST', '/shutdown'],
  ];
  for (const [method, where, body] of changes) {
    const { status, fault } = await api.problem(method, where, body);
    assert.deepEqual([status, fault?.name], [503, 'SHUTDOWN_STATE'], where);
  }
  assert.equal((await api.get('/processes')).status, 200);
});

const JSON_TYPE = { 'Content-Type': 'application/json' };

async function refused(
  socketPath: string,
  where: string,
  options: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<Problem> {
  const answer = await request({ socketPath }, { method: 'POST', path: where, ...options });
  assert.equal(answer.headers['content-type'], 'application/problem+json', answer.body);
  return JSON.parse(answer.body) as Problem;
}

test('pages of other sites can neither change anything nor send anything', async () => {
  await using server = await serve(['web']);
  const start = '/api/v1/processes/web/start';
  const attempts: readonly { headers: Record<string, string>; body?: string; status: number }[] = [
    { headers: { 'Sec-Fetch-Site': 'cross-site', ...JSON_TYPE }, body: '{}', status: 403 },
    { headers: { Origin: 'http://evil.example', Host: 'localhost' }, status: 403 },
    { headers: { Origin: 'null', Host: 'localhost' }, status: 403 },
    { headers: { Host: 'evil.example', Origin: 'http://evil.example' }, status: 403 },
    { headers: { 'Content-Type': 'text/plain' }, body: '{}', status: 415 },
    {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: 'wait=',
      status: 415,
    },
    { headers: { 'Content-Type': 'application/jsonp' }, body: '{}', status: 415 },
    { headers: {}, body: '{}', status: 415 },
  ];
  for (const { status, ...options } of attempts) {
    const problem = await refused(server.socket, start, options);
    assert.equal(problem.status, status, JSON.stringify(options));
  }
  const foreign = { method: 'DELETE', headers: { 'Sec-Fetch-Site': 'same-site' } };
  assert.equal((await refused(server.socket, '/api/v1/log', foreign)).status, 403);
  assert.deepEqual(server.world.daemon.asked, []);
});

test('a body that is too long is refused, announced or not, and nothing of it is kept', async () => {
  await using server = await serve(['web']);
  const where = '/api/v1/processes/web/stdin';
  const body = JSON.stringify({ data: 'x'.repeat(1024 * 1024) });
  const announced = await refused(server.socket, where, { headers: JSON_TYPE, body });
  assert.deepEqual([announced.status, announced.fault?.name], [413, 'INCORRECT_PARAMETERS']);
  using client = new RawClient(server.socket);
  client.send(`POST ${where} HTTP/1.1`, 'Host: h', 'Transfer-Encoding: chunked', '', '');
  const chunk = 'x'.repeat(65_536);
  for (let sent = 0; sent < 2 * 1024 * 1024; sent += chunk.length) client.send('10000', chunk, '');
  client.send('0', '', '');
  assert.match(await client.until(/\}\n$/), /^HTTP\/1\.1 413 .*"status":413/s);
});

test('a chunked body is a body like others', async () => {
  await using server = await serve(['web']);
  using client = new RawClient(server.socket);
  client.send('POST /api/v1/processes/stop HTTP/1.1', 'Host: h', 'Content-Type: application/json');
  client.send('', 'Transfer-Encoding: chunked', '', 'e', '{"names":["*"]', '1', '}', '0', '', '');
  assert.match(await client.until(/\}\n$/), /^HTTP\/1\.1 200 .*\{"results":\[\]\}\n$/s);
});

test('a name cannot leave its place: not the log, not the headers', async () => {
  const odd = `we"b/../..;\r\nX-Evil: 1`;
  await using server = await serve([odd]);
  const file = path.join(server.folder, 'odd.log');
  writeFileSync(file, 'text\n');
  server.world.daemon.process(odd).stdout.path = file;
  const where = `/api/v1/processes/${encodeURIComponent(odd)}/log/stdout/download`;
  const answer = await request({ socketPath: server.socket }, { path: where });
  assert.equal(answer.status, 200, answer.body);
  assert.equal(answer.headers['x-evil'], undefined);
  const disposition = String(answer.headers['content-disposition']);
  assert.match(disposition, /^attachment; filename\*=UTF-8''[\w.%~-]+$/);
  for (const climb of ['..%2F..%2Fetc%2Fpasswd', '%2e%2e/%2e%2e/etc/passwd', '....//etc', '%00']) {
    const { status, body } = await request(
      { socketPath: server.socket },
      { path: `/api/v1/processes/${climb}/log/stdout` },
    );
    assert.equal(status, 404, body);
  }
});

test('answers are kept by nobody, and a HEAD has the headers alone', async () => {
  await using server = await serve(['web']);
  const address = { socketPath: server.socket };
  const answer = await request(address, { path: '/api/v1/processes' });
  assert.equal(answer.headers['cache-control'], 'no-store');
  const head = await request(address, { method: 'HEAD', path: '/api/v1/processes' });
  assert.deepEqual([head.status, head.body], [200, '']);
  assert.equal(head.headers['content-type'], 'application/json');
});

test('user and password are asked for as everywhere, and told as a problem', async () => {
  await using server = await serve([], { username: 'me', password: 'secret' });
  const answer = await request({ socketPath: server.socket }, { path: '/api/v1/version' });
  assert.equal(answer.status, 401);
  assert.equal(answer.headers['www-authenticate'], 'Basic realm="default"');
  assert.equal((JSON.parse(answer.body) as Problem).status, 401);
  const address = { socketPath: server.socket, auth: 'me:secret' };
  assert.equal((await request(address, { path: '/api/v1/version' })).status, 200);
});

test('a bug is told as one, and logged', async () => {
  await using server = await serve(['web']);
  Object.defineProperty(server.world.daemon.process('web'), 'uptimeMs', {
    get: () => assert.fail('a bug'),
  });
  server.world.daemon.process('web').pid = 7;
  const answer = await request({ socketPath: server.socket }, { path: '/api/v1/processes' });
  assert.equal(answer.status, 500);
  assert.match(answer.body, /"status":500/);
  assert.match(server.world.log.lines.join('\n'), /GET \/api\/v1\/processes: .*a bug/);
});
