import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireCertificate } from './tls.ts';

test('files that are missing or hold no certificate are refused with the section', () => {
  const cases: readonly (readonly [file: string, why: RegExp])[] = [
    ['/no/such.pem', /^cannot use \/no\/such\.pem of \[inet_http_server\]: ENOENT$/],
    ['package.json', /^cannot use package\.json of \[inet_http_server\]: /],
  ];
  for (const [file, message] of cases) {
    const files = { certificate: file, key: file, clientCa: undefined };
    assert.throws(() => requireCertificate('inet_http_server', files), {
      name: 'UserError',
      message,
    });
  }
});
