/** What docs/listeners.md and examples/listeners show: their programs run as they are. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { cleanEnv, projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';

test('the example tells of a program that gives up, in every way it has', async () => {
  await using rig = await Rig.create();
  const folder = path.join(projectRoot, 'examples/listeners');
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text) => appendFileSync(rig.path('posted'), text));
    request.on('end', () => response.end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const config = readFileSync(path.join(folder, 'supervisord.conf'), 'utf8')
    .replaceAll('%(here)s', folder)
    .replaceAll('/tmp/visord-listeners', rig.path('listeners'))
    .replaceAll('childlogdir = /tmp', `childlogdir = ${rig.dir}`)
    .replaceAll('9190', `${(server.address() as AddressInfo).port}`);
  const paths = {
    config: rig.write('listeners.conf', config),
    socket: rig.path('listeners.sock'),
    logfile: rig.path('listeners.log'),
    pidfile: rig.path('listeners.pid'),
  };
  const PATH = `${path.join(projectRoot, 'bin')}:${cleanEnv('').PATH}`;
  await rig.foreground(paths, { env: { PATH } });
  try {
    await rig.readUntil('news.txt', /^broken gave up$/m);
    const news = await rig.readUntil('news.txt', /^progress 100%$/m);
    assert.match(news, /progress 0%\n(.*\n)?progress 50%\n(.*\n)?progress 100%\n/);
    await rig.readUntil('posted', /"text":"broken is FATAL on /);
    const record = await rig.readUntil('listeners-crashes.txt', /\n\n$/);
    assert.match(record, /broken \(pid \d+\) FATAL: exit status 1; .*\n--- stderr, last lines\n/);
    assert.match(record, /cannot find my settings\n\n$/);
  } finally {
    server.close();
    server.closeAllConnections();
  }
});

test('the programs of docs/listeners.md do what they say', async () => {
  await using rig = await Rig.create();
  const page = readFileSync(path.join(projectRoot, 'docs/listeners.md'), 'utf8');
  const examples = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  assert.equal(examples.length, 2);
  const dist = path.join(projectRoot, 'dist');
  const [listener = '', program = ''] = examples.map((text, index) =>
    rig.write(`${index}.mjs`, text.replace(/'visord\/(\w+)'/g, `'${dist}/$1.cjs'`)),
  );
  await rig.daemon(`
[eventlistener:first]
command = ${process.execPath} ${listener}
events = PROCESS_STATE_FATAL
stderr_logfile = ${rig.path('first.err')}
[eventlistener:second]
command = /bin/sh -c "echo READY; cat >%(here)s/heard"
events = PROCESS_COMMUNICATION
[program:broken]
command = /bin/false
startsecs = 100
startretries = 0
[program:teller]
command = /bin/sh -c "${process.execPath} ${program}; exec sleep 1000"
stdout_capture_maxbytes = 1KB
stdout_logfile = ${rig.path('teller.log')}
`);
  await rig.holds('first.err', 'broken gave up\n');
  const heard = await rig.readUntil('heard', /\n.*\n42% done$/);
  assert.match(heard, /eventname:PROCESS_COMMUNICATION_STDOUT len:\d+\nprocessname:teller /);
  await rig.holds('teller.log', 'teller\n');
});
