/** Users of the configuration: what each may do, at every door. */
import assert from 'node:assert/strict';
import { supervisorctl } from '../rig/commands.ts';
import { asRoot, difference } from '../rig/differences.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { type Address, call, Fault, request, type Value } from '../rig/xmlrpc.ts';

const USERS = `
[user:vic]
password = look
[user:oscar]
password = work
role = operator
groups = web
[user:ada]
password = rule
role = admin
[program:web]
command = /bin/cat
startsecs = 0
[program:db]
command = /bin/cat
startsecs = 0
`;

/** A daemon with these users, two programs that run, and an address for each user. */
async function served(rig: Rig, more = '') {
  const port = await rig.freePort();
  const text = `[inet_http_server]\nport = 127.0.0.1:${port}\n${USERS}${more}`;
  const daemon = await rig.daemon(text);
  for (const name of ['web', 'db']) await daemon.state(name, 'RUNNING');
  return {
    daemon,
    port,
    nobody: { port } as Address,
    vic: { port, auth: 'vic:look' },
    oscar: { port, auth: 'oscar:work' },
    ada: { port, auth: 'ada:rule' },
  };
}

async function outcome(answer: Promise<Value>): Promise<string> {
  return answer.then(
    () => 'done',
    (error: unknown) => {
      if (error instanceof Fault) return error.message;
      throw error;
    },
  );
}

difference(
  'users',
  'each role has its calls, over XML-RPC and within multicall [19-users]',
  async () => {
    await using rig = await Rig.create();
    const { vic, oscar, ada, nobody } = await served(rig);
    const may = (address: Address, name: string, ...values: Value[]) =>
      outcome(call(address, `supervisor.${name}`, values));
    await assert.rejects(call(nobody, 'supervisor.getState', []), /401/);

    assert.equal(await may(vic, 'getProcessInfo', 'web'), 'done');
    assert.equal(await may(vic, 'readLog', 0, 0), 'done');
    assert.equal(await may(vic, 'stopProcess', 'web'), 'NOT_PERMITTED: supervisor.stopProcess');
    const within = (await call(vic, 'system.multicall', [
      [{ methodName: 'supervisor.stopAllProcesses', params: [] }],
    ])) as readonly { faultCode: number }[];
    assert.equal(within[0]?.faultCode, 100);

    assert.equal(await may(oscar, 'stopProcess', 'web'), 'done');
    assert.equal(await may(oscar, 'startProcess', 'web'), 'done');
    assert.equal(await may(oscar, 'stopProcess', 'db'), 'BAD_NAME: db');
    assert.equal(await may(oscar, 'readLog', 0, 0), 'NOT_PERMITTED: supervisor.readLog');
    assert.equal(await may(oscar, 'shutdown'), 'NOT_PERMITTED: supervisor.shutdown');
    const infos = (await call(oscar, 'supervisor.getAllProcessInfo', [])) as { name: string }[];
    assert.deepEqual(
      infos.map(({ name }) => name),
      ['web'],
    );

    assert.equal(await may(ada, 'stopProcess', 'db'), 'done');
    assert.equal(await may(ada, 'removeProcessGroup', 'db'), 'done');
    assert.equal(await may(ada, 'reloadConfig'), 'done');
  },
);

difference('users', 'pages, logs and files ask who it is, and show what they may see', async () => {
  await using rig = await Rig.create();
  const { daemon, port, vic, oscar, ada, nobody } = await served(rig);
  const status = async (address: Address, path: string) =>
    (await request(address, { path })).status;
  const doors: [path: string, ...statuses: number[]][] = [
    ['/', 401, 200, 200, 200],
    ['/tail.html?processname=web', 401, 200, 200, 200],
    ['/stylesheets/supervisor.css', 401, 200, 200, 200],
    ['/ok.html', 401, 200, 200, 200],
    ['/no/such/page', 401, 404, 404, 404],
    ['/index.html?action=refresh', 401, 301, 301, 301],
    ['/index.html?action=stop&processname=web', 401, 403, 301, 301],
    ['/index.html?action=start&processname=web', 401, 403, 301, 301],
    ['/index.html?action=clearlog&processname=web', 401, 403, 301, 301],
    ['/index.html?action=stopall', 401, 403, 301, 301],
  ];
  for (const [path, ...expected] of doors) {
    const answers: number[] = [];
    for (const who of [nobody, vic, oscar, ada]) answers.push(await status(who, path));
    assert.deepEqual(answers, expected, path);
  }

  assert.doesNotMatch((await request(oscar)).body, /processname=db/);
  assert.match((await request(vic)).body, /processname=db/);
  const hidden = await request(oscar, { path: '/tail.html?processname=db' });
  assert.match(hidden.body, /BAD_NAME: db/);

  const head = async (path: string, address: Address) => {
    using client = new RawClient(port);
    const basic = Buffer.from(address.auth ?? '').toString('base64');
    client.send(`GET ${path} HTTP/1.1`, `Authorization: Basic ${basic}`, '', '');
    return (await client.until(/\r\n\r\n/)).slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
  };
  assert.equal(await head('/mainlogtail', oscar), '403');
  assert.equal(await head('/mainlogtail', vic), '200');
  assert.equal(await head('/logtail/web', oscar), '200');
  assert.equal(await head('/logtail/db', oscar), '404');
  assert.equal(await head('/logtail/db', vic), '200');
  assert.deepEqual(daemon.messages(/ERRO|CRIT Server/), []);
});

difference(
  'audit',
  'the log says who has changed what, from where, and what was refused [19-audit]',
  async () => {
    await using rig = await Rig.create();
    const { daemon, vic, ada } = await served(rig);
    await call(ada, 'supervisor.stopProcess', ['db']);
    await outcome(call(vic, 'supervisor.shutdown', []));
    await request(ada, { path: '/index.html?action=start&processname=db' });
    await daemon.ctl('signal', 'HUP', 'web');
    await call(ada, 'supervisor.getState', []);
    const who = (await rig.run('id', '-un')).stdout.trim();
    const audited = daemon.messages(/ from /).map((line) => line.replace(/:\d+:|pid \d+/, '...'));
    assert.deepEqual(audited, [
      "INFO ada from 127.0.0.1... supervisor.stopProcess('db')",
      'INFO vic from 127.0.0.1... supervisor.shutdown() is not permitted',
      "INFO ada from 127.0.0.1... supervisor.startProcess('db')",
      `INFO ${who} from ...: supervisor.signalProcess('web', 'HUP')`,
    ]);
  },
);

difference('audit', 'without users the log says so only if it is asked to', async () => {
  await using rig = await Rig.create();
  const program = '[program:x]\ncommand = /bin/cat\nstartsecs = 0\n';
  for (const [audit, lines] of [
    ['', 0],
    ['[supervisord]\naudit = true\n', 1],
  ] as const) {
    const daemon = await rig.daemon(program + audit);
    await daemon.state('x', 'RUNNING');
    await daemon.ctl('stop', 'x');
    assert.equal(daemon.messages(/ from pid \d+: supervisor.stopProcess\('x'\)$/).length, lines);
    await daemon.stop();
  }
});

difference('users', 'supervisorctl says what a role does not allow, and uses tokens', async () => {
  await using rig = await Rig.create();
  const [token = '', hash = ''] = (
    await rig.supervisorctl('hash-password', '--token')
  ).stdout.split('\n');
  const robot = `[user:robot]\ntokens = other,${hash}\nrole = operator\n`;
  const { port } = await served(rig, robot);
  const ctl = (credentials: string, ...words: string[]) => {
    const config = rig.write(
      'ctl.conf',
      `[supervisorctl]\nserverurl = http://127.0.0.1:${port}\n${credentials}`,
    );
    return rig.supervisorctl('-c', config, ...words);
  };
  const stopped = await ctl(`token = ${token}\n`, 'stop', 'web');
  assert.equal(stopped.stdout, 'web: stopped\n');
  const refused = await ctl(`token = ${token}\n`, 'shutdown');
  assert.match(refused.stdout, /NOT_PERMITTED: supervisor\.shutdown/);
  assert.match(refused.stderr, /\[user:x\] section/);
  assert.notEqual(refused.code, 0);
  const wrong = await ctl(`token = ${hash}\n`, 'status');
  assert.match(wrong.stderr, /the password is wrong/);
  const followed = await ctl('username = oscar\npassword = work\n', 'maintail', '-f');
  assert.match(followed.stdout + followed.stderr, /mainlogtail Cannot read, status code 403/);
});

difference(
  'users',
  'a password that was hashed is the one that is given; users are read anew',
  async () => {
    await using rig = await Rig.create();
    const hashing = rig.start(supervisorctl, ['hash-password'], 's3cret\n');
    const hash = (await hashing.exited).stdout.trim();
    const port = await rig.freePort();
    const server = `[inet_http_server]\nport = 127.0.0.1:${port}\n`;
    const { paths, rewrite } = rig.configure(
      `${server}[user:ann]\npassword = ${hash}\nrole = admin\n`,
    );
    await rig.foreground(paths);
    const ann = { port, auth: 'ann:s3cret' };
    for (let n = 0; n < 3; n++) await call(ann, 'supervisor.getState', []);
    await assert.rejects(call({ port, auth: `ann:${hash}` }, 'supervisor.getState', []), /401/);

    rewrite(`${server}[user:bob]\npassword = new\n`);
    await call(ann, 'supervisor.reloadConfig', []);
    await assert.rejects(call(ann, 'supervisor.getState', []), /401/);
    await call({ port, auth: 'bob:new' }, 'supervisor.getState', []);
  },
);

difference(
  'users',
  'over the unix socket users of the system are known without a password [19-peers]',
  async () => {
    await using rig = await Rig.create();
    const text = `[unix_http_server]\nchmod = 0777\n${USERS}[user:guest]\nuid = nobody\n`;
    const daemon = await rig.daemon(text);
    const asNobody = (...words: string[]) => {
      const become = ['--reuid=65534', '--regid=65534', '--clear-groups'];
      return rig.run('setpriv', ...become, supervisorctl, '-c', daemon.paths.config, ...words);
    };
    await daemon.state('web', 'RUNNING');
    assert.match((await asNobody('status', 'web')).stdout, /^web +RUNNING/);
    assert.equal((await asNobody('stop', 'web')).stdout, 'web: ERROR (not permitted)\n');
    await daemon.logLine(
      /INFO guest from pid \d+ of nobody: supervisor.stopProcess\('web'\) is not permitted/,
    );
    const named = await asNobody('-u', 'ada', '-p', 'rule', 'stop', 'web');
    assert.equal(named.stdout, 'web: stopped\n');
  },
  asRoot,
);
