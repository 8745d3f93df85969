/** visord-notify: webhooks and mails, against both supervisords. */
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const notify = path.join(projectRoot, 'bin/visord-notify');

/** A server that keeps what is posted to it, and answers with these statuses, then with 200. */
async function webhook(...statuses: number[]) {
  const posts: Message[] = [];
  const news = new EventEmitter();
  let hangs = false;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    posts.push(JSON.parse(body) as Message);
    if (!hangs) response.writeHead(statuses.shift() ?? 200).end();
    news.emit('posted');
  };
  const servers: Server[] = [];
  const listen = async (server: Server) => {
    servers.push(server);
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return (server.address() as AddressInfo).port;
  };
  return {
    posts,
    url: `http://127.0.0.1:${await listen(createServer(answer))}/hook?token=a%%20b`,
    hang() {
      hangs = true;
    },
    /** The same over HTTPS. */
    async secure(key: string, cert: string): Promise<string> {
      return `https://localhost:${await listen(https.createServer({ key, cert }, answer))}/`;
    },
    async until(count: number) {
      while (posts.length < count) await once(news, 'posted');
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

interface Message {
  readonly server: string;
  readonly text: string;
  readonly dropped: number;
  readonly events: readonly { readonly name: string; readonly state: string }[];
}

/** `name STATE` of every change in a message. */
function changes({ events }: Message): string[] {
  return events.map(({ name, state }) => `${name} ${state}`);
}

const BROKEN = `
[program:broken]
command = /bin/false
startsecs = 100
startretries = 0
autostart = false
[program:other]
command = /bin/false
startsecs = 100
startretries = 0
autostart = false
`;

test('visord-notify posts what has happened, again after an error, and tells nothing else', async () => {
  await using rig = await Rig.create();
  await using hook = await webhook(500);
  const child = rig.child();
  const daemon = await rig.daemon(`
[supervisord]
identifier = me
[eventlistener:notify]
command = ${notify} --webhook ${hook.url} --gather 0 --pause 0
events = PROCESS_STATE
buffer_size = 100
stderr_logfile = ${rig.path('notify.err')}
[program:x]
command = ${child.command}
startsecs = 0
autorestart = false
${BROKEN}
`);
  const run = await child.nextRun();
  await run.exit(3);
  await hook.until(2);
  const [refused, message] = hook.posts;
  assert.deepEqual(refused, message, 'the first was answered with 500');
  assert.ok(message);
  assert.deepEqual([message.server, message.dropped], ['me', 0]);
  assert.deepEqual(changes(message), ['x EXITED']);
  assert.match(message.text, /^x \(pid \d+\) is EXITED unexpectedly on \S+ \(me\)\n/);
  await assert.rejects(daemon.rpc('startProcess', 'broken'));
  await hook.until(3);
  assert.deepEqual(hook.posts.slice(2).map(changes), [['broken FATAL']]);
  assert.match(rig.read('notify.err'), /^visord-notify: webhook: \S+ answered 500 /);
});

test('visord-notify makes one message of a burst, and says at its end what waits', async () => {
  await using rig = await Rig.create();
  await using hook = await webhook();
  const daemon = await rig.daemon(`
[eventlistener:notify]
command = ${notify} -w ${hook.url} --gather 1000 --states F* --programs broken,oth*:other --queue 2
events = PROCESS_STATE_FATAL
stdout_logfile = ${rig.path('notify.out')}
${BROKEN}
`);
  for (const name of ['broken', 'other', 'broken']) {
    await assert.rejects(daemon.rpc('startProcess', name));
    await daemon.state(name, 'FATAL');
  }
  await rig.readUntil('notify.out', /(RESULT 2\nOKREADY\n){3}/);
  assert.equal(hook.posts.length, 0);
  await daemon.rpc('stopProcess', 'notify');
  const [message] = hook.posts;
  assert.ok(message);
  assert.equal(hook.posts.length, 1);
  assert.deepEqual(changes(message), ['other FATAL', 'broken FATAL']);
  assert.equal(message.dropped, 1);
});

test('visord-notify mails by a command, and outlives one that hangs', async () => {
  await using rig = await Rig.create();
  const sendmail = rig.write(
    'sendmail',
    `#!/bin/sh
[ -e hung ] || { : >hung; echo hanging >&2; sleep 1000; }
echo "$@" >arguments
cat >mail.part && mv mail.part mail
`,
    0o755,
  );
  const daemon = await rig.daemon(`
[eventlistener:notify]
command = ${notify} --mail ops@example.org --sender me@example.org --sendmail "${sendmail} -t 'a b'" --gather 0 --timeout 1
events = PROCESS_STATE
directory = ${rig.dir}
stderr_logfile = ${rig.path('notify.err')}
${BROKEN}
`);
  await assert.rejects(daemon.rpc('startProcess', 'broken'));
  const mail = await rig.readUntil('mail', /\n$/);
  assert.match(
    mail,
    /^From: me@example\.org\nTo: ops@example\.org\nSubject: broken is FATAL on .*\n/,
  );
  assert.match(mail, /\n\n.*\n\n\S+Z broken is FATAL\n$/);
  assert.equal(rig.read('arguments'), '-t a b\n');
  assert.match(
    rig.read('notify.err'),
    /hanging\nvisord-notify: mail: \S+ took longer than 1000 ms\n/,
  );
});

/** So many programs that gave up, as supervisord tells of them. */
function fatal(count: number): string {
  const payload = 'processname:x groupname:x from_state:BACKOFF';
  const header = `server:s serial:0 pool:p poolserial:0 eventname:PROCESS_STATE_FATAL len:${payload.length}`;
  return `ver:3.0 ${header}\n${payload}`.repeat(count);
}

test('visord-notify answers events while a webhook does not, and gives it up at its end', async () => {
  await using rig = await Rig.create();
  await using hook = await webhook();
  hook.hang();
  const flags = ['-w', hook.url.replace('%%', '%'), '--timeout', '1'];
  const outcome = await rig.start(notify, flags, fatal(3)).exited;
  assert.equal(outcome.stdout, `READY\n${'RESULT 2\nOKREADY\n'.repeat(3)}`);
  assert.match(
    outcome.stderr,
    /^visord-notify: webhook: \S+ gave no answer within 1000 ms; given up\n$/,
  );
  assert.equal(outcome.code, 0);
});

test(
  'visord-notify speaks HTTPS, and only with whom it can trust',
  needs('openssl', 'apt-get install openssl'),
  async () => {
    await using rig = await Rig.create();
    const make = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost';
    const names = ['-addext', 'subjectAltName=DNS:localhost', '-keyout', 'key', '-out', 'cert'];
    assert.equal((await rig.run('openssl', ...make.split(' '), ...names)).code, 0);
    await using hook = await webhook();
    const url = hook.secure(rig.read('key'), rig.read('cert'));
    const stranger = await rig.start(notify, ['-w', await url, '--retries', '0'], fatal(1)).exited;
    assert.match(
      stranger.stderr,
      /^visord-notify: webhook: self.signed certificate.*; given up\n$/,
    );
    assert.deepEqual(hook.posts, []);
    const env = [`NODE_EXTRA_CA_CERTS=${rig.path('cert')}`, notify, '-w', await url];
    assert.equal((await rig.start('env', env, fatal(2)).exited).stderr, '');
    assert.deepEqual(hook.posts.map(changes), [['x FATAL', 'x FATAL']]);
  },
);
