/** Small event listeners that people write themselves, by what they rely on. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { needs } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const BROKEN = `
[program:broken]
command = /bin/false
startretries = 0
autostart = false
`;

const KILLER = `
import os, signal, sys
while True:
    sys.stdout.write('READY\\n')
    sys.stdout.flush()
    headers = dict(x.split(':') for x in sys.stdin.readline().split())
    body = dict(x.split(':') for x in sys.stdin.read(int(headers['len'])).split())
    print(list(headers), list(body), body['processname'], file=sys.stderr, flush=True)
    os.kill(int(open(sys.argv[1]).readline()), signal.SIGQUIT)
    sys.stdout.write('RESULT 2\\nOK')
    sys.stdout.flush()
`;

test(
  'a Python script takes the header and the event apart at colons, and the pid from the pidfile',
  needs('python3', 'apt-get install python3'),
  async () => {
    await using rig = await Rig.create();
    const { paths } = rig.configure(`
[eventlistener:end]
command = python3 ${rig.write('killer.py', KILLER)} ${rig.path('supervisord.pid')}
events = PROCESS_STATE_FATAL
stderr_logfile = ${rig.path('heard')}
startsecs = 0
${BROKEN}`);
    assert.equal(paths.pidfile, rig.path('supervisord.pid'));
    const daemon = await rig.foreground(paths);
    await daemon.state('end', 'RUNNING');
    await assert.rejects(daemon.rpc('startProcess', 'broken'), { message: /^SPAWN_ERROR/ });
    assert.equal((await daemon.exited).code, 0);
    const keys = 'ver server serial pool poolserial eventname len'.split(' ');
    const list = (names: string[]) => `[${names.map((name) => `'${name}'`).join(', ')}]`;
    assert.equal(
      rig.read('heard'),
      `${list(keys)} ${list(['processname', 'groupname', 'from_state'])} broken\n`,
    );
  },
);
