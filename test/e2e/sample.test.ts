/** `echo_supervisord_conf`: what it prints is a configuration that works. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { supervisord } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** It lies beside the supervisord under test. */
const ECHO = path.join(path.dirname(supervisord), 'echo_supervisord_conf');

test('what it prints starts a daemon that supervisorctl drives, whatever its arguments are [3.4-prints 3.4-arguments 3.4-loads]', async () => {
  await using rig = await Rig.create();
  const printed = await rig.run(ECHO);
  assert.deepEqual([printed.code, printed.stderr], [0, '']);
  assert.deepEqual(await rig.run(ECHO, '-h', '--bogus', 'x'), printed);

  const child = rig.child();
  const program = `\n[program:x]\ncommand=${child.command}\nstdout_logfile=NONE\nstderr_logfile=NONE\n`;
  const here = printed.stdout.replaceAll('/tmp/', `${rig.dir}/`);
  const paths = {
    config: rig.write('sample.conf', here),
    socket: rig.path('supervisor.sock'),
    logfile: rig.path('supervisord.log'),
    pidfile: rig.path('supervisord.pid'),
  };
  assert.deepEqual(await rig.supervisord('-c', paths.config), { stdout: '', stderr: '', code: 0 });
  const daemon = await rig.detached(paths);
  assert.equal((await daemon.ctl('pid')).stdout, rig.read('supervisord.pid'));
  rig.write('sample.conf', here + program);
  assert.equal((await daemon.ctl('update')).stdout, 'x: added process group\n');
  await daemon.state('x', 'RUNNING');
  assert.equal((await daemon.ctl('stop', 'x')).stdout, 'x: stopped\n');
  assert.equal((await daemon.ctl('shutdown')).stdout, 'Shut down\n');
  await until('its end', () => rig.read('supervisord.pid') === '');
});
