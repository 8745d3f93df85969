/** HTTP as bytes: routes, statuses, headers, versions, authentication, files. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { differs } from '../rig/differences.ts';
import { FOR_BROWSERS } from '../rig/for-browsers.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';

const DATE = /Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n/;
const HEAD = 'HTTP/1.1 200 OK\r\nServer: Medusa/1.12\r\n';

function errorPage(code: number, message: string, headers = ''): string {
  const page =
    '<head>\r\n<title>Error response</title>\r\n</head>\r\n<body>\r\n<h1>Error response</h1>\r\n' +
    `<p>Error code ${code}.\r\n<p>Message: ${message}.\r\n</body>\r\n`;
  const length = `Content-Length: ${page.length}\r\nContent-Type: text/html\r\n\r\n`;
  return `HTTP/1.1 ${code} ${message}\r\nServer: Medusa/1.12\r\n${headers}${length}${page}`;
}

const BAD_REQUEST = errorPage(400, 'Bad Request');
const NOT_FOUND = errorPage(404, 'Not Found');
const TOO_VAGUE = errorPage(411, 'Length Required');
const CRASH = errorPage(500, 'Internal Server Error');

/** Sends a request on a connection of its own. @returns the answer, with the date cut out */
async function ask(daemon: Daemon, ...lines: readonly string[]): Promise<string> {
  using client = new RawClient(daemon.paths.socket);
  const answer = await client.send(...lines, 'Connection: close', '', '').rest();
  assert.match(answer, DATE);
  return answer.replace(DATE, '');
}

async function check(daemon: Daemon, cases: readonly (readonly [string, string])[]) {
  for (const [line, expected] of cases) {
    const answer = await ask(daemon, `${line} HTTP/1.1`);
    assert.equal(answer, expected, line);
  }
}

/** What HEAD is answered; the original sends the page of an error with it. */
function headOf(answer: string): string {
  const ours = answer.slice(0, answer.indexOf('<head>'));
  return differs('the body of an error', { original: answer, ours });
}

const OK = `${HEAD}Content-Type: text/plain\r\nContent-Length: 2\r\n\r\nOK`;

test('what no route has, and methods that a route does not have [10-rpc-get 10-rpc-length 10-logtail-methods 10-logtail-missing 10-logtail-bare 10-page-methods 10-others 10-head-root 10-absolute 10.1-error-page]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\nautostart = false\n');
  await check(daemon, [
    ['GET /RPC2', BAD_REQUEST],
    ['HEAD /RPC2', headOf(BAD_REQUEST)],
    ['POST /RPC2', TOO_VAGUE],
    ['POST /logtail/x', BAD_REQUEST],
    ['POST /mainlogtail', BAD_REQUEST],
    ['GET /logtail/zz', NOT_FOUND],
    ['GET /logtail/x/stdin', NOT_FOUND],
    ['GET /logtail', CRASH],
    ['GET /nothing', NOT_FOUND],
    ['GET http://host/ok.html', NOT_FOUND],
    ['PUT /', BAD_REQUEST],
    ['PUT /nothing', BAD_REQUEST],
    ['DELETE /ok.html', BAD_REQUEST],
    ['HEAD /', headOf(NOT_FOUND)],
  ]);
});

test('/ok.html says OK, under its name and by prefix of nothing else [10-ok]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await check(daemon, [
    ['GET /ok.html', OK],
    ['GET //ok.html?a=b', OK],
    ['GET /%6fk.html', OK],
    ['GET /ok.htmlx', NOT_FOUND],
    ['POST /ok.html', TOO_VAGUE],
  ]);
});

test('RPC2 and the tails are found by the beginning of the path as it was sent [10-prefix]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  await check(daemon, [
    ['GET /RPC2/foo?x', BAD_REQUEST],
    ['POST /RPC2suffix', TOO_VAGUE],
    ['GET //RPC2', NOT_FOUND],
    ['GET /%52PC2', BAD_REQUEST],
    ['GET /%2FRPC2', NOT_FOUND],
  ]);
  using client = new RawClient(daemon.paths.socket);
  client.send('GET /mainlogtailXYZ HTTP/1.1', '', '');
  await client.until(/^HTTP\/1\.1 200 OK\r\n/);
});

const CSS = 'stylesheets/supervisor.css';

test('files of the pages are served with their dates, whole, as a head, or not again [10-static 10-static-fresh 10-static-head]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const types = [
    [`/${CSS}`, 'text/css'],
    ['/images/icon.png', 'image/png'],
    ...['rule', 'state0', 'state1', 'state2', 'state3', 'supervisor'].map((name) => [
      `/images/${name}.gif`,
      'image/gif',
    ]),
  ] as const;
  for (const [path, type] of types) {
    const answer = await ask(daemon, `HEAD ${path} HTTP/1.1`);
    const [, modified = '', length = ''] =
      /^HTTP\/1\.1 200 OK\r\nServer: Medusa\/1\.12\r\nLast-Modified: (.* GMT)\r\nContent-Length: (\d+)\r\nContent-Type: [^\r]*\r\n\r\n$/.exec(
        answer.replace(FOR_BROWSERS, ''),
      ) ?? [];
    assert.ok(answer.includes(`Content-Type: ${type}\r\n`), answer);
    const whole = await ask(daemon, `GET ${path}?v=1 HTTP/1.1`);
    assert.equal(whole.slice(0, answer.length), answer);
    assert.equal(whole.length - answer.length, Number(length), path);
    for (const date of [
      modified,
      `${modified}; length=${length}`,
      'Sat, 01 Jan 2039 00:00:00 GMT',
    ]) {
      const fresh = await ask(daemon, `GET ${path} HTTP/1.1`, `If-Modified-Since: ${date}`);
      assert.match(fresh, /^HTTP\/1\.1 304 Not Modified\r\nServer: Medusa\/1\.12\r\n/);
    }
    for (const date of ['Thu, 01 Jan 1970 00:00:01 GMT', `${modified}; length=1`, 'x']) {
      const stale = await ask(daemon, `HEAD ${path} HTTP/1.1`, `If-Modified-Since: ${date}`);
      assert.equal(stale, answer, date);
    }
  }
});

test('folders, and paths that lead out of them [10-static-directory 10-dots]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const locationOf = (answer: string) => /\r\nLocation: (.*)\r\n/.exec(answer)?.[1];
  for (const [path, there] of [
    ['/stylesheets', '/stylesheets/'],
    ['/%2e%2e/images', '/images/'],
    ['//images', '/images/'],
  ] as const) {
    const answer = await ask(daemon, `GET ${path} HTTP/1.1`, 'Host: any.host:9');
    assert.match(answer, /^HTTP\/1\.1 301 Moved Permanently\r\nServer: Medusa\/1\.12\r\n/);
    const original = locationOf(answer)?.replace('/../', '/');
    const expected = differs('redirects', {
      original: `http://<unix domain socket>${there}`,
      ours: there,
    });
    assert.equal(original, expected);
  }
  const above = await ask(daemon, 'GET /.. HTTP/1.1');
  assert.match(above, differs('..', { original: / 301 .*\r\nLocation: /s, ours: / 404 / }));
  const outside = ['../package.json', '%2e%2e/package.json', '../../../../../etc/passwd'];
  for (const path of [
    'stylesheets/',
    '',
    'images/',
    ...outside,
    'images/../../package.json',
    `${CSS}%00`,
  ]) {
    const answer = await ask(daemon, `GET /${path}${path === '' ? '?' : ''} HTTP/1.1`);
    if (path === '') assert.match(answer, / 200 OK/);
    else assert.equal(answer, NOT_FOUND, path);
  }
  assert.match(await ask(daemon, `HEAD /images/../${CSS} HTTP/1.1`), / 200 OK\r\n/);
});
