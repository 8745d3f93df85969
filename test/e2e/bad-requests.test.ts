/**
 * What clients send by mistake or on purpose costs an answer, and nothing that stays.
 *
 * SOAK=10000 sends so many of each kind, and a flood of 1 GiB past readers that never read; an
 * ordinary run sends some hundred. The figures are printed.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import test from 'node:test';
import { read } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { difference } from '../rig/differences.ts';
import { MARGIN_KIB } from '../rig/memory.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';
import { encodeCall, request } from '../rig/xmlrpc.ts';

const COUNT = Number(process.env.SOAK ?? 300);
const FLOOD_MIB = process.env.SOAK === undefined ? 64 : 1024;
const READERS = 200;
const AT_ONCE = 10;

function rssKib(daemon: Daemon): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(read(`/proc/${daemon.pid}/status`))?.[1]);
}

const call = (params: string, method = 'supervisor.getState') =>
  `<?xml version="1.0"?><methodCall><methodName>${method}</methodName>${params}</methodCall>`;

const nested = (depth: number) =>
  call(
    `<params><param>${'<value><array><data>'.repeat(depth)}${'</data></array></value>'.repeat(depth)}</param></params>`,
  );

const BOMB = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}"><!ENTITY c "${'&b;'.repeat(1000)}">]>`;

const POST = (body: string, length = Buffer.byteLength(body)) =>
  `POST /RPC2 HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`;

/** Answered with this status, whatever the daemon does with the rest of the connection. */
const ANSWERED: Readonly<Record<string, readonly [status: number, raw: string]>> = {
  'an empty body': [400, POST('')],
  'no XML': [400, POST('hello')],
  'XML that breaks off': [400, POST(call('').slice(0, -5))],
  'no method name': [400, POST(call('', ''))],
  'a document type': [400, POST(BOMB + call('<params><param>&c;</param></params>'))],
  'elements that are too deep': [400, POST(nested(1000))],
  'elements that are deep': [200, POST(nested(60))],
  'no such method': [200, POST(call('', '__proto__.constructor'))],
  'bad arguments': [200, POST(call('<params><param><value>x</value></param></params>'))],
  'an integer of many digits': [
    200,
    POST(encodeCall('supervisor.readLog', [0, 0]).replace('<int>0', `<int>${'9'.repeat(5000)}`)),
  ],
  'a bad byte': [200, POST(call('<params><param><value>\ud800\u0000</value></param></params>'))],
  'many bad calls in one': [
    200,
    POST(
      call(
        `<params><param><value><array><data>${'<value>1</value>'.repeat(1000)}</data></array></value></param></params>`,
        'system.multicall',
      ),
    ),
  ],
  'a body that is too long': [413, POST('x'.repeat(70_000))],
  'no length': [
    411,
    'POST /RPC2 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  ],
  'another method': [400, 'BREW /RPC2 HTTP/1.1\r\nHost: x\r\n\r\n'],
  'another path': [404, 'GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n'],
  'no request line': [400, '\u0001\u0002\r\n\r\n'],
  'a head that is too long': [431, `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`],
};

/** Broken off by the client. */
const BROKEN_OFF: Readonly<Record<string, string>> = {
  'half a head': 'POST /RPC2 HTTP/1.1\r\nHos',
  'half a body': POST('<methodCall>', 5000),
  'the promise of a huge body': POST('', 2 ** 40),
};

/** Sends bytes and answers the status, or undefined if the connection ended without one. */
async function send(socketPath: string, raw: string): Promise<number | undefined> {
  const socket = net.connect(socketPath);
  socket.on('error', () => undefined); // it may be closed while we still write
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
    if (answer.includes('\r\n')) socket.destroy();
  });
  socket.write(raw);
  await once(socket, 'close');
  return answer === '' ? undefined : Number(answer.split(' ')[1]);
}

async function breakOff(socketPath: string, raw: string): Promise<void> {
  const socket = net.connect(socketPath);
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.write(raw, resolve));
  socket.destroy();
}

/** Does something `count` times, a few at once. */
async function repeat(count: number, run: () => Promise<void>): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

difference(
  'Bounds',
  'bad requests are answered, and leave nothing behind [11-malformed 11-bounds]',
  async () => {
    await using rig = await Rig.create();
    const socket = rig.path('small.sock');
    const daemon = await rig.daemon(
      `[unix_http_server:small]\nfile = ${socket}\nrequest_maxbytes = 64KB\n`,
    );
    const kinds: [string, () => Promise<void>][] = [
      ...Object.entries(ANSWERED).map(([name, [status, raw]]): [string, () => Promise<void>] => [
        name,
        async () => assert.equal(await send(socket, raw), status, name),
      ]),
      ...Object.entries(BROKEN_OFF).map(([name, raw]): [string, () => Promise<void>] => [
        name,
        () => breakOff(socket, raw),
      ]),
    ];
    for (const [, run] of kinds) await repeat(100, run); // what is loaded and compiled is there now
    const before = rssKib(daemon);
    for (const [name, run] of kinds) {
      await repeat(COUNT, run);
      console.log(`${COUNT} x ${name}: RSS ${rssKib(daemon)} KiB`);
    }
    const settled = await until('RSS to be what it was', async () => {
      await daemon.rpc('getState');
      const rss = rssKib(daemon);
      return rss <= before + MARGIN_KIB && rss;
    });
    console.log(`RSS before ${before} KiB, after ${settled} KiB`);
  },
);

difference(
  'Bounds',
  'a large call of many calls keeps nobody waiting [11.3-multicall-turns]',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    const calls = '<value>1</value>'.repeat(200_000);
    const large = call(
      `<params><param><value><array><data>${calls}</data></array></value></param></params>`,
      'system.multicall',
    );
    const address = { socketPath: daemon.paths.socket };
    let done = false;
    const answer = request(address, { method: 'POST', path: '/RPC2', body: large }).then((got) => {
      done = true;
      return got;
    });
    let others = 0;
    while (!done) {
      await daemon.rpc('getState');
      others++;
    }
    assert.equal((await answer).status, 200);
    assert.ok(others > 20, `only ${others} calls were answered meanwhile`);
  },
);

difference('Bounds', 'readers that never read cost little beside a flood [11-bounds]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(`
[program:flood]
command = /bin/sh -c 'head -c ${FLOOD_MIB}M /dev/zero'
autostart = false
autorestart = false
startsecs = 0
stdout_logfile = ${rig.path('flood')}
stdout_logfile_maxbytes = 5MB
stdout_logfile_backups = 1
`);
  const flood = async (): Promise<void> => {
    await daemon.rpc('startProcess', 'flood');
    await daemon.state('flood', 'EXITED');
  };
  await flood();
  const fresh = rssKib(daemon);
  // The first that come make Node's compiler resident, which is there for every hot path.
  await withReaders(daemon, async () => {});
  const before = rssKib(daemon);
  await withReaders(daemon, async () => {
    const open = rssKib(daemon);
    await flood();
    const after = rssKib(daemon);
    console.log(
      `${READERS} readers, ${FLOOD_MIB} MiB: RSS fresh ${fresh}, before ${before}, with readers ${open}, after ${after} KiB`,
    );
    assert.ok(after <= before + MARGIN_KIB, `RSS grew from ${before} to ${after} KiB`);
  });
});

/** Runs something while many clients follow a log that they do not read. */
async function withReaders(daemon: Daemon, run: () => Promise<void>): Promise<void> {
  const readers = Array.from({ length: READERS }, () =>
    http.get({ socketPath: daemon.paths.socket, path: '/logtail/flood', agent: false }),
  );
  try {
    await Promise.all(
      readers.map(async (reader) => {
        reader.on('error', () => undefined);
        const [response] = (await once(reader, 'response')) as [http.IncomingMessage];
        response.on('error', () => undefined);
        response.pause();
      }),
    );
    await run();
  } finally {
    for (const reader of readers) reader.destroy();
  }
}

test('what a client calls is looked up by its whole name, and nothing else [11-lookup]', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon('');
  for (const name of [
    '__proto__',
    'constructor',
    '__proto__.constructor',
    'constructor.prototype',
    'supervisor.__proto__',
    'supervisor.constructor',
    'supervisor.hasOwnProperty',
    'supervisor.toString',
    'supervisor.getState.constructor',
    'system.valueOf',
    'toString.call',
  ]) {
    await assert.rejects(daemon.rpc(name.includes('.') ? name : `${name}.x`), {
      message: 'UNKNOWN_METHOD',
    });
  }
});
