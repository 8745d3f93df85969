/**
 * What one program of supervisord leaves to the next, taken from a daemon that has some of everything.
 * `RECORD=test/golden/handover-VERSION.txt` keeps it for later versions, which must read it.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readHandover } from '../../src/daemon/handover.ts';
import { readState } from '../../src/daemon/read-state.ts';
import { difference } from '../rig/differences.ts';
import { EventListener } from '../rig/event-listener.ts';
import { PackageCopy } from '../rig/package-copy.ts';
import { Rig } from '../rig/rig.ts';
import { SyslogDaemon } from '../rig/syslog-daemon.ts';
import { upgrade } from '../rig/upgrade.ts';

/** Where the folder of the test is in a recording. */
const PLACE = '/srv/shop';

/** Of a new program: keeps what it was left. */
const keep = (file: string): string =>
  `if (/:upgrade:/.test(process.argv[3])) require('node:fs')
    .copyFileSync('/proc/self/fd/' + process.argv[3].split(':')[2], ${JSON.stringify(file)});`;

difference('live upgrade', 'all that is handed over is read by the next program', async () => {
  await using rig = await Rig.create();
  using _ = new SyslogDaemon(rig.path('log'));
  const copy = new PackageCopy(rig);
  const [web, teller] = [rig.child(), rig.child()];
  const { paths } = rig.configure(`
[supervisord]
syslog_socket = ${rig.path('log')}
[inet_http_server]
port = 127.0.0.1:${await rig.freePort()}
[program:web]
command = ${web.command}
stdout_logfile = ${rig.path('web.log')}
stdout_logfile_maxbytes = 1KB
stdout_capture_maxbytes = 1KB
stdout_syslog = true
stderr_logfile = AUTO
strip_ansi = true
kill_mode = tree
[program:bad]
command = /bin/false
startretries = 100
[program:done]
command = /bin/true
startsecs = 0
autorestart = false
[program:idle]
command = /bin/cat
autostart = false
kill_mode = group
[fcgi-program:php]
command = /bin/sleep 1000
socket = unix://${rig.path('php.sock')}
[group:shop]
programs = web
[eventlistener:mail]
command = ${teller.command}
events = REMOTE_COMMUNICATION,TICK_60
`);
  const daemon = await rig.foreground(paths, { command: copy.supervisord });
  const run = await web.nextRun();
  const listener = await EventListener.of(await teller.nextRun());
  for (const name of ['shop:web', 'mail', 'php']) await daemon.state(name, 'RUNNING');
  await daemon.state('bad', 'BACKOFF');
  await daemon.state('done', 'EXITED');
  for (const word of ['one', 'two', 'three']) await daemon.rpc('sendRemoteCommEvent', 'w', word);
  await listener.say('READY\n');
  await listener.next();
  await listener.say('RES');
  await run.write('line\nhalf <!--XSUPERVISOR:BEGIN-->sa');
  await rig.readUntil('web.log', /half/);
  copy.begin(keep(rig.path('handover')));
  await upgrade(daemon);
  const text = rig.read('handover');
  const { handover, state } = readHandover(text);
  assert.equal(handover.sockets.length, 2);
  assert.deepEqual(readState(state), JSON.parse(state));
  const file = process.env.RECORD;
  if (file !== undefined) writeFileSync(file, text.replaceAll(rig.dir, PLACE));
});
