import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { serve } from '../../test/rig/fake-server.ts';
import { callRequest, RawClient } from '../../test/rig/raw-client.ts';
import { until } from '../../test/rig/until.ts';

const DATE = /Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/;

/** The answer with the date cut out. */
function undated(answer: string): string {
  assert.match(answer, DATE);
  return answer.replace(DATE, '');
}

function errorPage(status: string, headers = ''): string {
  const [code, ...words] = status.split(' ');
  const page = [
    '<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n',
    `<p>Error code ${code}.\r\n<p>Message: ${words.join(' ')}.\r\n</body>\r\n`,
  ].join('');
  const length = `Content-Length: ${page.length}\r\nContent-Type: text/html\r\n`;
  return `HTTP/1.1 ${status}\r\nServer: Medusa/1.12\r\n${headers}${length}\r\n${page}`;
}

/** The timer that touches the socket. */
const AT_REST = 1;

const STATE = /<int>1<\/int>.*RUNNING.*<\/methodResponse>\n$/s;

test('a call is answered with the headers of the original, and the connection stays [11-headers]', async () => {
  await using server = await serve([]);
  using client = new RawClient(server.socket);
  const answer = undated(await client.send(callRequest('supervisor.getPID')).until(/e>\n$/));
  const body = [
    "<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n",
    '<value><int>4711</int></value>\n</param>\n</params>\n</methodResponse>\n',
  ].join('');
  const head = 'HTTP/1.1 200 OK\r\nServer: Medusa/1.12\r\nContent-Type: text/xml\r\n';
  assert.equal(answer, `${head}Content-Length: ${body.length}\r\n\r\n${body}`);
  client.received = '';
  assert.equal(undated(await client.send(callRequest('supervisor.getPID')).until(/e>\n$/)), answer);
});

test('a fault is an answer like others [11-form]', async () => {
  await using server = await serve([]);
  using client = new RawClient(server.socket);
  const params = '<params><param><value>zz</value></param></params>';
  const answer = await client.send(callRequest('supervisor.getProcessInfo', params)).until(/e>\n$/);
  assert.match(answer, /^HTTP\/1.1 200 OK\r\n.*<int>10<\/int>.*BAD_NAME: zz/s);
});

test('requests that cannot be answered get the statuses and pages of the original', async () => {
  await using server = await serve([]);
  const cases: [string, string][] = [
    ['GET /RPC2 HTTP/1.1\r\n\r\n', '400 Bad Request'],
    ['POST /RPC2 HTTP/1.1\r\n\r\n', '411 Length Required'],
    ['POST /RPC2 HTTP/1.1\r\nContent-Length: 3\r\n\r\n<a>', '400 Bad Request'],
    ['POST /RPC2 HTTP/1.1\r\nContent-Length: 4\r\n\r\n<a/>', '400 Bad Request'],
    [callRequest(''), '400 Bad Request'],
    ['GET /nothing HTTP/1.1\r\n\r\n', '404 Not Found'],
    ['PUT /nothing HTTP/1.1\r\n\r\n', '400 Bad Request'],
    ['GET http://host/RPC2 HTTP/1.1\r\n\r\n', '404 Not Found'],
    ['GET /logtail HTTP/1.1\r\n\r\n', '500 Internal Server Error'],
    ['GET /logtail/ HTTP/1.1\r\n\r\n', '404 Not Found'],
    ['POST /mainlogtail HTTP/1.1\r\n\r\n', '400 Bad Request'],
  ];
  for (const [request, status] of cases) {
    using client = new RawClient(server.socket);
    const answer = undated(await client.send(request).until(/<\/body>\r\n$/));
    assert.equal(answer, errorPage(status), request);
    client.received = '';
    await client.send(callRequest('supervisor.getState')).until(STATE); // still usable
  }
});

test('what is no HTTP gets 400 and the end of the connection [10.1-malformed 10.1-head-limit 10.1-no-tls]', async () => {
  await using server = await serve([]);
  for (const request of [
    'garbage\r\n\r\n',
    'get / HTTP/1.1\r\n\r\n',
    'CONNECT h:1 HTTP/1.1\r\n\r\n',
    '\x16\x03\x01\x02\r\n\r\n',
  ]) {
    using client = new RawClient(server.socket);
    const answer = undated(await client.send(request).rest());
    assert.equal(answer, errorPage('400 Bad Request', 'Connection: close\r\n'), request);
  }
  using client = new RawClient(server.socket);
  const answer = await client.send(`GET / HTTP/1.1\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`).rest();
  assert.match(answer, /^HTTP\/1.1 431 /);
});

test('without the right account, every path is refused [10.3-all 10.3-refusal]', async () => {
  await using server = await serve([], { username: 'u', password: 'p' });
  const refused = errorPage(
    '401 Unauthorized',
    'Connection: close\r\nWWW-Authenticate: Basic realm="default"\r\n',
  );
  for (const request of [callRequest('supervisor.getState'), 'GET /nothing HTTP/1.1\r\n\r\n']) {
    using client = new RawClient(server.socket);
    assert.equal(undated(await client.send(request).rest()), refused);
  }
  using client = new RawClient(server.socket);
  const header = `Authorization: Basic ${Buffer.from('u:p').toString('base64')}`;
  await client.send(callRequest('supervisor.getState', '', [header])).until(STATE);
});

test('a refused request is read to its end, so that its sender hears the answer', async () => {
  await using server = await serve([], { username: 'u', password: 'p' });
  using client = new RawClient(server.socket);
  const length = 3_000_000;
  client.send(`POST /RPC2 HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length)}`);
  assert.match(await client.rest(), /^HTTP\/1.1 401 /);
});

test('a body beyond 16 MiB is refused without being kept [10.1-body-limit]', async () => {
  await using server = await serve([]);
  using client = new RawClient(server.socket);
  const length = 17 * 1024 * 1024;
  client.send(`POST /RPC2 HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${' '.repeat(length)}`);
  await client.until(/^HTTP\/1.1 413 Request Entity Too Large\r\n/);
});

test('requests that were sent together are answered in their order [10.1-pipelining]', async () => {
  await using server = await serve(['web']);
  using client = new RawClient(server.socket);
  const params = '<params><param><value>web</value></param></params>';
  client.send(callRequest('supervisor.startProcess', params) + callRequest('supervisor.getPID'));
  const web = server.world.daemon.process('web');
  await until('the start', () => web.state === 'STARTING');
  assert.equal(client.received, '', 'the second answer waits for the first');
  web.becomes('RUNNING');
  await client.until(/<boolean>1<.*<int>4711<.*e>\n$/s);
});

test('HTTP/1.0 ends with the answer, unless the client asks to keep the connection [10.1-http10]', async () => {
  await using server = await serve([]);
  const request = (...headers: string[]) =>
    callRequest('supervisor.getState', '', headers).replace('HTTP/1.1', 'HTTP/1.0');
  using client = new RawClient(server.socket);
  assert.match(await client.send(request()).rest(), STATE);
  using keeping = new RawClient(server.socket);
  const kept = await keeping.send(request('Connection: Keep-Alive')).until(STATE);
  assert.match(kept, /\r\nContent-Length: 279\r\nConnection: Keep-Alive\r\n\r\n/);
  keeping.received = '';
  await keeping.send(request()).until(STATE);
  using closing = new RawClient(server.socket);
  assert.match(
    await closing.send(callRequest('supervisor.getState', '', ['Connection: close'])).rest(),
    STATE,
  );
});

test('a request that does not come to its end is given up; a silent connection is not [10.1-slow 10.1-keep-alive]', async () => {
  const clock = new FakeClock();
  await using server = await serve([], {}, clock);
  using silent = new RawClient(server.socket);
  using head = new RawClient(server.socket).send('POST /RPC2 HTTP/1.1\r\nContent-');
  using body = new RawClient(server.socket).send(
    'POST /RPC2 HTTP/1.1\r\nContent-Length: 9\r\n\r\n<a>',
  );
  await until('three connections and a body', () => clock.pending === AT_REST + 3);
  clock.advance(60_000);
  await head.ended;
  assert.ok(!body.socket.closed);
  clock.advance(240_000);
  await body.ended;
  assert.equal(clock.pending, AT_REST);
  await silent.send(callRequest('supervisor.getState')).until(STATE);
  assert.equal(clock.pending, AT_REST, 'nothing is set while a connection rests');
});

test('a client that goes away while its call waits leaves nothing behind [11-waiting]', async () => {
  const clock = new FakeClock();
  await using server = await serve(['web'], {}, clock);
  const { daemon, log } = server.world;
  const client = new RawClient(server.socket);
  const params = '<params><param><value>web</value></param></params>';
  client.send(callRequest('supervisor.startProcess', params));
  await until('the start', () => daemon.process('web').state === 'STARTING');
  client.socket.destroy();
  await until('its trace', () => log.lines.some((line) => line.includes('"POST /RPC2')));
  daemon.process('web').becomes('RUNNING');
  await server.close();
  assert.equal(clock.pending, 0);
  assert.deepEqual(
    log.lines.filter((line) => /^(error|critical) .*(exception|Error)/.test(line)),
    [],
  );
});

test('closing lets answers finish, and ends what would never end', async () => {
  const clock = new FakeClock();
  await using server = await serve(['web'], {}, clock);
  using idle = new RawClient(server.socket);
  await idle.send(callRequest('supervisor.getState')).until(STATE);
  using waiting = new RawClient(server.socket);
  const params = '<params><param><value>web</value></param></params>';
  waiting.send(callRequest('supervisor.startProcess', params));
  const web = server.world.daemon.process('web');
  await until('the start', () => web.state === 'STARTING');

  const closed = server.close();
  web.becomes('RUNNING');
  await closed;
  assert.match(await waiting.rest(), /<boolean>1</);
  await idle.ended;
  assert.equal(clock.pending, 0);
  using late = new RawClient(server.socket);
  assert.equal(await late.rest(), '', 'the socket is gone');
});

test('closing does not wait for an answer for ever', async () => {
  const clock = new FakeClock();
  await using server = await serve(['web'], {}, clock);
  using waiting = new RawClient(server.socket);
  const params = '<params><param><value>web</value></param></params>';
  waiting.send(callRequest('supervisor.startProcess', params));
  await until('the start', () => server.world.daemon.process('web').state === 'STARTING');
  const closed = server.close();
  clock.advance(2000);
  await closed;
  assert.equal(await waiting.rest(), '');
});

test('a bug in a method is a 500 and a line in the log, and the server lives on [8.2-call-crash 11-exception]', async () => {
  await using server = await serve(['web']);
  const { daemon, log } = server.world;
  daemon.configError = new TypeError('ouch');
  using client = new RawClient(server.socket);
  await client.send(callRequest('supervisor.reloadConfig')).until(/^HTTP\/1.1 500 .*y>\r\n$/s);
  assert.ok(
    log.lines.some((line) =>
      /^critical Handling XML-RPC request with data "<\?xml .*" raised an unexpected exception: TypeError: ouch\n/.test(
        line,
      ),
    ),
  );
  client.received = '';
  await client.send(callRequest('supervisor.getState')).until(STATE);
});

test('requests are traced, and unreadable ones are errors [8.2-access-trace 8.2-unreadable-call]', async () => {
  await using server = await serve([]);
  const { log } = server.world;
  using client = new RawClient(server.socket);
  await client.send("POST /RPC2 HTTP/1.1\r\nContent-Length: 5\r\n\r\n<a>\n'").until(/y>\r\n$/);
  client.received = '';
  await client.send(callRequest('')).until(/y>\r\n$/);
  assert.ok(log.lines.includes(`error XML-RPC request data "<a>\\n'" is invalid: unmarshallable`));
  const nameless = /^error XML-RPC request data ".*<methodName><.*" is invalid: no method name$/;
  assert.ok(log.lines.some((line) => nameless.test(line)));
  const access =
    /^trace localhost:0 - - \[\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000\] "POST \/RPC2 HTTP\/1.1" 400 \d+$/;
  await until('the traces', () => log.lines.filter((line) => access.test(line)).length === 2);
});
