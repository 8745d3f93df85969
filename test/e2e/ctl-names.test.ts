/** Patterns in names, "did you mean", and what to do about a server that is not there. */
import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { createServer } from 'node:net';
import { supervisorctl } from '../rig/commands.ts';
import { asRoot, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';

const PROGRAMS = `
[program:web]
command = /bin/cat
process_name = web_%(process_num)d
numprocs = 2
startsecs = 0
[program:webmail]
command = /bin/cat
startsecs = 0
[program:db]
command = /bin/cat
startsecs = 0
`;

difference('patterns', 'a pattern stands for the names that fit', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  for (const name of ['web:web_0', 'web:web_1', 'webmail', 'db'])
    await daemon.state(name, 'RUNNING');
  const session: readonly [line: string, stdout: string, code: number][] = [
    ['stop web*', 'web:web_0: stopped\nweb:web_1: stopped\nwebmail: stopped\n', 0],
    ['start w*:*1 webm?il', 'web:web_1: started\nwebmail: started\n', 0],
    ['start web:*', 'web:web_0: started\n', 0], // the group, as ever: what runs is not mentioned
    ['signal CONT *_0', 'web:web_0: signalled\n', 0],
    ['clear d*', 'db: cleared\n', 0],
    ['stop zz* db', 'zz*: ERROR (no such process)\ndb: stopped\n', 1],
    [
      'stop *',
      'db: ERROR (not running)\nweb:web_0: stopped\nweb:web_1: stopped\nwebmail: stopped\n',
      0,
    ],
    ['pid web*', '0\n0\n0\n', 7],
    ['remove web*', 'web: removed process group\nwebmail: removed process group\n', 0],
    ['remove zz*', 'ERROR: no such process/group: zz*\n', 1],
    ['update zz*', 'ERROR: no such group: zz*\n', 1],
    ['update web*', 'web: added process group\nwebmail: added process group\n', 0],
  ];
  for (const [line, stdout, code] of session) {
    const outcome = await daemon.ctl(line);
    assert.deepEqual([outcome.stdout, outcome.code], [stdout, code], line);
  }
  assert.match((await daemon.ctl('status *_1 d*')).stdout, /^web:web_1 .*\ndb .*\n$/);
});

difference('did you mean', 'a typing mistake is seen through, on stderr', async () => {
  await using rig = await Rig.create();
  const daemon = await rig.daemon(PROGRAMS);
  const session: readonly [line: string, stdout: string, stderr: string][] = [
    ['stauts', '*** Unknown syntax: stauts\n', 'did you mean status?\n'],
    ['start webmial', 'webmial: ERROR (no such process)\n', 'webmial: did you mean webmail?\n'],
    [
      'restart web',
      'web: ERROR (no such process)\n'.repeat(2),
      'web is a group: did you mean web:*?\n',
    ],
    ['status wep:*', 'wep: ERROR (no such group)\n', 'wep: did you mean web?\n'],
    ['pid bd', 'No such process bd\n', 'bd: did you mean db?\n'],
    [
      'stop --no-wiat',
      '--no-wiat: ERROR (no such process)\n',
      'stop has no flag --no-wiat; did you mean --no-wait?\n',
    ],
    ['add wbe', 'ERROR: no such process/group: wbe\n', 'wbe: did you mean web?\n'],
    ['tail webmai', 'webmai: ERROR (no such process name)\n', 'webmai: did you mean webmail?\n'],
    ['stop c*', 'c*: ERROR (no such process)\n', 'no process fits c*\n'],
    ['stop entirely-different', 'entirely-different: ERROR (no such process)\n', ''],
  ];
  for (const [line, stdout, stderr] of session) {
    const outcome = await daemon.ctl(line);
    assert.deepEqual([outcome.stdout, outcome.stderr], [stdout, stderr], line);
  }
  const { stdout, stderr, code } = await daemon.ctl('--intractive');
  assert.match(
    stderr,
    /^Error: option --intractive not recognized\nFor help, use \S+ -h\ndid you mean --interactive\?\n$/,
  );
  assert.deepEqual([stdout, code], ['', 2]);
});

difference(
  'advice',
  'what cannot be talked to is explained below what Supervisor says',
  async () => {
    await using rig = await Rig.create();
    const port = await rig.freePort();
    const socket = rig.path('no.sock');
    const plain = rig.write('plain', '');
    const other = createServer((peer) => peer.resume().end('SSH-2.0-OpenSSH_9.2\r\n'));
    await new Promise<void>((resolve) => other.listen(rig.path('other.sock'), resolve));
    const table: readonly [url: string, stdout: RegExp, stderr: RegExp][] = [
      [
        `unix://${socket}`,
        /^unix:\S+ no such file\n$/,
        /^start supervisord, or check that serverurl .*\n$/,
      ],
      [`unix://${plain}`, /^unix:\S+ refused connection\n$/, /^\S+plain is no socket: .*\n$/],
      [
        `http://127.0.0.1:${port}`,
        /^http:\S+ refused connection\n$/,
        /^nothing listens at 127.*\n$/,
      ],
      [
        `unix://${rig.path('other.sock')}`,
        /^error: <class .*>, .*\n$/,
        /^what answers at .* is no supervisord.*\n$/,
      ],
    ];
    for (const [url, stdout, stderr] of table) {
      const outcome = await rig.supervisorctl('-s', url, 'status');
      assert.match(outcome.stdout, stdout, url);
      assert.match(outcome.stderr, stderr, url);
    }
    const shutdown = await rig.supervisorctl('-s', `unix://${socket}`, 'shutdown');
    assert.match(shutdown.stderr, /^start supervisord, or check .*\n$/);
    await new Promise((resolve) => other.close(resolve));
  },
);

difference('advice', 'a password that is missing or wrong is told apart', async () => {
  await using rig = await Rig.create();
  const { paths } = rig.configure(`
[unix_http_server]
username = me
password = right
`);
  const daemon = await rig.foreground(paths, { auth: 'me:right' });
  const missing = await daemon.ctl('status');
  assert.match(missing.stdout, /^Server requires authentication\nerror: .*401 Unauthorized.*\n$/);
  assert.equal(missing.stderr, 'set username and password in [supervisorctl], or use -u and -p\n');
  const wrong = await daemon.ctl('-u', 'me', '-p', 'wrong', 'status');
  assert.match(wrong.stderr, /^the user name or the password is wrong: .*\n$/);
});

difference(
  'advice',
  'a socket that is not for us is explained with owner, mode and remedy',
  async () => {
    await using rig = await Rig.create();
    const daemon = await rig.daemon('');
    chmodSync(daemon.paths.socket, 0o760);
    const words = ['-s', `unix://${daemon.paths.socket}`, 'status'];
    const nobody = ['--reuid=nobody', '--regid=nogroup', '--clear-groups', supervisorctl];
    const { stdout, stderr, code } = await rig.run('setpriv', ...nobody, ...words);
    assert.match(
      stdout,
      /^error: <class 'PermissionError'>, \[Errno 13\] Permission denied: file: /,
    );
    assert.match(
      stderr,
      /^\S+\.sock belongs to root:root with mode 0760: root and the group root may use it, nobody may not; use sudo, or set chmod and chown in \[unix_http_server\]\n$/,
    );
    assert.equal(code, 1);

    chmodSync(rig.dir, 0o700);
    const closed = await rig.run('setpriv', ...nobody, ...words);
    chmodSync(rig.dir, 0o755);
    assert.match(
      closed.stderr,
      /^\S+\/rig-\S+ belongs to root:root with mode 0700: root may use it, nobody may not; use sudo, or chmod it\n$/,
    );
  },
  asRoot,
);
