/** The package as `npm install` brings it: what is in it, and its modules in programs of others. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { type Outcome, projectRoot } from './rig/commands.ts';
import { Rig } from './rig/rig.ts';

/** Packs what is built. @returns the name of the file, in the scratch directory */
async function packInto(rig: Rig): Promise<string> {
  const pack = ['pack', '--ignore-scripts', '--silent', '--pack-destination', rig.dir];
  const packed = await rig.run(
    '/bin/sh',
    '-c',
    'cd "$0" && exec "$@"',
    projectRoot,
    'npm',
    ...pack,
  );
  assert.equal(packed.code, 0, packed.stderr);
  return packed.stdout.trim();
}

/** A folder of somebody else's, with the package in its node_modules. */
async function install(rig: Rig): Promise<void> {
  const tarball = await packInto(rig);
  rig.write('package.json', '{"private": true}');
  const local = ['--offline', '--no-audit', '--no-fund', '--no-update-notifier', '--silent'];
  const installed = await rig.run('npm', 'install', ...local, `./${tarball}`);
  assert.equal(installed.code, 0, installed.stderr);
}

function node(rig: Rig, file: string, text: string): Promise<Outcome> {
  return rig.run(process.execPath, rig.write(file, text));
}

/** Checks files with TypeScript, as a program of somebody else would. */
async function assertTyped(rig: Rig, ...files: string[]): Promise<void> {
  const flags = '--noEmit --strict --module nodenext --target es2022 --ignoreConfig'.split(' ');
  const types = path.join(projectRoot, 'node_modules/@types');
  const tsc = path.join(projectRoot, 'node_modules/.bin/tsc');
  const outcome = await rig.run(tsc, ...flags, '--types', 'node', '--typeRoots', types, ...files);
  assert.deepEqual(outcome, { stdout: '', stderr: '', code: 0 });
}

test('publint finds nothing wrong with the packed package', async () => {
  await using rig = await Rig.create();
  const tarball = await packInto(rig);
  const publint = path.join(projectRoot, 'node_modules/.bin/publint');
  const { stdout, stderr, code } = await rig.run(publint, 'run', rig.path(tarball), '--strict');
  assert.equal(code, 0, stdout + stderr);
  assert.match(stdout, /All good!/);
});

const USE = `
const supervisor = new Supervisor(process.argv[2] ?? 'unix:///nowhere');
supervisor.getState().catch((error) => {
  console.log(error instanceof ConnectionFailed, error.code);
});
`;

test('the client library can be imported, required and typed from the packed package', async () => {
  await using rig = await Rig.create();
  await install(rig);
  const names = '{ ConnectionFailed, Supervisor }';
  const [imported, required] = await Promise.all([
    node(rig, 'a.mjs', `import ${names} from 'visord/client';${USE}`),
    node(rig, 'b.cjs', `const ${names} = require('visord/client');${USE}`),
  ]);
  const expected = { stdout: 'true ENOENT\n', stderr: '', code: 0 };
  assert.deepEqual([imported, required], [expected, expected]);

  const typed = (form: string) => `${form}
const supervisor = new Supervisor('unix:///run/supervisor.sock');
export async function use(): Promise<number> {
  const { pid } = await supervisor.getProcessInfo('web');
  const started: true = await supervisor.startProcess('web', false);
  for await (const text of supervisor.followLog('web', 'stderr')) text.toUpperCase();
  // @ts-expect-error a name is a string
  await supervisor.startProcess(1);
  // @ts-expect-error there is no such method
  await supervisor.startEverything();
  return started ? pid : 0;
}
`;
  rig.write('c.mts', typed(`import { Supervisor } from 'visord/client';`));
  rig.write(
    'd.cts',
    typed(`import visord = require('visord/client');\nconst { Supervisor } = visord;`),
  );
  await assertTyped(rig, 'c.mts', 'd.cts');
});

/** What docs/client.md says of the supervisord that its examples talk to. */
const PROGRAMS = `
[program:web]
command = /bin/sh -c 'echo listening on 8080; exec sleep 1000'
startsecs = 0
[program:worker]
command = sleep 1000
startsecs = 0
autostart = false
`;

test('the examples of docs/client.md run, and print what stands below them', async () => {
  await using rig = await Rig.create();
  await install(rig);
  const port = await rig.freePort();
  const server = `[inet_http_server]\nport = ${port}\nusername = ann\npassword = secret\n`;
  const daemon = await rig.daemon(server + PROGRAMS);
  await rig.readUntil('supervisord.log', /success: web/);
  const page = readFileSync(path.join(projectRoot, 'docs/client.md'), 'utf8');
  const examples = [...page.matchAll(/```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)];
  assert.equal(examples.length, page.match(/```js/g)?.length);
  assert.ok(examples.length >= 6);
  for (const [index, [, program = '', printed]] of examples.entries()) {
    const here = program
      .replaceAll('/run/supervisor.sock', daemon.paths.socket)
      .replaceAll('127.0.0.1:9001', `127.0.0.1:${port}`);
    const outcome = await node(rig, `example${index}.mjs`, here);
    assert.deepEqual(outcome, { stdout: printed, stderr: '', code: 0 }, program);
  }
  const typed = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  assert.equal(typed.length, 1);
  await assertTyped(rig, ...typed.map((text, index) => rig.write(`typed${index}.mts`, text)));
});

const LISTEN = `
listen((event) => console.log(event.name, event.pid, isEvent(event, 'PROCESS_STATE')));
`;
const EVENT =
  'ver:3.0 server:s serial:0 pool:p poolserial:0 eventname:PROCESS_STATE_RUNNING len:LENGTH\n' +
  'processname:x groupname:g from_state:STARTING pid:12345';

test('the kit can be imported, required and typed from the packed package', async () => {
  await using rig = await Rig.create();
  await install(rig);
  const programs = [
    rig.write('a.mjs', `import { isEvent, listen } from 'visord/listener';${LISTEN}`),
    rig.write('b.cjs', `const { isEvent, listen } = require('visord/listener');${LISTEN}`),
  ];
  const event = EVENT.replace('LENGTH', `${EVENT.length - EVENT.indexOf('\n') - 1}`);
  for (const file of programs) {
    assert.deepEqual(await rig.start(process.execPath, [file], event).exited, {
      stdout: 'READY\nRESULT 2\nOKREADY\n',
      stderr: 'PROCESS_STATE_RUNNING 12345 true\n',
      code: 0,
    });
  }
  const use = '\nconsole.log(supervisor, typeof sendCommunicationEvent);';
  const names = '{ sendCommunicationEvent, supervisor }';
  const [imported, required] = await Promise.all([
    node(rig, 'c.mjs', `import ${names} from 'visord/child';${use}`),
    node(rig, 'f.cjs', `const ${names} = require('visord/child');${use}`),
  ]);
  const expected = { stdout: 'undefined function\n', stderr: '', code: 0 };
  assert.deepEqual([imported, required], [expected, expected]);

  const typed = `
listen(async (event) => {
  if (event.name === 'PROCESS_STATE_EXITED') return event.expected ? 'OK' : event.pid.toFixed();
  if (event.name === 'PROCESS_LOG_STDOUT') event.data.split(event.channel);
  // @ts-expect-error a tick has no pid
  if (event.name === 'TICK_5') event.pid;
  // @ts-expect-error there is no such event
  if (event.name === 'TICK_7') event.name;
  if (isEvent(event, 'PROCESS_STATE')) event.from_state satisfies string;
  // @ts-expect-error not every event has one
  event.from_state;
});
sendCommunicationEvent('text', 'stderr').then(() => supervisor?.namespec.length);
// @ts-expect-error there is no such channel
sendCommunicationEvent('text', 'stdin');
`;
  const from = (module: string) => `require('visord/${module}')`;
  rig.write(
    'd.mts',
    `import { isEvent, listen } from 'visord/listener';
import { sendCommunicationEvent, supervisor } from 'visord/child';${typed}`,
  );
  rig.write(
    'e.cts',
    `import listener = ${from('listener')};
import child = ${from('child')};
const { isEvent, listen } = listener;
const { sendCommunicationEvent, supervisor } = child;${typed}`,
  );
  await assertTyped(rig, 'd.mts', 'e.cts');
});
