import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../../test/rig/read-config.ts';
import { asksNobody, isOpenToAll } from './openness.ts';

/** Of the first server: whether it asks nobody, and whether it is open. */
function judge(text: string): readonly boolean[] {
  const [server] = readText(text).servers;
  assert.ok(server);
  return [asksNobody(server), isOpenToAll(server)];
}

const INET = '[inet_http_server]\nport=127.0.0.1:9001\n';
const TLS = 'certificate=/c.pem\nprivate_key=/k.pem\n';

test('a server is open without an account, users and certificates of clients', () => {
  assert.deepEqual(judge(INET), [true, true]);
  assert.deepEqual(judge(INET + TLS), [true, true]);
  assert.deepEqual(judge('[unix_http_server]\nfile=/s'), [true, true]);
  assert.deepEqual(judge(`${INET}username=me\npassword=s`), [false, false]);
  assert.deepEqual(judge(`${INET}[user:ann]\npassword=s`), [false, false]);
  assert.deepEqual(judge(`${INET}${TLS}client_ca=/ca.pem`), [true, false]);
});
