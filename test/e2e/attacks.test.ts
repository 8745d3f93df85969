/**
 * What somebody might try who may not do what they want to, each with what comes of it.
 *
 * Documents that are bombs, floods of calls and readers that never read are in bad-requests.test.ts;
 * heads that never end, with their clock, in src/http/http-server.test.ts.
 *
 * SOAK=10000 opens so many connections of each kind; an ordinary run opens three times the limit.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { difference } from '../rig/differences.ts';
import { callRequest, RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { call, request } from '../rig/xmlrpc.ts';

const USER = '[user:ada]\npassword = rule\nrole = admin\n';
const CAT = 'command = /bin/cat\nstartsecs = 0\n';

async function served(rig: Rig, text: string) {
  const port = await rig.freePort();
  const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n${text}`);
  return { daemon, port, ada: { port, auth: 'ada:rule' } };
}

difference(
  'users',
  'a form of another site changes nothing, whoever the browser has logged in as [19-cross-site]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, ada } = await served(rig, `${USER}[program:x]\n${CAT}`);
    await daemon.state('x', 'RUNNING');
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const sites = [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
    ];
    const requests = [
      { method: 'POST', path: '/index.html', body: 'processname=x&action=stop', headers: form },
      {
        method: 'POST',
        path: '/RPC2',
        body: '<methodCall><methodName>supervisor.stopAllProcesses</methodName></methodCall>',
      },
      {
        method: 'POST',
        path: '/api/v1/processes/x/stop',
        body: '{}',
        headers: { 'Content-Type': 'application/json' },
      },
      { method: 'DELETE', path: '/api/v1/groups/x' },
    ];
    for (const site of sites) {
      for (const { headers = {}, ...asked } of requests) {
        const { status } = await request(ada, { ...asked, headers: { ...headers, ...site } });
        assert.equal(status, 403, `${asked.path} ${JSON.stringify(site)}`);
      }
    }
    const plain = { ...requests[2], headers: { 'Content-Type': 'text/plain' } };
    assert.equal((await request(ada, plain)).status, 415, 'what a form can send is no document');
    assert.equal((await daemon.info('x')).statename, 'RUNNING');
  },
);

difference(
  '#26',
  'a name that another site has pointed to us opens no door of an open server [19-rebinding]',
  async () => {
    await using rig = await Rig.create();
    const { port } = await served(rig, '');
    const browser = { 'User-Agent': 'Mozilla/5.0', Host: `evil.example:${port}` };
    for (const path of [
      '/',
      '/RPC2',
      '/mainlogtail',
      '/api/v1/processes',
      '/stylesheets/supervisor.css',
    ]) {
      const method = path === '/RPC2' ? 'POST' : 'GET';
      assert.equal((await request({ port }, { method, path, headers: browser })).status, 403, path);
    }
  },
);

difference('..', 'no path leads out of the folder of the pages', async () => {
  await using rig = await Rig.create();
  const { port, ada } = await served(rig, USER);
  const authorization = `Authorization: Basic ${Buffer.from(ada.auth).toString('base64')}`;
  for (const path of [
    '/../package.json',
    '/../../../../../../etc/passwd',
    '/stylesheets/../../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '/stylesheets/..%5c..%5cpackage.json',
    '//etc/passwd',
    '/./../package.json',
    '/stylesheets/supervisor.css%00.gif',
    '/logtail/..%2f..%2fetc%2fpasswd',
    '/logtail/x/..%2f..%2fetc%2fpasswd',
    '/api/v1/processes/..%2f..%2fetc%2fpasswd/log/stdout',
    '/api/v1/../../package.json',
  ]) {
    using client = new RawClient(port);
    client.send(
      `GET ${path} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      authorization,
      '',
      '',
    );
    const answer = await client.rest();
    assert.match(answer, /^HTTP\/1\.1 404 /, path);
    assert.doesNotMatch(answer, /root:|"visord"/, path);
  }
});

difference('users', 'nothing that is sent becomes a header, or a line of the log', async () => {
  await using rig = await Rig.create();
  const { daemon, port, ada } = await served(rig, USER);
  const breaks = '%0d%0aSet-Cookie:%20a=b%0d%0a%0d%0a%3Cscript%3E';
  for (const path of [
    `/index.html?action=start&processname=${breaks}`,
    `/index.html?message=${breaks}`,
    `/tail.html?processname=${breaks}`,
    `/logtail/${breaks}`,
    `/${breaks}/`,
    `/stylesheets${breaks}`,
    `/api/v1/processes/${breaks}`,
    `/api/v1/processes/${breaks}/log/stdout/download`,
  ]) {
    const { headers, body } = await request(ada, { path });
    assert.equal(headers['set-cookie'], undefined, path);
    const isShown = headers['content-type']?.startsWith('text/html');
    if (isShown) assert.doesNotMatch(body, /<script>/, path);
  }
  const line = 'x\nCRIT everything has ended';
  for (const auth of [`${line}:rule`, `ada:${line}`]) {
    await assert.rejects(call({ port, auth }, 'supervisor.getState', []), /401/);
  }
  await assert.rejects(call(ada, 'supervisor.startProcess', [line]), /BAD_NAME/);
  await assert.rejects(call(ada, line, []));
  assert.deepEqual(daemon.messages(/^CRIT everything/), []);
});

difference(
  'headers for browsers',
  'a script in a name or a log stays text, and no browser would run it [19-frames]',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const script = '<script>alert(1)</script>';
    const { daemon, ada } = await served(
      rig,
      `${USER}[program:<img_src=x_onerror=alert(1)>]\ncommand = ${child.command}\nstdout_logfile = ${rig.path('out')}\n`,
    );
    const run = await child.nextRun();
    await run.write(`</pre>${script}\n`);
    await rig.holds('out', `</pre>${script}\n`);
    const name = encodeURIComponent('<img_src=x_onerror=alert(1)>');
    for (const path of [
      '/',
      `/tail.html?processname=${name}`,
      `/?message=${encodeURIComponent(script)}`,
    ]) {
      const { headers, body } = await request(ada, { path });
      assert.doesNotMatch(body, /<script(?! type="module" src="dashboard\/app\.js">)|<img_/, path);
      assert.match(
        String(headers['content-security-policy']),
        /^default-src 'self';.*frame-ancestors 'none'$/,
      );
      assert.equal(headers['x-frame-options'], 'DENY');
    }
    for (const path of [
      '/stylesheets/supervisor.css',
      '/images/supervisor.gif',
      `/api/v1/processes/${name}/log/stdout`,
    ]) {
      const { status, headers } = await request(ada, { path });
      assert.equal(status, 200, path);
      assert.equal(headers['x-content-type-options'], 'nosniff', path);
    }
    await daemon.state('<img_src=x_onerror=alert(1)>', 'RUNNING');
  },
);

difference(
  'guessing',
  'who guesses is told of in the log, once, and is not locked out [19-guessing]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, port, ada } = await served(rig, USER);
    for (let n = 0; n < 6; n++) {
      await assert.rejects(call({ port, auth: `ada:${n}` }, 'supervisor.getState', []), /401/);
    }
    await call(ada, 'supervisor.getState', []);
    const text = 'WARN too many wrong passwords from 127.0.0.1: each answer to it waits a second';
    assert.deepEqual(daemon.messages(/wrong password/), [text]);
  },
);

/** A thousand connections, each with the log that it follows, and some for the daemon itself. */
const MOST_DESCRIPTORS = 2050;

const CONNECTIONS = Number(process.env.SOAK ?? 3000);
const AT_ONCE = 500;

/** How many descriptors a process has. */
const descriptors = (pid: number) => readdirSync(`/proc/${pid}/fd`).length;

for (const [what, ...lines] of [
  ['idle connections'],
  ['heads that do not end', 'GET / HTTP/1.1', 'Host: x', ''],
  ['streams that nobody reads', 'GET /mainlogtail HTTP/1.1', '', ''],
] as const) {
  difference(
    'idle connections',
    `thousands of ${what} keep nobody out, and are not kept [10.1-crowded]`,
    async () => {
      await using rig = await Rig.create();
      const { daemon, port } = await served(rig, '');
      const before = descriptors(daemon.pid);
      for (let opened = 0; opened < CONNECTIONS; opened += AT_ONCE) {
        const clients = Array.from({ length: AT_ONCE }, () => new RawClient(port));
        if (lines.length > 0) for (const client of clients) client.send(...lines);
        await Promise.all(
          clients.map(({ socket }) =>
            until('a connection', () => !socket.connecting || socket.closed),
          ),
        );
        using caller = new RawClient(port);
        await caller.send(callRequest('supervisor.getState')).until(/RUNNING/);
        assert.ok(descriptors(daemon.pid) - before <= MOST_DESCRIPTORS);
      }
      assert.equal((await daemon.ctl('pid')).stdout, `${daemon.pid}\n`);
    },
  );
}
