import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inetServer, unixServer } from '../../test/rig/fake-server.ts';
import { systemError } from '../../test/rig/system-error.ts';
import { requireOwnAddress } from './own-address.ts';

const nobody = {
  lookUp: (host: string) => Promise.reject(systemError('ENOTFOUND', 'getaddrinfo', host)),
};

test('a server on all addresses takes a machine whose name has one [4-own-address]', async () => {
  const everywhere = inetServer(9001, { host: '' });
  await assert.rejects(requireOwnAddress([unixServer('/s'), everywhere], 'box', nobody), {
    name: 'UserError',
    message:
      'Could not determine IP address for hostname box, please try setting an explicit IP address ' +
      'in the "port" setting of your [inet_http_server] section.  For example, instead of ' +
      '"port = 9001", try "port = 127.0.0.1:9001."',
  });
  await requireOwnAddress([everywhere], 'box', { lookUp: async () => '192.0.2.1' });
});

test('other servers do not ask [4-own-address]', async () => {
  await requireOwnAddress([unixServer('/s'), inetServer(9001)], 'box', nobody);
});
