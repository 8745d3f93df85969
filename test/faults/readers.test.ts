/** Clients that ask and never read, listeners that are told and never listen. */
import assert from 'node:assert/strict';
import { EventListener } from '../rig/event-listener.ts';
import { RawClient } from '../rig/raw-client.ts';
import { until } from '../rig/until.ts';
import { assertFlat, fault } from './stage.ts';

const CLIENTS = 30;
/** What the daemon may keep for each of them. */
const KEPT_KIB = 256;
const PIECE = 'y'.repeat(1_000_000);

fault('client-never-reads', async (stage) => {
  const child = stage.rig.child();
  const daemon = await stage.start(`[program:x]
command = ${child.command}
autostart = false
stdout_logfile = ${stage.rig.path('out')}
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 1
`);
  const run = await stage.run('x', child);
  const flood = async () => {
    for (let pieces = 0; pieces < 40; pieces++) await run.write(PIECE);
  };
  await flood();
  const clients: RawClient[] = [];
  try {
    for (const path of ['/logtail/x', '/mainlogtail', '/api/v1/events?log=x:stdout&types=log']) {
      for (let count = 0; count < CLIENTS / 3; count++) {
        const client = new RawClient(daemon.paths.socket);
        client.send(`GET ${path} HTTP/1.1`, 'Host: localhost', '', '');
        clients.push(client);
        await client.until(/^HTTP\/1.1 200/);
        client.socket.pause();
      }
    }
    const before = await stage.holdings();
    await flood();
    await stage.works();
    assertFlat(before, await stage.holdings(), CLIENTS * KEPT_KIB);
  } finally {
    for (const client of clients) client.socket.destroy();
  }
});

const EVENTS = 200;
const BUFFERED = 10;

fault('listener-never-reads', async (stage) => {
  const [good, bad] = [stage.rig.child(), stage.rig.child()];
  const listener = (name: string, command: string) => `[eventlistener:${name}]
command = ${command}
events = REMOTE_COMMUNICATION
buffer_size = ${BUFFERED}
autostart = false
stopwaitsecs = 1
`;
  const daemon = await stage.start(listener('good', good.command) + listener('bad', bad.command));
  const listens = await EventListener.of(await stage.run('good', good));
  const silent = await stage.run('bad', bad);
  for (const name of ['good', 'bad']) await daemon.state(name, 'RUNNING');
  await silent.write('READY\n');
  const data = 'z'.repeat(100_000);
  const send = async (number: number) => {
    await daemon.rpc('sendRemoteCommEvent', String(number), data);
    const { payload } = await listens.take();
    assert.equal(payload.split('\n')[0], `type:${number}`);
  };
  for (let number = 0; number < EVENTS; number++) await send(number); // now its buffer is full
  const before = await stage.holdings();
  for (let number = 0; number < 2 * EVENTS; number++) await send(number);
  assertFlat(before, await stage.holdings());
  await stage.works();
  await daemon.rpc('stopProcess', 'bad');
  await until('it to be gone', async () => (await daemon.info('bad')).statename === 'STOPPED');
});
