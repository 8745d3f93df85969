/** The kit for listeners and programs: visord/listener and visord/child, against both supervisords. */
import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { projectRoot } from '../rig/commands.ts';
import { Rig } from '../rig/rig.ts';

const dist = path.join(projectRoot, 'dist');

/** A listener of the kit that appends what it is told to `told`. */
function listener(rig: Rig, body: string): string {
  const text = `
const { appendFileSync, existsSync } = require('node:fs');
const { isEvent, listen } = require(${JSON.stringify(path.join(dist, 'listener.cjs'))});
const tell = (...words) => appendFileSync(${JSON.stringify(rig.path('told'))}, words.join(' ') + '\\n');
listen(async (event) => {${body}}).then(() => tell('over'));
`;
  return `${process.execPath} ${rig.write('listener.cjs', text)}`;
}

test('a listener of the kit is told everything, may print, and ends when it is stopped', async () => {
  await using rig = await Rig.create();
  const command = listener(rig, `console.log('seen', event.name); tell(event.type, event.data);`);
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${command}
events = REMOTE_COMMUNICATION
stderr_logfile = ${rig.path('l.err')}
buffer_size = 100
`);
  for (const data of ['one', 'tw\u00f6 \ud83d\ude00\n', '']) {
    await daemon.rpc('sendRemoteCommEvent', 'a:b c', data);
  }
  const seen = 'seen REMOTE_COMMUNICATION\n';
  await rig.holds('l.err', seen.repeat(3));
  await daemon.rpc('stopProcess', 'l');
  assert.equal(rig.read('told'), 'a:b c one\na:b c tw\u00f6 \ud83d\ude00\n\na:b c \nover\n');
  assert.deepEqual(daemon.messages(/UNKNOWN|rejected|bad result/), []);
  assert.deepEqual(daemon.messages(/stopped: l/), ['INFO stopped: l (exit status 0)']);
});

test('an event whose handler throws is rejected, and told again', async () => {
  await using rig = await Rig.create();
  const command = listener(
    rig,
    `tell(event.data, event.poolserial);
     if (event.data === 'one' && !existsSync('again')) {
       appendFileSync('again', '');
       throw new Error('not yet');
     }`,
  );
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${command}
events = REMOTE_COMMUNICATION
directory = ${rig.dir}
stderr_logfile = ${rig.path('l.err')}
`);
  await daemon.rpc('sendRemoteCommEvent', 'a', 'one');
  await daemon.rpc('sendRemoteCommEvent', 'a', 'two');
  await rig.holds('told', 'one 0\none 0\ntwo 1\n');
  assert.match(rig.read('l.err'), /^Error: not yet\n/);
  assert.equal(daemon.messages(/WARN.*rejected/).length, 1);
});

test('the event at hand is answered before the listener ends', async () => {
  await using rig = await Rig.create();
  const command = listener(
    rig,
    `tell('begun');
     await new Promise((resolve) => process.once('SIGTERM', () => setImmediate(resolve)));
     tell('done');`,
  );
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${command}
events = REMOTE_COMMUNICATION
`);
  await daemon.rpc('sendRemoteCommEvent', 'a', 'one');
  await rig.holds('told', 'begun\n');
  await daemon.rpc('stopProcess', 'l');
  assert.equal(rig.read('told'), 'begun\ndone\nover\n');
  assert.deepEqual(daemon.messages(/rejected|re-?buffer/), []);
});

test('what is no conversation ends the listener with an error', async () => {
  await using rig = await Rig.create();
  const [node = '', file = ''] = listener(rig, '').split(' ');
  const { stdout, stderr, code } = await rig.start(node, [file], 'hello\n').exited;
  assert.equal(stdout, 'READY\n');
  assert.match(stderr, /cannot read an event: its header is "hello"/);
  assert.equal(code, 1);
});

test('a program knows who runs it, and sends events', async () => {
  await using rig = await Rig.create();
  const program = rig.write(
    'program.cjs',
    `const { sendCommunicationEvent, supervisor } = require(${JSON.stringify(path.join(dist, 'child.cjs'))});
console.log(JSON.stringify(supervisor));
sendCommunicationEvent('h\u00e9llo').then(() => sendCommunicationEvent('wrong', 'stderr'));
setInterval(() => console.log('.'.repeat(100)), 50);`,
  );
  const command = listener(
    rig,
    `tell(event.name, event.groupname, event.processname, event.data);`,
  );
  const daemon = await rig.daemon(`
[eventlistener:l]
command = ${command}
events = PROCESS_COMMUNICATION
[program:p]
command = ${process.execPath} ${program}
stdout_capture_maxbytes = 1MB
stderr_capture_maxbytes = 1MB
stdout_logfile = ${rig.path('p.log')}
stderr_logfile = NONE
[group:g]
programs = p
`);
  const said = await rig.readUntil('told', /STDERR.*\n/);
  assert.equal(
    said,
    'PROCESS_COMMUNICATION_STDOUT g p h\u00e9llo\nPROCESS_COMMUNICATION_STDERR g p wrong\n',
  );
  const [line = ''] = (await rig.readUntil('p.log', /\n/)).split('\n');
  assert.deepEqual(JSON.parse(line), {
    processName: 'p',
    groupName: 'g',
    namespec: 'g:p',
    serverUrl: `unix://${daemon.paths.socket}`,
  });
});
