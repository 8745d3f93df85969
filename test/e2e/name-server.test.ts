/** A name server that never answers: it must hold up nobody, least of all the end of supervisord. */
import assert from 'node:assert/strict';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { supervisord } from '../rig/commands.ts';
import { asAdmin, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const PLACE = '127.53.53.53';

/** Takes questions and answers none. */
async function silentServer(): Promise<Socket> {
  const server = createSocket('udp4').bind(53, PLACE);
  await once(server, 'listening');
  return server;
}

/** A supervisord that asks that server, and waits for an answer for minutes. */
function askingIt(rig: Rig): string {
  rig.write('resolv.conf', `nameserver ${PLACE}\noptions timeout:30 attempts:5\n`);
  const command = `#!/bin/sh
[ -z "$INSIDE" ] && INSIDE=yes exec unshare --mount "$0" "$@"
unset INSIDE
mount --bind '${rig.path('resolv.conf')}' /etc/resolv.conf
exec '${supervisord}' "$@"
`;
  return rig.write('asking', command, 0o755);
}

difference(
  'starts that hang',
  'a name that is still being looked up does not delay the end of supervisord [7.3-lookup]',
  async () => {
    await using rig = await Rig.create();
    const server = await silentServer();
    try {
      const { paths, rewrite } = rig.configure('');
      const daemon = await rig.foreground(paths, { command: askingIt(rig) });
      rewrite('[fcgi-program:f]\ncommand = /bin/cat\nsocket = tcp://nobody.example:9000\n');
      await daemon.rpc('reloadConfig');
      daemon.rpc('addProcessGroup', 'f').catch(() => undefined); // nobody answers that
      await once(server, 'message');
      const { exited } = daemon;
      daemon.signal('SIGTERM');
      assert.equal((await exited).code, 0);
    } finally {
      server.close();
    }
  },
  asAdmin(),
);
