/** What HTTP looks like on the connection: versions, keeping it open, headers, authentication. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { difference, differs } from '../rig/differences.ts';
import { FOR_BROWSERS } from '../rig/for-browsers.ts';
import { callRequest, RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';

const DATE = /Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/g;
const OK_HEAD = 'HTTP/1.1 200 OK\r\nServer: Medusa/1.12\r\nDATE';
const OK_BODY = 'Content-Type: text/plain\r\nContent-Length: 2\r\n';
const OK = `${OK_HEAD}${OK_BODY}\r\nOK`;

/** The answers as they came, with each date replaced by `DATE`. */
const dateless = (text: string): string => text.replace(DATE, 'DATE');

function errorPage(code: number, message: string, headers = ''): string {
  const page =
    '<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n' +
    `<p>Error code ${code}.\r\n<p>Message: ${message}.\r\n</body>\r\n`;
  const length = `Content-Length: ${page.length}\r\nContent-Type: text/html\r\n\r\n`;
  return `HTTP/1.1 ${code} ${message}\r\nServer: Medusa/1.12\r\nDATE${headers}${length}${page}`;
}

/** Sends a request on a connection of its own. */
async function ask(daemon: Daemon, ...lines: readonly string[]): Promise<string> {
  using client = new RawClient(daemon.paths.socket);
  return dateless(await client.send(...lines, 'Connection: close', '', '').rest());
}

test('a connection stays for the next request until the client asks for its end [10.1-keep-alive 10.1-headers]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  using client = new RawClient(daemon.paths.socket);
  for (const path of ['/ok.html', '/nothing', '/ok.html']) {
    client.received = '';
    await client.send(`GET ${path} HTTP/1.1`, '', '').until(/OK$|<\/body>\r\n$/);
    const expected = path === '/ok.html' ? OK : errorPage(404, 'Not Found');
    assert.equal(dateless(client.received), expected);
  }
  client.received = '';
  client.send('GET /ok.html HTTP/1.1', 'connection: close', '', '');
  assert.equal(dateless(await client.rest()), OK);
});

test('requests that are sent at once are answered one after the other [10.1-pipelining]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  using client = new RawClient(daemon.paths.socket);
  client.send(
    ...['GET /ok.html HTTP/1.1', '', 'GET /nothing HTTP/1.1', '', callRequest('supervisor.getPID')],
  );
  await client.until(/<\/methodResponse>\n$/);
  client.send('GET /ok.html HTTP/1.1', 'Connection: close', '', '');
  const answers = dateless(await client.rest());
  assert.ok(
    answers.startsWith(`${OK}${errorPage(404, 'Not Found')}${OK_HEAD}Content-Type: text/xml`),
  );
  assert.ok(answers.endsWith(`</methodResponse>\n${OK}`));
});

test('HTTP/1.0 ends with the answer, unless the client asks for more [10.1-http10 10.1-version]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const line = differs('the version in the status line', {
    original: 'HTTP/1.0 200 OK',
    ours: 'HTTP/1.1 200 OK',
  });
  const expected = OK.replace('HTTP/1.1 200 OK', line);
  using closing = new RawClient(daemon.paths.socket);
  assert.equal(dateless(await closing.send('GET /ok.html HTTP/1.0', '', '').rest()), expected);
  using keeping = new RawClient(daemon.paths.socket);
  const kept = expected.replace('\r\n\r\nOK', '\r\nConnection: Keep-Alive\r\n\r\nOK');
  for (const _ of [1, 2]) {
    keeping.received = '';
    keeping.send('GET /ok.html HTTP/1.0', 'Connection: keep-alive', '', '');
    assert.equal(dateless(await keeping.until(/OK$/)), kept);
  }
});

test('with a password nothing is answered without it, whatever the path and method [10.3-all 10.3-refusal]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    '[unix_http_server]\nusername = u\npassword = p\n[program:x]\ncommand = /bin/cat\nautostart = false\n',
    { auth: 'u:p' },
  );
  const challenge = 'Connection: close\r\nWWW-Authenticate: Basic realm="default"\r\n';
  const refused = errorPage(401, 'Unauthorized', challenge);
  for (const line of [
    'GET /',
    'POST /index.html',
    'GET /?action=stopall',
    'GET /ok.html',
    'GET /tail.html',
    'GET /logtail/x',
    'GET /logtail',
    'GET /mainlogtail',
    'GET /RPC2',
    'POST /RPC2',
    'GET /images/icon.png',
    'GET /nothing',
    'PUT /nothing',
    'GET http://host/',
  ]) {
    assert.equal(await ask(daemon, `${line} HTTP/1.1`), refused, line);
  }
  assert.match(await ask(daemon, 'HEAD /images/icon.png HTTP/1.1'), /^HTTP\/1\.1 401 /);
});

const basic = (account: string) => `Basic ${Buffer.from(account).toString('base64')}`;

test('what counts as the right account, and what is answered otherwise [10.3-basic 10.3-base64 10.3-colon 10.3-header-name]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[unix_http_server]\nusername = u\npassword = p:qr\n', {
    auth: 'u:p:qr',
  });
  const right = basic('u:p:qr');
  const cases = [
    [`Authorization: ${right}`, 200],
    [`authorization: ${right}`, 200],
    [`AUTHORIZATION: ${right.replace('Basic', 'bAsIC')}`, 200],
    [`Authorization: ${right.replace(' ', '  ')}`, 200],
    [`Authorization:${right}`, differs('headers without a blank', { original: 401, ours: 200 })],
    [`Authorization: ${right} x`, 400],
    ['Authorization: Basic dTp', 400],
    ['Authorization: Basic', 401],
    ['Authorization: Basic !!!', 500],
    [`Authorization: ${basic('u')}`, 500],
    [`Authorization: ${basic('u:p')}`, 401],
    [`Authorization: ${basic('U:p:q')}`, 401],
    [`Authorization: ${right.replace('Basic', 'Digest')}`, 401],
    [`X-Authorization: ${right}`, 401],
  ] as const;
  for (const [header, status] of cases) {
    const answer = await ask(daemon, 'GET /ok.html HTTP/1.1', header);
    assert.equal(Number(answer.split(' ')[1]), status, header);
  }
});

test('the password may be given as its SHA-1 in lower case [10.3-sha 19-sha]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(
    '[unix_http_server]\nusername = u\npassword = {SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d\n',
    { auth: 'u:thepassword' },
  );
  const status = async (password: string) => {
    const header = `Authorization: ${basic(`u:${password}`)}`;
    return Number((await ask(daemon, 'GET /ok.html HTTP/1.1', header)).split(' ')[1]);
  };
  assert.equal(await status('thepassword'), 200);
  assert.equal(await status('82ab876d1387bfafe46cc1c8a2ef074eae50cb1d'), 401);
  assert.equal(await status('{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d'), 401);
});

difference(
  'lines of requests',
  'a request may have no version or blank lines before it, but no other version',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    using versionless = new RawClient(daemon.paths.socket);
    assert.equal(dateless(await versionless.send('GET /ok.html', '', '').rest()), OK);
    assert.equal(await ask(daemon, '', '', 'GET /ok.html HTTP/1.1'), OK);
    assert.match(await ask(daemon, 'GET /ok.html HTTP/1.2'), /^HTTP\/1\.1 400 /);
  },
);

difference('parameters of a path', 'parameters of a path are left out', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  assert.equal(await ask(daemon, 'GET /ok.html;x HTTP/1.1'), OK);
});

test('there are no templates to be had, but what is tail.html is a page', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const template = await ask(daemon, 'GET /status.html HTTP/1.1');
  const status = Number(template.split(' ')[1]);
  assert.equal(status, differs('templates', { original: 200, ours: 404 }));
  assert.match(await ask(daemon, 'GET /tail.html HTTP/1.1'), /No process name found/);
});

test('the stream of a log is its last 1024 bytes, and then what the program writes [10.2-end 10.2-follow 10.2-headers]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('x.log')}
`);
  const run = await child.nextRun();
  await run.write(`${'a'.repeat(2000)}${'b'.repeat(1023)}\n`);
  await rig.readUntil('x.log', /b\n$/);
  using client = new RawClient(daemon.paths.socket);
  client.send('GET /logtail/x/stdout HTTP/1.1', '', '');
  const answer = await client.until(/b\n\r\n$/);
  assert.match(
    answer.replace(DATE, '').replace(FOR_BROWSERS, ''),
    /^HTTP\/1\.1 200 OK\r\nServer: Medusa\/1\.12\r\nLast-Modified: [^\r]+ GMT\r\nContent-Type: text\/plain;charset=utf-8\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nb{1023}\n\r\n$/,
  );
  await run.write('more\n');
  await client.until(/\r\n5\r\nmore\n\r\n$/);
  await daemon.rpc('clearProcessLogs', 'x');
  await run.write('again\n');
  await client.until(/again\n\r\n$/);

  using main = new RawClient(daemon.paths.socket);
  main.send('GET /mainlogtail HTTP/1.1', '', '');
  assert.doesNotMatch(await main.until(/chunked\r\n\r\n/), /X-Accel-Buffering/);
});

difference('#18', 'over HTTP/1.0 the stream comes as it is, at once [10.2-http10]', async () => {
  await using rig = await Rig.create();
  const log = rig.write('x.log', 'text\n');
  const daemon = await rig.daemon(
    `[program:x]\ncommand = /bin/cat\nautostart = false\nstdout_logfile = ${log}\n`,
  );
  using client = new RawClient(daemon.paths.socket);
  await client.send('GET /logtail/x HTTP/1.0', '', '').until(/\r\n\r\ntext\n$/);
});
