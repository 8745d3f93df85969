import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemError } from '../../test/rig/fake-files.ts';
import { inetServer, unixServer } from '../../test/rig/fake-server.ts';
import { requireOwnAddress } from './own-address.ts';

const nobody = {
  lookUp(host: string): string {
    throw systemError('ENOTFOUND', 'getaddrinfo', host);
  },
};

test('a server on all addresses takes a machine whose name has one [4-own-address]', () => {
  const everywhere = inetServer(9001, { host: '' });
  assert.throws(() => requireOwnAddress([unixServer('/s'), everywhere], 'box', nobody), {
    name: 'UserError',
    message:
      'Could not determine IP address for hostname box, please try setting an explicit IP address ' +
      'in the "port" setting of your [inet_http_server] section.  For example, instead of ' +
      '"port = 9001", try "port = 127.0.0.1:9001."',
  });
  requireOwnAddress([everywhere], 'box', { lookUp: () => '192.0.2.1' });
});

test('other servers do not ask [4-own-address]', () => {
  requireOwnAddress([unixServer('/s'), inetServer(9001)], 'box', nobody);
});
