/** What clients see of a live upgrade: nothing, or that they are to ask again. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { difference } from '../rig/differences.ts';
import { callRequest } from '../rig/raw-client.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const ROW = 'live upgrade';

type Where = { readonly path: string } | { readonly port: number; readonly host: string };

/** Calls a method on a connection of its own. @returns the answer as it came, or how connecting failed */
function callOnce(where: Where): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    let isConnected = false;
    const socket = connect(where, () => {
      isConnected = true;
      socket.write(callRequest('supervisor.getState', '', ['Connection: close']));
    });
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      received += text;
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (!isConnected) resolve(`refused: ${error.code}`);
    });
    socket.on('close', () => resolve(received));
  });
}

difference(
  ROW,
  'nobody who connects is refused, neither at the unix socket nor over TCP',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n`);
    const places: Where[] = [{ path: daemon.paths.socket }, { host: '127.0.0.1', port }];
    const results = { answered: 0, sentAway: 0, cut: 0 };
    const refused: string[] = [];
    let isOver = false;
    const hammer = async (where: Where): Promise<void> => {
      while (!isOver) {
        const answer = await callOnce(where);
        if (answer.includes('RUNNING')) results.answered += 1;
        else if (answer.includes('UPGRADING')) results.sentAway += 1;
        else if (answer.startsWith('refused')) refused.push(answer);
        else results.cut += 1;
      }
    };
    const hammering = places.flatMap((where) => [hammer(where), hammer(where)]);
    for (let round = 0; round < 3; round++) {
      const { answered } = results;
      assert.equal((await daemon.ctl('upgrade')).code, 0);
      await until('answers of the next program', () => results.answered > answered + 20);
    }
    isOver = true;
    await Promise.all(hammering);
    assert.deepEqual(refused, []);
    assert.ok(
      results.cut <= 3 * hammering.length,
      `${results.cut} connections ended without a word`,
    );
  },
);

difference(
  ROW,
  'a log that is followed goes on where it was, also when it is rotated',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('x.log')}
stdout_logfile_maxbytes = 100
stdout_logfile_backups = 3
`);
    const run = await child.nextRun();
    await daemon.state('x', 'RUNNING');
    await run.write('first\n');
    await rig.readUntil('x.log', /first/);
    const tail = daemon.start('tail', '-f', 'x');
    const logs = daemon.start('logs', '-f', 'x');
    const main = daemon.start('maintail', '-f');
    await until('what is there', () => /first/.test(tail.printed) && /first/.test(logs.printed));
    await until('the main log', () => /RUNNING/.test(main.printed));
    let expected = 'first\n';
    for (let round = 0; round < 3; round++) {
      const half = `round ${round}, half a line`;
      await run.write(half);
      await until('the half', () => tail.printed.endsWith(half));
      assert.equal((await daemon.ctl('upgrade')).code, 0);
      const rest = ` and end ${round} ${'x'.repeat(30)}\n`; // every other round, the file is full by it
      await run.write(rest);
      expected += half + rest;
      await until('the rest', () => tail.printed.endsWith(rest) && logs.printed.endsWith(rest));
    }
    assert.equal(tail.printed, `==> Press Ctrl-C to exit <==\n${expected}`);
    const labelled = logs.printed.split('\n').map((line) => line.replace(/^x +\| /, ''));
    assert.equal(labelled.join('\n'), expected);
    await until('three upgrades', () => main.printed.match(/INFO upgraded from/g)?.length === 3);
    const lines = main.printed.split('\n');
    assert.equal(new Set(lines.filter(Boolean)).size, lines.filter(Boolean).length, 'none twice');
    for (const program of [tail, logs, main]) await program.end('SIGINT');
  },
);

difference(ROW, 'the JSON API can upgrade, and its stream can be joined again', async () => {
  await using rig = await Rig.create();
  const port = await rig.freePort();
  const daemon = await rig.daemon(`[inet_http_server]\nport = 127.0.0.1:${port}\n`);
  const api = `http://127.0.0.1:${port}/api/v1`;
  const events = await fetch(`${api}/events`);
  assert.equal(events.status, 200);
  const ended = events.text();
  const answer = await fetch(`${api}/upgrade`, { method: 'POST' });
  assert.equal(answer.status, 200, await answer.clone().text());
  const plan = (await answer.json()) as { number: number; from: object; to: object };
  assert.equal(plan.number, 1);
  assert.deepEqual(plan.from, plan.to);
  await ended; // the stream has come to its end, not to an error
  await daemon.logLine(/upgraded from/);
  const again = await fetch(`${api}/events`);
  assert.equal(again.status, 200);
  await again.body?.cancel();
});
