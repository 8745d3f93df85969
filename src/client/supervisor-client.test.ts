import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import { writeFault, writeResponse } from '../wire/xmlrpc.ts';
import { BadAnswer, ConnectionLost, HttpStatusError, ServerFault } from './errors.ts';
import { SupervisorClient } from './supervisor-client.ts';

/** What a server does with a request, given as it came, on the n-th connection. */
type Answer = (socket: Socket, request: string, connection: number) => void;

/** A server on a unix socket that speaks what the test tells it, byte by byte. */
async function serve(context: TestContext, answer: Answer): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'visord-client-'));
  const file = path.join(folder, 'socket');
  let connections = 0;
  const server: Server = createServer((socket) => {
    const connection = ++connections;
    socket.on('data', (bytes) => answer(socket, bytes.toString(), connection));
    socket.on('error', () => {}); // the client may leave at any time
    sockets.add(socket);
  });
  const sockets = new Set<Socket>();
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await rm(folder, { recursive: true });
  });
  await new Promise<void>((resolve) => server.listen(file, resolve));
  return `unix://${file}`;
}

function ok(document: string, headers = ''): string {
  const length = `Content-Length: ${Buffer.byteLength(document)}\r\n`;
  return `HTTP/1.1 200 OK\r\n${headers}${length}\r\n${document}`;
}

const CLOSE = 'Connection: close\r\n';

test('calls go over one connection, and over a new one when the server has closed it', async (t) => {
  const serverUrl = await serve(t, (socket, _request, connection) => {
    socket.write(ok(writeResponse(connection)));
  });
  const client = new SupervisorClient({ serverUrl });
  assert.equal(await client.call('supervisor.getPID'), 1);
  assert.deepEqual(
    await Promise.all([client.call('supervisor.getPID'), client.call('supervisor.getPID')]),
    [1, 1],
  );
  client.close();
  assert.equal(await client.call('supervisor.getPID'), 2);
  client.close();
});

test('a request carries its length in bytes, and credentials only when both are there', async (t) => {
  const requests: string[] = [];
  const serverUrl = await serve(t, (socket, request) => {
    requests.push(request);
    socket.end(ok(writeResponse(true), CLOSE));
  });
  const call = async (credentials: { username?: string; password?: string }) => {
    const client = new SupervisorClient({ serverUrl, ...credentials });
    await client.call('supervisor.startProcess', 'wörker');
    client.close();
  };
  await call({});
  await call({ username: 'user' });
  await call({ username: 'user', password: 'gehéim' });
  const [plain = '', half, full = ''] = requests;
  const [head = '', body = ''] = plain.split('\r\n\r\n');
  assert.equal(head.split('\r\n')[0], 'POST /RPC2 HTTP/1.1');
  assert.match(head, new RegExp(`^Content-Length: ${Buffer.byteLength(body)}$`, 'm'));
  assert.match(body, /<string>wörker<\/string>/);
  assert.equal(half, plain);
  assert.match(full, /^Authorization: Basic dXNlcjpnZWjDqWlt\r$/m);
});

test('when it is closed, all its calls fail: those that wait for their turn, and of others made by it', async (t) => {
  const asked: (() => void)[] = [];
  const serverUrl = await serve(t, () => asked.pop()?.());
  const client = new SupervisorClient({ serverUrl });
  const call = client.another().call('supervisor.getPID');
  await new Promise<void>((resolve) => asked.push(resolve));
  const calls = [call, client.call('supervisor.getPID'), client.call('supervisor.getPID')];
  client.close();
  await Promise.all(calls.map((waiting) => assert.rejects(waiting, ConnectionLost)));
});

test('faults, HTTP errors and nonsense are told apart', async (t) => {
  const answers: string[] = [
    ok(writeFault(10, 'BAD_NAME: x'), CLOSE),
    'HTTP/1.0 401 Unauthorized\r\n\r\n',
    'nonsense\r\n',
  ];
  const serverUrl = await serve(t, (socket) => socket.end(answers.shift() ?? ''));
  const client = new SupervisorClient({ serverUrl });
  await assert.rejects(client.call('supervisor.getPID'), new ServerFault(10, 'BAD_NAME: x'));
  await assert.rejects(
    client.call('supervisor.getPID'),
    new HttpStatusError('/RPC2', 401, 'Unauthorized'),
  );
  await assert.rejects(client.call('supervisor.getPID'), BadAnswer);
  await assert.rejects(client.call('supervisor.getPID'), ConnectionLost);
});

test('a server that is not there is a system error', async (t) => {
  const serverUrl = await serve(t, () => {});
  const client = new SupervisorClient({ serverUrl: `${serverUrl}.missing` });
  await assert.rejects(client.call('supervisor.getPID'), { code: 'ENOENT' });
});

test('a log is followed chunk by chunk until the server ends it', async (t) => {
  const serverUrl = await serve(t, (socket, request) => {
    assert.match(request, /^GET \/logtail\/gr:a%20%23\/stdout HTTP\/1\.1\r\n/);
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
    socket.end('3\r\ntwo\r\n'); // no last chunk: the server was shut down
  });
  let text = '';
  await new SupervisorClient({ serverUrl }).follow('/logtail/gr:a #/stdout', (bytes) => {
    text += Buffer.from(bytes).toString();
  });
  assert.equal(text, 'onetwo');
});

test('following stops when it is aborted', async (t) => {
  const serverUrl = await serve(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n');
  });
  const stop = new AbortController();
  await new SupervisorClient({ serverUrl }).follow('/mainlogtail', () => stop.abort(), stop.signal);
  assert.equal(stop.signal.aborted, true);
});

test('a slow reader of a log holds the server back', async (t) => {
  const MEGABYTE = Buffer.alloc(1 << 20, 'x');
  let written = 0;
  const serverUrl = await serve(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const pump = () => {
      while (written < 64 && socket.write(MEGABYTE)) written += 1;
      if (written < 64) socket.once('drain', pump);
      else socket.end();
      written += 1;
    };
    pump();
  });
  const { promise: patience, resolve: goOn } = deferred();
  let bytes = 0;
  const followed = new SupervisorClient({ serverUrl }).follow('/mainlogtail', (chunk) => {
    bytes += chunk.length;
    if (bytes === chunk.length) return patience;
    return undefined;
  });
  await settled(() => written);
  assert.ok(written < 32, `${written} MB were taken before the first chunk was printed`);
  goOn();
  await followed;
  assert.ok(bytes >= 60 * MEGABYTE.length);
});

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Waits until a value has not changed during a thousand turns of the loop. */
async function settled(value: () => number): Promise<void> {
  let last = Number.NaN;
  for (let turns = 0; turns < 1000; turns += 1) {
    if (value() !== last) turns = 0;
    last = value();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
