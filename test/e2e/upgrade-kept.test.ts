/** What else goes on through a live upgrade: syslog, TLS, service managers, users, capture mode … */
import assert from 'node:assert/strict';
import { appendFileSync, writeFileSync } from 'node:fs';
import { fingerprint, installCertificate, makeCertificate } from '../rig/certificates.ts';
import { supervisord } from '../rig/commands.ts';
import { Datagrams } from '../rig/datagrams.ts';
import { deadFolder } from '../rig/dead-folder.ts';
import { asAdmin, difference, needs } from '../rig/differences.ts';
import { EventListener } from '../rig/event-listener.ts';
import { PackageCopy } from '../rig/package-copy.ts';
import { Rig } from '../rig/rig.ts';
import { SyslogDaemon } from '../rig/syslog-daemon.ts';
import { until } from '../rig/until.ts';
import { upgrade } from '../rig/upgrade.ts';
import { call, Fault, request } from '../rig/xmlrpc.ts';

const ROW = 'live upgrade';

difference(ROW, 'lines for syslog arrive in their order, each once, also half ones', async () => {
  await using rig = await Rig.create();
  using syslog = new SyslogDaemon(rig.path('log'));
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
syslog_socket = ${rig.path('log')}
[program:x]
command = ${child.command}
stdout_syslog = true
`);
  const run = await child.nextRun();
  let lines = 0;
  let isOver = false;
  const write = async (): Promise<void> => {
    while (!isOver) {
      await run.write(`line ${lines} `);
      await run.write('goes on\n');
      lines += 1;
    }
  };
  const writing = write();
  for (let round = 0; round < 3; round++) {
    const before = syslog.texts.length;
    await upgrade(daemon);
    await until('lines from the next program', () => syslog.texts.length > before + 10);
  }
  isOver = true;
  await writing;
  await until('the last line', () => syslog.texts.length >= lines);
  assert.deepEqual(
    syslog.texts,
    Array.from({ length: lines }, (_, n) => `<14>supervisord: x line ${n} goes on`),
  );
});

difference(
  ROW,
  'nobody who speaks TLS is refused, and a certificate that cannot be used refuses the upgrade',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const [old, renewed] = [makeCertificate(rig, 'old'), makeCertificate(rig, 'new')];
    const live = { certificate: rig.path('live.pem'), key: rig.path('live.key') };
    installCertificate(old, live);
    const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = u
password = p
certificate = ${live.certificate}
key = ${live.key}
`);
    const shown = await fingerprint(port);
    const refused: string[] = [];
    let isOver = false;
    let answered = 0;
    const hammer = async (): Promise<void> => {
      while (!isOver) {
        const seen = await fingerprint(port).catch(({ code }: NodeJS.ErrnoException) => code);
        if (seen === shown) answered += 1;
        else if (seen === 'ECONNREFUSED' || seen?.includes(':')) refused.push(seen); // others were cut
      }
    };
    const hammering = [hammer(), hammer()];
    for (let round = 0; round < 2; round++) {
      const before = answered;
      await upgrade(daemon);
      await until('answers of the next program', () => answered > before + 5);
    }
    isOver = true;
    await Promise.all(hammering);
    assert.deepEqual(refused, []);

    installCertificate(renewed, live);
    await upgrade(daemon);
    const after = await fingerprint(port);
    assert.notEqual(after, shown);
    writeFileSync(live.certificate, 'no certificate');
    const { code, stdout } = await daemon.ctl('upgrade');
    assert.match(stdout, /^ERROR: not upgraded: cannot use \S+live\.pem of \[inet_http_server\]: /);
    assert.equal(code, 1);
    assert.equal(await fingerprint(port), after);
    assert.deepEqual(daemon.messages(/left out|bug in visord/), []);
  },
  needs('openssl', 'apt-get install openssl'),
);

difference(
  ROW,
  'a start that hangs holds up no upgrade, and hangs in the next program',
  async () => {
    await using rig = await Rig.create();
    using _ = deadFolder(rig.path('dead'));
    const daemon = await rig.daemon(`
[program:hangs]
command = /bin/cat
directory = ${rig.path('dead')}
stopwaitsecs = 1
[program:works]
command = /bin/cat
`);
    const { pid } = await daemon.state('works', 'RUNNING');
    assert.equal((await daemon.info('hangs')).statename, 'STARTING');
    await upgrade(daemon);
    await daemon.state('hangs', 'STARTING');
    assert.equal((await daemon.info('works')).pid, pid);
    assert.equal((await daemon.ctl('stop', 'hangs')).stdout, 'hangs: stopped\n');
    await upgrade(daemon);
    assert.equal((await daemon.info('hangs')).statename, 'STOPPED');
    assert.equal((await daemon.stop()).code, 0);
    assert.deepEqual(daemon.messages(/bug in visord/), []);
  },
  asAdmin(),
);

/** Waits for a datagram that a service manager gets, and forgets it with all before. */
function next(manager: Datagrams, pattern: RegExp): Promise<string> {
  return until(`${pattern} among ${JSON.stringify(manager.messages)}`, () => {
    const index = manager.messages.findIndex((message) => pattern.test(message));
    return index >= 0 && manager.messages.splice(0, index + 1).at(-1);
  });
}

difference(
  ROW,
  'a service manager hears at once that it is ready and alive, then of all that happens',
  async () => {
    await using rig = await Rig.create();
    using manager = new Datagrams(rig.path('notify'));
    const child = rig.child();
    const env = { NOTIFY_SOCKET: rig.path('notify'), WATCHDOG_USEC: '60000000' };
    const text = `[program:x]\ncommand = ${child.command}\nstartsecs = 0\n`;
    const daemon = await rig.daemon(text, { env });
    await next(manager, /^STATUS=1 of 1 process running\n$/);
    for (let round = 0; round < 2; round++) {
      await upgrade(daemon);
      await next(manager, /^READY=1\nSTATUS=1 of 1 process running\n$/);
      await next(manager, /^WATCHDOG=1\n$/); // half a minute before it would be due
    }
    daemon.signal('SIGHUP');
    await next(manager, /^RELOADING=1\n/);
    await next(manager, /^READY=1\n/);
    const { hello } = await child.nextRun();
    assert.deepEqual(
      Object.keys(hello.env).filter((name) => /^(NOTIFY|WATCHDOG)/.test(name)),
      [],
    );
    daemon.signal('SIGTERM');
    await next(manager, /^STOPPING=1\n/);
    assert.equal((await daemon.exited).code, 0);
  },
);

difference(ROW, 'a daemon goes on to give its own pid to the service manager', async () => {
  await using rig = await Rig.create();
  using manager = new Datagrams(rig.path('notify'));
  const { paths } = rig.configure('');
  const variable = `NOTIFY_SOCKET=${rig.path('notify')}`;
  const started = await rig.run('env', variable, supervisord, '-c', paths.config);
  assert.equal(started.code, 0, started.stderr);
  const daemon = await rig.detached(paths);
  const told = `MAINPID=${daemon.pid}\nREADY=1\nSTATUS=no programs\n`;
  assert.equal(await next(manager, /READY/), told);
  await upgrade(daemon);
  assert.equal(await next(manager, /READY/), told);
});

difference(
  ROW,
  'users are those of the file by now: their roles, groups, passwords and tokens',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const users = (oscar: string) => `
[inet_http_server]
port = 127.0.0.1:${port}
[user:oscar]
password = ${oscar}
role = operator
groups = web
[user:ada]
password = rule
tokens = pass
role = admin
[program:web]
command = /bin/cat
[program:db]
command = /bin/cat
`;
    const { paths, rewrite } = rig.configure(users('before'));
    const daemon = await rig.foreground(paths, { port, auth: 'ada:rule' });
    const as = (auth: string) => ({ port, auth });
    const outcome = (auth: string, name: string, ...params: string[]): Promise<unknown> =>
      call(as(auth), name, params).catch((error: unknown) => {
        if (error instanceof Fault) return error.message;
        throw error;
      });
    const upgraded = async (): Promise<void> => {
      const { number } = await daemon.rpc<{ number: number }>('visord.upgrade');
      await until(`upgrade ${number}`, () => {
        return daemon.messages(/INFO upgraded from/).length === number;
      });
    };
    for (const password of ['before', 'after']) {
      rewrite(users(password));
      await upgraded();
      const oscar = `oscar:${password}`;
      const known = (await call(as(oscar), 'supervisor.getAllProcessInfo', [])) as {
        name: string;
      }[];
      assert.deepEqual(
        known.map(({ name }) => name),
        ['web'],
      );
      assert.match(String(await outcome(oscar, 'visord.upgrade')), /^NOT_PERMITTED/);
      const bearer = { Authorization: 'Bearer pass' };
      const info = await request({ port }, { path: '/api/v1/processes/db', headers: bearer });
      assert.equal(info.status, 200);
    }
    assert.equal((await request(as('oscar:before'))).status, 401);
  },
);

difference(ROW, 'what a program says to listeners may be cut anywhere by an upgrade', async () => {
  await using rig = await Rig.create();
  const [teller, child] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${teller.command}
events = PROCESS_COMMUNICATION
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_capture_maxbytes = 1KB
`);
  const listener = await EventListener.of(await teller.nextRun());
  const run = await child.nextRun();
  await daemon.state('l', 'RUNNING');
  for (const piece of ['before<!--XSUPER', 'VISOR:BEGIN-->said ', 'out loud<!--XSUPERVISOR:E']) {
    await run.write(piece);
    await upgrade(daemon);
  }
  await run.write(`ND-->after, and longer than a token\n`);
  const event = await listener.take();
  assert.match(event.payload, /\nsaid out loud$/);
  await rig.holds('out', 'beforeafter, and longer than a token\n');
});

difference(
  ROW,
  'included files are read anew, from where they were, and wait for update',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    rig.write('conf.d/a.conf', `[program:a]\ncommand = ${child.command}\n`);
    const { paths } = rig.configure('[include]\nfiles = conf.d/*.conf\n');
    rig.write('elsewhere/x', '');
    const typed = { ...paths, config: '../supervisord.conf' };
    const daemon = await rig.foreground(typed, { before: `cd ${rig.path('elsewhere')}` });
    const run = await child.nextRun();
    rig.write('conf.d/b.conf', '[program:b]\ncommand = /bin/cat\nstartsecs = 0\n');
    appendFileSync(rig.path('conf.d/a.conf'), 'stopwaitsecs = 3\n');
    await daemon.rpc('visord.upgrade');
    await daemon.logLine(/upgraded from/);
    assert.equal((await daemon.state('a', 'RUNNING')).pid, run.pid);
    await assert.rejects(daemon.info('b'), /BAD_NAME/);
    assert.deepEqual(await daemon.rpc('reloadConfig'), [[['b'], ['a'], []]]);
    assert.equal(await daemon.rpc('addProcessGroup', 'b'), true);
    await daemon.state('b', 'RUNNING');
    assert.equal((await daemon.info('a')).pid, run.pid);
  },
);

/** Of a new program: it says nothing of its addon when it is tried. */
const SILENT = `if (process.argv.includes('--rehearse')) {
  const { write } = process.stdout;
  process.stdout.write = (text, ...rest) =>
    write.call(process.stdout, text.replace(/,"addon":"[^"]*"/, ''), ...rest);
}`;

difference(
  ROW,
  'a program that does not tell of its addon, as another version may, takes over all the same',
  async () => {
    await using rig = await Rig.create();
    const copy = new PackageCopy(rig);
    const child = rig.child();
    const { paths } = rig.configure(`[program:x]\ncommand = ${child.command}\n`);
    const daemon = await rig.foreground(paths, { command: copy.supervisord });
    const run = await child.nextRun();
    await daemon.state('x', 'RUNNING');
    for (const statement of [SILENT, '', SILENT]) {
      copy.begin(statement);
      await upgrade(daemon);
      daemon.signal('SIGUSR2');
      const upgrades = daemon.messages(/INFO upgraded from/).length;
      const taken = /INFO received SIGUSR2/;
      await until('the signal to be taken', () => daemon.messages(taken).length === upgrades);
    }
    assert.equal((await daemon.info('x')).pid, run.pid);
    assert.equal((await daemon.stop()).code, 0);
  },
);
