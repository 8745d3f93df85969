/** Fifos and devices where files are expected: nobody is kept waiting for somebody to write. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { supervisord } from '../rig/commands.ts';
import { difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const NO_FILE = 'it is a fifo, a socket or a device';

difference(
  'no plain file',
  'a fifo is no configuration, unless it was handed over [1.1-no-plain-file]',
  async () => {
    await using rig = await Rig.create();
    await rig.run('mkfifo', rig.path('fifo'));
    const { code, stderr } = await rig.supervisord('-n', '-c', rig.path('fifo'));
    assert.match(stderr, new RegExp(`^Error: could not read config file \\S+/fifo: ${NO_FILE}\n`));
    assert.equal(code, 2);

    const check = 'echo "[supervisord]" | "$0" --check -c /dev/stdin';
    const handedOver = await rig.run('sh', '-c', check, supervisord);
    assert.equal(handedOver.stdout, '/dev/stdin: 0 errors, 0 warnings\n');
  },
);

difference(
  'no plain file',
  'included fifos are left out, a pidfile that is one stays unwritten [1.4-unreadable 4.4-refused 4.4-removed]',
  async () => {
    await using rig = await Rig.create();
    rig.write('conf.d/a.conf', '[program:x]\ncommand = /bin/cat\n');
    await rig.run('mkfifo', rig.path('conf.d/fifo'), rig.path('pid'));
    const daemon = await rig.daemon(`[supervisord]
pidfile = ${rig.path('pid')}
[include]
files = conf.d/*
`);
    assert.deepEqual(daemon.messages(/left out|could not/), [
      `WARN Included file "${rig.path('conf.d/fifo')}" cannot be read (${NO_FILE}), it is left out`,
      `CRIT could not write pidfile ${rig.path('pid')}`,
    ]);
    assert.match((await daemon.ctl('status')).stdout, /^x +(STARTING|RUNNING)/);
    await daemon.ctl('shutdown');
    await daemon.exited;
    assert.ok(existsSync(rig.path('pid')));
  },
);
