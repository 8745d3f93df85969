/** Calls that wait for something to happen, and what happens meanwhile. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Rig } from '../rig/rig.ts';

test('calls that wait hold up nobody, alone or among several in one [11-waiting 11.3-multicall]', async () => {
  await using rig = await Rig.create();
  const [one, other] = [rig.child(), rig.child()];
  const daemon = await rig.daemon(`
[program:one]
command = ${one.command}
stopwaitsecs = 60
[program:other]
command = ${other.command}
stopwaitsecs = 60
`);
  const runs = [await one.nextRun(), await other.nextRun()] as const;
  for (const [index, name] of ['one', 'other'].entries()) {
    await daemon.state(name, 'RUNNING');
    await runs[index]?.trap('SIGTERM');
  }
  const answered: string[] = [];
  const stopping = daemon.rpc('stopProcess', 'one').then((answer) => {
    answered.push('one');
    return answer;
  });
  const several = daemon
    .rpc('system.multicall', [
      { methodName: 'supervisor.stopProcess', params: ['other'] },
      { methodName: 'supervisor.getProcessInfo', params: ['zz'] },
      { methodName: 'supervisor.startProcess', params: ['other', false] },
    ])
    .then((answer) => {
      answered.push('several');
      return answer;
    });
  assert.equal(await runs[0].nextSignal(), 'SIGTERM');
  assert.equal(await runs[1].nextSignal(), 'SIGTERM');
  for (const name of ['one', 'other']) {
    assert.equal((await daemon.info(name)).statename, 'STOPPING');
  }
  assert.equal(await daemon.rpc('getPID'), daemon.pid);
  assert.deepEqual(answered, []);

  await runs[1].exit(0);
  const fault = { faultCode: 10, faultString: 'BAD_NAME: zz' };
  assert.deepEqual(await several, [true, fault, true]);
  await other.nextRun();
  assert.equal((await daemon.info('one')).statename, 'STOPPING');
  await runs[0].exit(0);
  assert.equal(await stopping, true);
  assert.deepEqual(answered, ['several', 'one']);
});
