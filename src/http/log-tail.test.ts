import assert from 'node:assert/strict';
import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Server, serve } from '../../test/rig/fake-server.ts';
import { FOR_BROWSERS } from '../../test/rig/for-browsers.ts';
import { RawClient } from '../../test/rig/raw-client.ts';
import { until } from '../../test/rig/until.ts';

/** A server whose process `web` logs to a file; `write` adds to it as the daemon would. */
async function setup(content: string) {
  const server = await serve(['web']);
  const file = path.join(server.folder, 'web.log');
  writeFileSync(file, content);
  const { stdout } = server.world.daemon.process('web');
  stdout.path = file;
  const write = (text: string): void => {
    appendFileSync(file, text);
    stdout.tell('written');
  };
  return {
    server,
    file,
    stdout,
    write,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const get = (server: Server, url: string, version = '1.1') =>
  new RawClient(server.socket).send(`GET ${url} HTTP/${version}`, '', '');

/** The chunks of a body as far as it has come. */
function dechunk(answer: string): string {
  let rest = answer.slice(answer.indexOf('\r\n\r\n') + 4);
  let body = '';
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/.exec(rest);
    if (size === null) return body;
    const [line, hex = ''] = size;
    const start = line.length;
    body += rest.slice(start, start + Number.parseInt(hex, 16));
    rest = rest.slice(start + Number.parseInt(hex, 16) + 2);
  }
}

test('a tail begins with the last 1024 bytes and goes on with what is added [10.2-end 10.2-follow 10.2-headers]', async () => {
  await using rig = await setup(`${'x'.repeat(5000)}${'y'.repeat(1024)}`);
  using client = get(rig.server, '/logtail/web');
  const answer = await client.until(/y{1024}/);
  assert.match(
    answer.replace(FOR_BROWSERS, ''),
    /^HTTP\/1.1 200 OK\r\nServer: Medusa\/1.12\r\nDate: [^\r]+\r\nLast-Modified: [^\r]+ GMT\r\nContent-Type: text\/plain;charset=utf-8\r\nX-Accel-Buffering: no\r\nTransfer-Encoding: chunked\r\n\r\n400\r\ny{1024}\r\n$/,
  );
  rig.write('more\n');
  await client.until(/\r\n5\r\nmore\n\r\n$/);
});

test('the tail of an empty log answers at once, with its head [10.2-at-once]', async () => {
  await using rig = await setup('');
  using client = get(rig.server, '/logtail/web:web/stdout');
  await client.until(/chunked\r\n\r\n$/);
  rig.write('first');
  await client.until(/5\r\nfirst\r\n$/);
});

test('the main log is tailed without the word for proxies [10.2-headers]', async () => {
  await using rig = await setup('line\n');
  rig.server.world.daemon.mainLog.path = rig.file;
  using client = get(rig.server, '/mainlogtail');
  const answer = await client.until(/line\n\r\n$/);
  assert.doesNotMatch(answer, /X-Accel/);
});

test('HTTP/1.0 gets the same, without chunks [10.2-http10]', async () => {
  await using rig = await setup('line\n');
  using client = get(rig.server, '/logtail/web/stdout', '1.0');
  await client.until(/charset=utf-8\r\nX-Accel-Buffering: no\r\n(?:[^\r]+\r\n)*\r\nline\n$/);
  rig.write('more\n');
  await client.until(/line\nmore\n$/);
});

test('a tail goes through rotation and truncation [10.2-rotation 10.2-truncation]', async () => {
  await using rig = await setup('old\n');
  using client = get(rig.server, '/logtail/web');
  await client.until(/old\n/);
  renameSync(rig.file, `${rig.file}.1`);
  writeFileSync(rig.file, 'new\n');
  rig.stdout.tell('replaced');
  await client.until(/new\n/);
  truncateSync(rig.file);
  rig.write('x\n');
  assert.match(dechunk(await client.until(/x\n\r\n$/)), /^old\nnew\n==> File truncated <==\nx\n$/);
});

test('a tail goes on with the process that update puts in the place of its own', async () => {
  await using rig = await setup('old\n');
  using client = get(rig.server, '/logtail/web');
  await client.until(/old\n/);
  const { daemon, registry } = rig.server.world;
  const before = rig.stdout;
  daemon.process('web').becomes('STOPPED');
  await registry.call('supervisor.removeProcessGroup', ['web']);
  await registry.call('supervisor.addProcessGroup', ['web']);
  const { stdout } = daemon.process('web');
  assert.deepEqual([before.listeners.size, stdout.listeners.size], [0, 1]);
  appendFileSync(rig.file, 'new\n');
  stdout.tell('written');
  await client.until(/new\n/);
  client.socket.destroy();
  await until('nobody listening', () => stdout.listeners.size === 0);
});

test('there is nothing to tail without process, channel or file [10-logtail-missing 10-mainlogtail-missing]', async () => {
  await using rig = await setup('x');
  const urls = ['zz', 'web:zz', 'web:*', 'web/stdin', 'web/stderr', 'web/stdout/x', '%', ''];
  for (const url of urls) {
    using client = get(rig.server, `/logtail/${url}`);
    await client.until(/^HTTP\/1.1 404 Not Found\r\n/);
  }
  rig.stdout.path = path.join(rig.server.folder, 'not-there');
  for (const url of ['/logtail/web', '/mainlogtail']) {
    using client = get(rig.server, url);
    await client.until(/^HTTP\/1.1 404 Not Found\r\n/);
  }
});

test('names in the URL may be encoded, and what follows the path does not matter [10-logtail-name]', async () => {
  await using rig = await setup('text');
  for (const url of [
    '/logtail/web%3Aweb?x=1',
    '/logtailing/web',
    '//logtail/web',
    '/logtail/w%65b;x',
  ]) {
    using client = get(rig.server, url);
    const answer = await client.until(/\r\n\r\n.+/s);
    const found = !url.startsWith('//');
    assert.match(answer, found ? /text/ : /^HTTP\/1.1 404 /, url);
  }
});

test('a client that goes away is forgotten', async () => {
  await using rig = await setup('x');
  const clients = [get(rig.server, '/logtail/web'), get(rig.server, '/logtail/web')];
  for (const client of clients) await client.until(/x\r\n$/);
  assert.equal(rig.stdout.listeners.size, 2);
  for (const client of clients) client.socket.destroy();
  await until('nobody listening', () => rig.stdout.listeners.size === 0);
});

test('closing the server ends a tail', async () => {
  await using rig = await setup('x');
  using client = get(rig.server, '/logtail/web');
  await client.until(/x\r\n$/);
  await rig.server.close();
  assert.match(await client.rest(), /x\r\n0\r\n\r\n$/);
  assert.equal(rig.stdout.listeners.size, 0);
});

test('a client that does not read costs no memory, and misses nothing [10.2-slow-reader]', async () => {
  await using rig = await setup('');
  using client = get(rig.server, '/logtail/web');
  await client.until(/chunked\r\n\r\n$/);
  client.socket.pause();
  const line = `${'z'.repeat(1023)}\n`;
  const TOTAL = 64 * 1024 * 1024;
  const before = process.memoryUsage();
  for (let written = 0; written < TOTAL; written += 1024 * 1024) {
    rig.write(line.repeat(1024));
    await new Promise((resolve) => setImmediate(resolve));
  }
  const now = process.memoryUsage();
  const grown = now.arrayBuffers + now.external - before.arrayBuffers - before.external;
  assert.ok(grown < TOTAL / 4, `${grown} bytes are kept for a client that does not read`);

  let length = 0;
  client.socket.removeAllListeners('data');
  const all = new Promise<void>((resolve) => {
    client.socket.on('data', (text: string) => {
      length += text.replace(/[^z\n]/g, '').length;
      if (length >= TOTAL) resolve();
    });
  });
  client.socket.resume();
  await all;
});
