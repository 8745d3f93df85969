/** A program whose folder is in a file system that never answers: it must hold up nobody. */
import assert from 'node:assert/strict';
import { deadFolder } from '../rig/dead-folder.ts';
import { asAdmin, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

difference(
  'starts that hang',
  'a start that hangs is given up by a stop and by a shutdown [7.1-hung-start 7.1-hung-start-later 16-nobody-waits]',
  async () => {
    await using rig = await Rig.create();
    using _ = deadFolder(rig.path('dead'));
    const daemon = await rig.daemon(`
[program:x]
command = /bin/cat
directory = ${rig.path('dead')}
stopwaitsecs = 1
[program:y]
command = /bin/cat
directory = ${rig.path('dead')}
stopwaitsecs = 1
[program:z]
command = /bin/cat
startsecs = 0
`);
    await daemon.state('z', 'RUNNING');
    assert.equal((await daemon.info('x')).statename, 'STARTING');
    const stop = await daemon.ctl('stop', 'x');
    assert.equal(stop.stdout, 'x: stopped\n');
    assert.equal((await daemon.info('x')).statename, 'STOPPED');
    await daemon.logLine(/reaped unknown pid \d+ \(terminated by SIGKILL\)/);
    assert.equal(await daemon.rpc('startProcess', 'x', false), true);
    assert.equal((await daemon.info('x')).statename, 'STARTING');
    const { exited } = daemon;
    daemon.signal('SIGTERM');
    assert.equal((await exited).code, 0);
    assert.equal(daemon.messages(/giving up on the start of '[xy]', which hangs/).length, 3);
  },
  asAdmin(),
);
