import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { ctlOn } from '../../test/rig/fake-ctl.ts';
import type { SystemError } from '../base/errors.ts';
import { BadAnswer, ConnectionLost, HttpStatusError, ServerFault } from '../client/errors.ts';
import { adviceOn } from './advice.ts';
import { socketAdvice } from './socket-advice.ts';

function systemError(code: string): SystemError {
  return Object.assign(new Error(code), { code });
}

test('each way in which a server cannot be talked to has its advice', async () => {
  const refused = new HttpStatusError('/RPC2', 401, 'Unauthorized');
  const table: readonly [error: unknown, url: string, advice: RegExp | undefined][] = [
    [refused, 'http://h:1', /^set username and password .* or use -u and -p$/],
    [
      new HttpStatusError('/RPC2', 404, 'Not Found'),
      'http://h:1',
      /^what answers at http:\/\/h:1 /,
    ],
    [new BadAnswer('SSH-2.0'), 'http://h:1', /is no supervisord/],
    [new ConnectionLost(false), 'http://h:1', /closed the connection/],
    [new ServerFault(1, 'UNKNOWN_METHOD'), 'http://h:1', /\[rpcinterface:supervisor\]/],
    [new ServerFault(6, 'SHUTDOWN_STATE'), 'http://h:1', /is stopping or restarting/],
    [new ServerFault(100, 'NOT_PERMITTED'), 'http://h:1', /\[user:x\] section/],
    [new HttpStatusError('/mainlogtail', 403, 'Forbidden'), 'http://h:1', /\[user:x\] section/],
    [systemError('DEPTH_ZERO_SELF_SIGNED_CERT'), 'https://h', /of h:443: .* with cafile/],
    [systemError('ERR_TLS_CERT_ALTNAME_INVALID'), 'https://h', /other names/],
    [systemError('CERT_HAS_EXPIRED'), 'https://h', /not valid now/],
    [systemError('ERR_SSL_WRONG_VERSION_NUMBER'), 'https://h:1', /does not speak TLS/],
    [systemError('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED'), 'https://h', /client_ca/],
    [systemError('ECONNREFUSED'), 'https://h:1', /^nothing listens at h:1/],
    [new ServerFault(10, 'BAD_NAME'), 'http://h:1', undefined],
    [systemError('ECONNREFUSED'), 'http://h:1', /^nothing listens at h:1: start supervisord/],
    [
      systemError('ECONNREFUSED'),
      'http://[::1]:1',
      /^nothing listens at \[::1\]:1: .* port=\[::1\]:1,/,
    ],
    [systemError('ENOTFOUND'), 'http://h:1', /cannot be found/],
    [systemError('EHOSTUNREACH'), 'http://h', /^h:80 cannot be reached/],
    [systemError('EMFILE'), 'http://h', undefined],
    [systemError('EACCES'), 'ftp://h', undefined],
    [new TypeError('a bug'), 'http://h', undefined],
  ];
  for (const [error, serverUrl, advice] of table) {
    const said = await adviceOn(error, { ...ctlOn({}).ctl, serverUrl });
    if (advice === undefined) assert.equal(said, undefined, String(error));
    else assert.match(said ?? '', advice, String(error));
    assert.ok(!said?.includes('\n'), 'one line');
  }
  const wrong = await adviceOn(refused, ctlOn({}, true).ctl);
  assert.match(wrong ?? '', /^the user name or the password is wrong/);
});

test('the path of a socket is looked at', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-advice-'));
  try {
    const file = path.join(folder, 's.sock');
    const advice = (code: string, where = file) => socketAdvice(systemError(code), where);
    assert.match((await advice('ENOENT')) ?? '', /^start supervisord, or check that serverurl/);
    const lost = path.join(folder, 'no/such/s.sock');
    assert.match((await advice('ENOENT', lost)) ?? '', /^there is no directory \S*\/no:/);
    writeFileSync(file, '');
    assert.match((await advice('ECONNREFUSED')) ?? '', /s\.sock is no socket/);
    rmSync(file);
    const server = createServer().listen(file);
    await new Promise((resolve) => server.once('listening', resolve));
    chmodSync(file, 0o700);
    assert.match((await advice('ECONNREFUSED')) ?? '', /^nobody listens at .* left behind/);
    const forbidden = (await advice('EACCES')) ?? '';
    assert.match(
      forbidden,
      /s\.sock belongs to (\S+):\S+ with mode 0700: \1 may use it, \S+ may not; use sudo, or set chmod/,
    );
    await new Promise((resolve) => server.close(resolve));
    assert.equal(
      await advice('EMFILE', folder),
      `${folder} is no socket: check serverurl in [supervisorctl], or -s`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
