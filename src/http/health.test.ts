import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../../test/rig/fake-clock.ts';
import { FakeDaemon } from '../../test/rig/fake-daemon.ts';
import { serve } from '../../test/rig/fake-server.ts';
import { RawClient } from '../../test/rig/raw-client.ts';
import { PROCESS_STATES, type ProcessState } from '../wire/states.ts';
import { notReady } from './health.ts';

test('it is ready when everything that starts by itself is where it should be', () => {
  const daemon = new FakeDaemon(new FakeClock(), ['web', 'job'], { exitcodes: [0, 2] });
  const [web, job] = [daemon.process('web'), daemon.process('job')];
  assert.equal(notReady(daemon), '2 STOPPED', 'nothing has been started yet');
  for (const process of [web, job]) process.startedAt = 1;
  const verdict = (state: ProcessState) => {
    web.state = state;
    return notReady(daemon);
  };
  const verdicts = Object.fromEntries(
    (Object.keys(PROCESS_STATES) as ProcessState[]).map((state) => [state, verdict(state)]),
  );
  assert.deepEqual(verdicts, {
    STOPPED: undefined,
    STARTING: '1 STARTING',
    RUNNING: undefined,
    BACKOFF: '1 BACKOFF',
    STOPPING: undefined,
    EXITED: undefined,
    FATAL: '1 FATAL',
    UNKNOWN: '1 UNKNOWN',
  });
  job.state = 'EXITED';
  job.exitStatus = 2;
  assert.equal(verdict('RUNNING'), undefined);
  job.exitStatus = 1;
  assert.equal(verdict('FATAL'), '1 EXITED, 1 FATAL');
  daemon.shutdown();
  assert.equal(verdict('RUNNING'), 'supervisord is in SHUTDOWN');
});

test('what does not start by itself does not count', () => {
  const daemon = new FakeDaemon(new FakeClock(), ['web'], { autostart: false });
  assert.equal(notReady(daemon), undefined);
});

const ACCOUNT = { username: 'me', password: 'secret' };

async function statusOf(socket: string, path: string): Promise<string> {
  using client = new RawClient(socket);
  const answer = await client.send(`GET ${path} HTTP/1.0`, '', '').rest();
  return `${answer.split(' ')[1]} ${answer.split('\r\n\r\n')[1]}`;
}

test('both are behind the password like everything else, unless that is not wanted', async () => {
  await using closed = await serve(['web'], ACCOUNT);
  await using open = await serve(['web'], { ...ACCOUNT, health_without_auth: true });
  for (const path of ['/healthz', '/readyz'])
    assert.match(await statusOf(closed.socket, path), /^401/);
  assert.equal(await statusOf(open.socket, '/healthz'), '200 ok\n');
  assert.equal(await statusOf(open.socket, '/readyz'), '503 not ready: 1 STOPPED\n');
  open.world.daemon.process('web').becomes('RUNNING');
  assert.equal(await statusOf(open.socket, '/readyz?x=1'), '200 ready\n');
  for (const path of ['/', '/metrics', '/healthz/', '/readyzz', '/api/v1/version']) {
    assert.match(await statusOf(open.socket, path), /^401/, path);
  }
});
