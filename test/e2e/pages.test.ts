/** The classic pages: what tools read in them and what their links do, not how they look. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Daemon } from '../rig/daemon.ts';
import { difference, differs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { request } from '../rig/xmlrpc.ts';

const UNCACHED = {
  pragma: 'no-cache',
  'cache-control': 'no-cache',
  expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
};

function get(
  daemon: Daemon,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body = '',
) {
  return request({ socketPath: daemon.paths.socket }, { path, headers, method, body });
}

/** Sends an action, as GET or as a form. @returns the message that the page is to show then */
async function act(daemon: Daemon, fields: string, method = 'GET'): Promise<string> {
  const answer =
    method === 'GET'
      ? await get(daemon, `/?${fields}`, { Host: 'h:9' })
      : await get(daemon, '/index.html', { Host: 'h:9' }, 'POST', fields);
  assert.equal(answer.status, 301);
  const { location = '' } = answer.headers;
  const base = differs('redirects', { original: 'http://h:9/', ours: './' });
  assert.equal(location.slice(0, base.length), base);
  const [, message = ''] = /^\?message=([^&]*)$/.exec(location.slice(base.length)) ?? [];
  assert.doesNotMatch(message, /[+ ]/);
  for (const [name, value] of Object.entries(UNCACHED)) assert.equal(answer.headers[name], value);
  return decodeURIComponent(message);
}

/** What a tool reads: a list of class, state, description, name and the labels and links. */
async function rows(daemon: Daemon) {
  const { status, headers, body } = await get(daemon, '/');
  assert.equal(status, 200);
  assert.equal(headers['content-type'], 'text/html;charset=utf-8');
  for (const [name, value] of Object.entries(UNCACHED)) assert.equal(headers[name], value);
  assert.match(body, /<title>Supervisor Status<\/title>/);
  return body
    .split(/<tr class="(?:shade)?">/)
    .slice(1)
    .map((row) => {
      const [, css, state] = /<span class="(status\w+)">(\w+)<\/span>/.exec(row) ?? [];
      const [, name] = /<a href="tail\.html\?processname=([^"]+)" target="_blank"/.exec(row) ?? [];
      const links = [...row.matchAll(/<a href="([^"#]+)" name="([^"]+)"/g)].map(
        ([, href = '', label]) => [label, href.replace('&amp;', '&')],
      );
      return { css, state, name, links };
    });
}

const CTIME = /\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

test('the status page lists processes by group and name, with what can be done [13-rows 13-classes 13-links 13-headers 13-title]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:zed]
command = /bin/cat
startsecs = 0
[program:bad]
command = /nowhere/x
startretries = 0
[program:pair]
command = /bin/cat
numprocs = 2
process_name = p%(process_num)d
autostart = false
`);
  await daemon.state('zed', 'RUNNING');
  await daemon.state('bad', 'FATAL');
  const common = (name: string) => [
    ['Clear Log', `index.html?processname=${name}&action=clearlog`],
    ['Tail -f Stdout', `logtail/${name}`],
    ['Tail -f Stderr', `logtail/${name}/stderr`],
  ];
  const action = (label: string, name: string) => [
    label,
    `index.html?processname=${name}&action=${label.toLowerCase()}`,
  ];
  const stopped = (name: string, css = 'statusnominal', state = 'stopped') => ({
    ...{ css, state, name },
    links: [action('Start', name), ...common(name)],
  });
  assert.deepEqual(await rows(daemon), [
    stopped('bad', 'statuserror', 'fatal'),
    stopped('pair%3Ap0'),
    stopped('pair%3Ap1'),
    {
      ...{ css: 'statusrunning', state: 'running', name: 'zed' },
      links: [action('Restart', 'zed'), action('Stop', 'zed'), ...common('zed')],
    },
  ]);
});

test('a page without programs says so [13-none]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  const { body } = await get(daemon, '/index.html');
  assert.match(body, /No programs to manage/);
  for (const name of ['refresh', 'restartall', 'stopall']) {
    assert.ok(body.includes(`<a href="index.html?action=${name}">`), name);
  }
});

test('actions on a process are done and told [13-start 13-stop 13-restart 13-clear 13-errors 13-unknown-process 13-get-post]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
startsecs = 0
autostart = false
[program:missing]
command = /nowhere/x
autostart = false
[program:plain]
command = ${rig.write('plain', '', 0o644)}
autostart = false
`);
  const cases = [
    ['start', 'x', 'Process x started'],
    ['start', 'x', 'ERROR: Process x: already started'],
    ['restart', 'x', 'Process x restarted'],
    ['clearlog', 'x:x', 'Log for x:x cleared'],
    ['stop', 'x', 'Process x stopped'],
    ['stop', 'x', 'unexpected rpc fault [70] NOT_RUNNING: x'],
    ['start', 'missing', 'ERROR: Process missing: no such file'],
    ['start', 'plain', 'ERROR: Process plain: file not executable'],
    ['restart', 'missing', 'Process missing restarted'],
    ['start', 'zz', 'No such process named zz'],
    ['start', 'x:*', 'No such process named x:*'],
    ['nonsense', 'zz', 'No such process named zz'],
  ] as const;
  for (const [action, name, message] of cases) {
    const fields = `processname=${encodeURIComponent(name)}&action=${action}`;
    assert.equal(await act(daemon, fields), message, `${action} ${name}`);
  }
  assert.equal((await daemon.info('x')).statename, 'STOPPED');
  assert.equal(await act(daemon, 'action=start&processname=x', 'POST'), 'Process x started');
  assert.equal((await daemon.info('x')).statename, 'RUNNING');
});

test('actions on everything are done and told; what is no action is an error [13-all 13-refresh 13-unknown-action]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('[program:x]\ncommand = /bin/cat\nstartsecs = 0\n');
  const { pid } = await daemon.state('x', 'RUNNING');
  assert.match(
    await act(daemon, 'action=refresh'),
    new RegExp(`^Page refreshed at ${CTIME.source}`),
  );
  assert.match(
    await act(daemon, 'action=restartall'),
    new RegExp(`^All restarted at ${CTIME.source}`),
  );
  assert.notEqual((await daemon.state('x', 'RUNNING')).pid, pid);
  assert.match(await act(daemon, 'action=stopall'), new RegExp(`^All stopped at ${CTIME.source}`));
  await daemon.state('x', 'STOPPED');
  for (const fields of ['action=zap', 'action=start', 'action=zap&processname=x']) {
    assert.equal((await get(daemon, `/?${fields}`)).status, 500, fields);
  }
});

test('what is shown is escaped: messages, names and logs [13-message 13-escaped 19-escaped]', async () => {
  await using rig = await Rig.create();
  const log = rig.write('x.log', '</pre><script>alert(1)</script>&');
  const daemon = await rig.daemon(`
[program:<b>&x]
command = /bin/cat
autostart = false
stdout_logfile = ${log}
`);
  const pages = await Promise.all(
    ['/?message=%3Cscript%3Ehi+there', '/tail.html?processname=%3Cb%3E%26x'].map((path) =>
      get(daemon, path),
    ),
  );
  for (const { body } of pages)
    assert.doesNotMatch(body, /<script(?! type="module" src="dashboard\/app\.js">)|<b>/);
  assert.match(pages[0]?.body ?? '', /class="status_msg"[^>]*>&lt;script(>|&gt;)hi there</);
  assert.match(pages[0]?.body ?? '', />&lt;b(>|&gt;)&amp;x<\/a>/);
  assert.match(pages[1]?.body ?? '', /<pre[^>]*>&lt;\/pre(>|&gt;)&lt;script.*&amp;<\/pre>/);
});

test('the tail page shows the end of the output, at least 1024 bytes of it [13-tail 13-tail-limit 13-tail-errors]', async () => {
  await using rig = await Rig.create();
  const log = rig.write('x.log', `${'a'.repeat(3000)}${'b'.repeat(1024)}`);
  const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
autostart = false
stdout_logfile = ${log}
[program:none]
command = /bin/cat
autostart = false
stdout_logfile = NONE
`);
  const tail = async (query: string) => {
    const { status, body } = await get(daemon, `/tail.html${query}`);
    assert.equal(status, 200);
    return {
      title: /<title>(.*)<\/title>/.exec(body)?.[1],
      text: /<pre[^>]*>(.*)<\/pre>/s.exec(body)?.[1],
      refresh: /<a href="(tail\.html[^"]*)"/.exec(body)?.[1]?.replace('&amp;', '&'),
    };
  };
  const x = (limit: number, text: string) => ({
    title: 'Supervisor tail of process x',
    text,
    refresh: `tail.html?processname=x&limit=${limit}`,
  });
  const end = 'b'.repeat(1024);
  assert.deepEqual(await tail('?processname=x'), x(1024, end));
  assert.deepEqual(await tail('?processname=x&limit=10'), x(1024, end));
  assert.deepEqual(await tail('?processname=x&limit=-1'), x(1024, end));
  assert.deepEqual(await tail('?processname=x&limit=1026'), x(1026, `aa${end}`));
  assert.equal((await tail('?processname=none')).text, 'No file for none');
  const unknown = await tail('?processname=zz');
  assert.equal(unknown.text, 'ERROR: unexpected rpc fault [10] BAD_NAME: zz');
  assert.deepEqual(await tail(''), {
    title: 'Supervisor tail of process None',
    text: 'No process name found',
    refresh: undefined,
  });
});

test('over plain HTTP nothing but Referer would tell where an action comes from, and it is done [19-plain-http]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  for (const referer of ['http://evil.example/page', 'http://public.example/', 'http://h:9/']) {
    const headers = { Host: 'h:9', Referer: referer };
    assert.equal((await get(daemon, '/?action=refresh', headers)).status, 301, referer);
  }
});

test('a program that ends too early, and one that is stopped while it starts, are told [13-spawn-error 13-abnormal]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:short]
command = /bin/false
startretries = 0
autostart = false
[program:slow]
command = /bin/cat
startsecs = 60
autostart = false
`);
  const early = await act(daemon, 'action=start&processname=short');
  assert.equal(early, 'ERROR: Process short: spawn error');
  const starting = act(daemon, 'action=start&processname=slow');
  await daemon.state('slow', 'STARTING');
  await daemon.rpc('stopProcess', 'slow');
  assert.equal(await starting, 'ERROR: Process slow: abnormal termination');
});

difference(
  '#26',
  "another site's page cannot make a browser change anything [19-cross-site]",
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const status = async (
      headers: Record<string, string>,
      path = '/?action=refresh',
      method = 'GET',
    ) => (await get(daemon, path, { Host: 'localhost', ...headers }, method)).status;
    for (const foreign of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { Origin: 'http://evil.example' },
      { Origin: 'null' },
    ]) {
      assert.equal(await status(foreign), 403);
      assert.equal(await status(foreign, '/?%61ction=refresh'), 403);
      assert.equal(await status(foreign, '/RPC2', 'POST'), 403);
      assert.equal(await status(foreign, '/', 'POST'), 403);
      assert.equal(await status(foreign, '/'), 200, 'a link to the page');
    }
    for (const own of [
      {},
      { 'Sec-Fetch-Site': 'same-origin', Origin: 'https://proxy.example' },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: 'http://localhost' },
    ]) {
      assert.equal(await status(own), 301);
    }
  },
);

difference(
  '#26',
  'where there is no password, a browser must ask for a name that is ours [19-rebinding 19-other-clients]',
  async () => {
    await using rig = await Rig.create();
    const open = await rig.daemon('[unix_http_server]\nallowed_hosts = tools.example,*.lan\n');
    const locked = await rig.daemon('[unix_http_server]\nusername = u\npassword = p\n', {
      auth: 'u:p',
    });
    const status = async (daemon: Daemon, host: string, headers: Record<string, string>) =>
      (await get(daemon, '/ok.html', { Host: host, ...headers })).status;
    const browsers = [
      { 'User-Agent': 'Mozilla/5.0 (X11)' },
      { 'Accept-Language': 'en' },
      { Origin: 'http://evil.example' },
      { 'Sec-Fetch-Site': 'same-origin' },
    ];
    const { stdout } = await rig.run('hostname');
    const names = [
      stdout.trim(),
      '127.0.0.1:9001',
      '[::1]:9001',
      '[::1]',
      'LOCALHOST:1',
      'localhost.',
    ];
    for (const browser of browsers) {
      for (const host of ['evil.example', 'evil.example:9001', '127.0.0.1.evil.example']) {
        assert.equal(await status(open, host, browser), 403, host);
      }
      for (const host of [...names, 'tools.example:80', 'a.lan']) {
        assert.equal(await status(open, host, browser), 200, host);
      }
      const authorization = `Basic ${Buffer.from('u:p').toString('base64')}`;
      const passed = { ...browser, Authorization: authorization };
      assert.equal(await status(locked, 'evil.example', passed), 200);
    }
    assert.equal(await status(open, 'evil.example', { 'User-Agent': 'curl/8' }), 200);
  },
);
