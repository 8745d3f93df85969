import assert from 'node:assert/strict';
import test from 'node:test';
import { UserError } from '../base/errors.ts';
import { hostHeader, parseServerUrl } from './server-address.ts';

test('a serverurl names a host and a port', () => {
  const table: readonly [url: string, host: string, port: number, header: string][] = [
    ['http://localhost:9001', 'localhost', 9001, 'localhost:9001'],
    ['http://Example.org', 'example.org', 80, 'example.org'],
    ['http://example.org:80/RPC2?x#y', 'example.org', 80, 'example.org'],
    ['http://user:secret@example.org:81', 'example.org', 81, 'example.org:81'],
    ['http://[::1]:9001', '::1', 9001, '[::1]:9001'],
    ['http://:9001', 'localhost', 9001, 'localhost:9001'],
    ['http://example.org:', 'example.org', 80, 'example.org'],
    ['https://example.org', 'example.org', 443, 'example.org'],
    ['https://example.org:80', 'example.org', 80, 'example.org:80'],
  ];
  for (const [url, host, port, header] of table) {
    const address = parseServerUrl(url);
    assert.deepEqual(address, { family: 'inet', host, port, secure: /^https/.test(url) }, url);
    assert.equal(hostHeader(address), header, url);
  }
});

test('a serverurl names a socket by its path, as it is written', () => {
  const address = parseServerUrl('unix:///run/a b%20c.sock');
  assert.deepEqual(address, { family: 'unix', path: '/run/a b%20c.sock' });
  assert.equal(hostHeader(address), 'localhost');
});

test('other URLs are refused', () => {
  const table: readonly [url: string, message: string][] = [
    ['ftp://x', 'Unknown protocol for serverurl ftp://x'],
    ['HTTPS://x', 'Unknown protocol for serverurl HTTPS://x'],
    ['unix:/run/x.sock', 'Unknown protocol for serverurl unix:/run/x.sock'],
    ['http://x:port', "Port could not be cast to integer value as 'port'"],
    ['http://x:65536', 'Port out of range 0-65535'],
  ];
  for (const [url, message] of table)
    assert.throws(() => parseServerUrl(url), new UserError(message));
});
