/** TLS on TCP ports: for browsers, supervisorctl, the published client and Python. */
import assert from 'node:assert/strict';
import { Supervisor } from '../../src/client/supervisor.ts';
import { fingerprint, installCertificate, makeCertificate } from '../rig/certificates.ts';
import { difference, needs } from '../rig/differences.ts';
import { RawClient } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const OPENSSL = needs('openssl', 'apt-get install openssl');

difference(
  'tls',
  'supervisorctl and the client speak TLS, and believe only who is vouched for [19-tls]',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const { certificate: cafile, key } = makeCertificate(rig, 'server');
    const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = u
password = p
certificate = ${cafile}
key = ${key}
[program:x]
command = /bin/cat
startsecs = 0
`);
    await daemon.state('x', 'RUNNING');
    const ctl = (options: string, ...words: string[]) => {
      const text = `[supervisorctl]\nserverurl = https://localhost:${port}\nusername = u\npassword = p\n`;
      return rig.supervisorctl('-c', rig.write('ctl.conf', text + options), ...words);
    };
    const trusted = `cafile = ${cafile}\n`;
    assert.match((await ctl(trusted, 'status')).stdout, /^x +RUNNING/);
    assert.equal((await ctl(trusted, 'stop', 'x')).stdout, 'x: stopped\n');
    const refused = await ctl('', 'status');
    assert.match(refused.stdout, /ssl\.SSLError.*DEPTH_ZERO_SELF_SIGNED_CERT/);
    assert.match(refused.stderr, /with cafile in \[supervisorctl\]/);
    assert.match(
      (await ctl('cafile = /no/such\n', 'status')).stdout,
      /cannot use \/no\/such: ENOENT/,
    );

    const credentials = { username: 'u', password: 'p' };
    const serverUrl = `https://127.0.0.1:${port}`;
    const client = new Supervisor({ serverUrl, cafile, ...credentials });
    assert.equal((await client.getProcessInfo('x')).statename, 'STOPPED');
    const log = client.followMainLog();
    assert.equal((await log.next()).done, false);
    await log.return();
    client.close();
    const doubting = new Supervisor({ serverUrl, ...credentials });
    await assert.rejects(doubting.getState(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });

    const plain = await rig.supervisorctl('-s', `http://127.0.0.1:${port}`, 'status');
    assert.notEqual(plain.code, 0);
    assert.deepEqual(daemon.messages(/ERRO|Traceback|bug/), []);
  },
  OPENSSL,
);

difference(
  'tls',
  'a renewed certificate is used from the next connection on, and no program is disturbed [19-tls]',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const [old, renewed] = [makeCertificate(rig, 'old'), makeCertificate(rig, 'new')];
    const child = rig.child();
    const live = { certificate: rig.path('live.pem'), key: rig.path('live.key') };
    installCertificate(old, live);
    const daemon = await rig.daemon(`
[inet_http_server]
port = 127.0.0.1:${port}
username = u
password = p
certificate = %(here)s/live.pem
key = %(here)s/live.key
[program:x]
command = ${child.command}
`);
    const run = await child.nextRun();
    const before = await fingerprint(port);
    installCertificate(renewed, live);
    const after = await fingerprint(port);
    assert.notEqual(after, before);
    await daemon.logLine(/INFO the certificate of \[inet_http_server\] has been renewed/);

    rig.write('live.pem', 'no certificate');
    assert.equal(await fingerprint(port), after);
    await daemon.logLine(/WARN cannot use \S+live\.pem of \[inet_http_server\]: .*; the one read/);
    assert.equal((await daemon.info('x')).pid, run.hello.pid);
  },
  OPENSSL,
);

difference(
  'tls',
  'with client_ca nobody gets in without a certificate that it vouches for',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const [server, ann, stranger] = ['server', 'ann', 'stranger'].map((name) =>
      makeCertificate(rig, name, name),
    );
    assert.ok(server && ann && stranger);
    const daemon = await rig.daemon(`
[supervisord]
audit = true
[inet_http_server]
port = 127.0.0.1:${port}
certificate = ${server.certificate}
key = ${server.key}
client_ca = ${ann.certificate}
[program:x]
command = /bin/cat
startsecs = 0
`);
    await daemon.state('x', 'RUNNING');
    const ctl = (own: { certificate: string; key: string } | undefined, ...words: string[]) => {
      const mine = own === undefined ? '' : `certificate = ${own.certificate}\nkey = ${own.key}\n`;
      const text = `[supervisorctl]\nserverurl = https://localhost:${port}\ncafile = ${server.certificate}\n`;
      return rig.supervisorctl('-c', rig.write('ctl.conf', text + mine), ...words);
    };
    assert.equal((await ctl(ann, 'stop', 'x')).stdout, 'x: stopped\n');
    await daemon.logLine(/INFO ann from 127\.0\.0\.1:\d+: supervisor\.stopProcess\('x'\)/);
    for (const other of [undefined, stranger]) {
      const { code, stdout } = await ctl(other, 'start', 'x');
      assert.notEqual(code, 0);
      assert.doesNotMatch(stdout, /started/);
    }
    assert.equal((await daemon.info('x')).statename, 'STOPPED');
    assert.deepEqual(daemon.messages(/CRIT Server 'inet_http_server' running without/), []);
  },
  OPENSSL,
);

difference(
  'tls',
  'a server whose certificate cannot be used does not start',
  async () => {
    await using rig = await Rig.create();
    const { certificate: good } = makeCertificate(rig, 'good');
    const bad = rig.write('bad.pem', 'nothing');
    for (const [files, why] of [
      [`certificate = ${bad}`, /^Error: cannot use \S+bad\.pem of \[inet_http_server\]: /],
      ['certificate = /no/such.pem', /^Error: cannot use \/no\/such\.pem of .*: ENOENT/],
      [`certificate = ${good}`, /^Error: cannot use \S+good\.pem of /], // the key is elsewhere
    ] as const) {
      const port = await rig.freePort();
      const { paths } = rig.configure(`[inet_http_server]\nport = 127.0.0.1:${port}\n${files}\n`);
      const { code, stderr } = await rig.supervisord('-n', '-c', paths.config);
      assert.equal(code, 2);
      assert.match(stderr, why);
    }
  },
  OPENSSL,
);

difference(
  'tls',
  'who never ends a handshake takes no place of those who do, and an end leaves nobody waiting',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const { certificate: cafile, key } = makeCertificate(rig, 'server');
    const files = `certificate = ${cafile}\nkey = ${key}\n`;
    const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n${files}`);
    const idle = Array.from({ length: 150 }, () => new RawClient(port));
    const talking = new RawClient(port);
    talking.send('GET / HTTP/1.1', '', ''); // in clear
    await talking.ended;
    await until('those who came first to be sent away', () =>
      idle.slice(0, 40).every(({ socket }) => socket.closed),
    );
    const client = new Supervisor({ serverUrl: `https://localhost:${port}`, cafile });
    assert.equal((await client.getState()).statename, 'RUNNING');
    client.close();
    assert.equal((await daemon.stop()).code, 0);
    for (const { socket } of idle) socket.destroy();
  },
  OPENSSL,
);
