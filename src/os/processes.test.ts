import assert from 'node:assert/strict';
import { closeSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { asRoot, endOf, os, readAll, run, scratch, sh, spawn } from '../../test/rig/running.ts';
import { native } from './native.ts';
import type { SpawnRequest } from './port.ts';

const NOBODY = 65534;

test('a program gets pipes that it can open again as /dev/stdout and /dev/stderr', async () => {
  const { output } = await sh('echo out > /dev/stdout; echo err > /dev/stderr');
  assert.equal(output, 'out\nerr\n');
});

test('a program inherits 0, 1 and 2 and nothing else, whatever we have open [5-descriptors]', async () => {
  const open = Array.from({ length: 200 }, () => openSync('/dev/null', 'r'));
  for (const fd of open) native().setCloseOnExec(fd, false);
  const { output } = await run({ paths: ['/bin/ls'], argv: ['ls', '/proc/self/fd'], env: [] });
  for (const fd of open) closeSync(fd);
  assert.equal(output, '0\n1\n2\n3\n'); // 3 is the folder that ls reads
});

test('descriptors may be given in any order, also when they overlap with their places', async () => {
  const pipe = os.openPipe();
  const other = os.openPipe();
  // 0, 1 and 2 of the test itself, turned round; the last two are what the program writes to.
  const program = spawn({
    paths: ['/bin/sh'],
    argv: ['sh', '-c', 'echo three >&3; echo four >&4; ls /proc/self/fd >&3'],
    env: ['PATH=/bin'],
    fds: [2, 0, 1, pipe.write, other.write],
  });
  const { ended } = await program;
  os.close(pipe.write);
  os.close(other.write);
  const three = await collect(pipe.read);
  assert.equal(three, 'three\n0\n1\n2\n3\n4\n5\n');
  assert.equal(await collect(other.read), 'four\n');
  assert.deepEqual(await ended, { kind: 'exit', code: 0 });
});

test('a program is its own process group in our session, or has a session of its own [5-process-group]', async () => {
  const line = 'read -r line < /proc/self/stat; echo "$$ $line"';
  const ours = await run(stat('group'));
  const [, pid, group, session] = fields(ours.output);
  assert.equal(group, pid);
  assert.equal(session, fields(`0 ${readFileSync('/proc/self/stat')}`)[3]);
  const own = fields((await run(stat('session'))).output);
  assert.equal(own[2], own[1]);
  assert.equal(own[3], own[1]);
  const inside = fields((await run(stat('nothing'))).output);
  assert.equal(inside[2], fields(`0 ${readFileSync('/proc/self/stat')}`)[2]);

  function stat(leads: SpawnRequest['leads']): Omit<SpawnRequest, 'fds'> {
    return { paths: ['/bin/sh'], argv: ['sh', '-c', line], env: [], leads };
  }
  /** Its own pid as the shell says it; pid, process group and session of the stat line. */
  function fields(output: string): (string | undefined)[] {
    const words = output.trim().split(' ');
    return [words[0], words[1], words[5], words[6]];
  }
});

test('signals are neither blocked nor ignored in a program, whatever they are here [5-signals]', async () => {
  process.on('SIGUSR2', () => {}); // SIGPIPE is ignored by Node itself
  const { output } = await sh('grep -E "^Sig(Blk|Ign)" /proc/self/status; kill -USR2 $$');
  assert.equal(output, 'SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n');
});

test('the blocking mode of a pipe is for the child what programs expect', async () => {
  const { output } = await sh('grep flags /proc/self/fdinfo/1');
  const flags = Number.parseInt(output.split(/\s+/)[1] ?? '', 8);
  assert.equal(flags & 0o4000, 0, 'O_NONBLOCK');
});

test('environment, arguments, folder, umask and limit of open files are those asked for [5-argv 5-directory-umask]', async () => {
  using folder = scratch();
  const { output } = await run({
    paths: ['/nowhere/sh', '/bin/sh'],
    argv: [
      'as typed',
      '-c',
      'echo "$0|$1|$2"; pwd; umask; ulimit -Sn; /usr/bin/env -u PWD',
      'a b',
      '',
      'é',
    ],
    env: ['ONE=1', 'EMPTY=', 'TWO=ä = b'],
    cwd: folder.path,
    umask: 0o027,
    openFiles: 123,
  });
  assert.equal(output, `a b||é\n${folder.path}\n0027\n123\nONE=1\nEMPTY=\nTWO=ä = b\n`);
});

test('the soft limit of open files is cut to the hard one', async () => {
  const { output } = await sh('ulimit -Sn; ulimit -Hn', { openFiles: 2 ** 31 - 1 });
  const [soft, hard] = output.trim().split('\n');
  assert.equal(soft, hard);
});

test('a program gets the user, the group and all groups [5-user]', asRoot, async () => {
  const user = { uid: NOBODY, gid: NOBODY, groups: [NOBODY, 4, 27] };
  const { output } = await sh('grep -E "^(Uid|Gid|Groups)" /proc/self/status', { user });
  const ids = `${NOBODY}\t`.repeat(4).trimEnd();
  assert.equal(output, `Uid:\t${ids}\nGid:\t${ids}\nGroups:\t4 27 ${NOBODY} \n`);
  assert.equal(process.getuid?.(), 0, 'we have stayed who we are');
});

const FAILED: [stage: string, code: string, make: (folder: string) => Partial<SpawnRequest>][] = [
  ['chdir', 'ENOENT', () => ({ cwd: '/no/such/folder' })],
  ['chdir', 'ENOTDIR', () => ({ cwd: '/etc/passwd' })],
  ['exec', 'ENOEXEC', (folder) => script(folder, 'no interpreter line\n')],
  ['exec', 'ENOENT', (folder) => script(folder, '#!/no/such/interpreter\n')],
  ['exec', 'E2BIG', () => ({ env: [`BIG=${'x'.repeat(4 << 20)}`] })],
  ['descriptors', 'EBADF', () => ({ fds: [0, 1, 9999] })],
];
for (const [stage, code, make] of FAILED) {
  test(`what fails in the child names its stage and errno: ${stage} ${code}`, async () => {
    using folder = scratch();
    const request = { paths: ['/bin/true'], argv: ['true'], env: [], fds: [0, 1, 2] };
    const { result, ended } = await spawn({ ...request, ...make(folder.path) });
    assert.ok(result.kind === 'failed' && result.pid > 0);
    assert.deepEqual([result.stage, result.code], [stage, code]);
    assert.deepEqual(await ended, { kind: 'exit', code: 127 });
  });
}

test('somebody who is not root cannot start a program as somebody else', asRoot, async () => {
  await run({ paths: ['/bin/true'], argv: ['true'], env: [] }); // the thread is there already
  process.seteuid?.(NOBODY);
  const user = { uid: 0, gid: 0, groups: [0] };
  const { result, ending } = await run({ paths: ['/bin/true'], argv: ['true'], env: [], user });
  process.seteuid?.(0);
  assert.ok(result.kind === 'failed');
  assert.deepEqual([result.stage, result.code], ['setuid', 'EPERM']);
  assert.deepEqual(ending, { kind: 'exit', code: 127 });
});

test('a program that a signal ended, and the group of one, are reported as such', async () => {
  assert.deepEqual((await sh('kill -KILL $$')).ending, signalled(9));
  const request = { paths: ['/bin/sleep'], argv: ['sleep', '1000'], env: [], fds: [0, 1, 2] };
  const { result, ended } = await spawn(request);
  assert.ok(result.kind === 'spawned');
  os.kill(-result.pid, 15);
  assert.deepEqual(await ended, signalled(15));
  assert.throws(() => os.kill(result.pid, 15), { code: 'ESRCH' });
});

test('of many quick programs every end comes after its start, and nothing is left over [7.6-all]', async () => {
  const before = descriptors();
  const news: string[] = [];
  const runs = Array.from({ length: 200 }, async (_, index) => {
    await new Promise<void>((resolve) => {
      const request = { paths: ['/bin/true'], argv: ['true'], env: [], fds: [0, 1, 2] };
      os.spawn(request, (result) => {
        assert.ok(result.kind === 'spawned');
        news.push(`start ${index}`);
        void endOf(result.pid).then(() => {
          news.push(`end ${index}`);
          resolve();
        });
      });
    });
  });
  await Promise.all(runs);
  assert.equal(news.length, 400);
  for (let index = 0; index < 200; index++) {
    assert.ok(news.indexOf(`start ${index}`) < news.indexOf(`end ${index}`), `program ${index}`);
  }
  assert.equal(descriptors(), before);
  assert.equal(children(), '', 'no zombies');
});

function script(folder: string, text: string): Partial<SpawnRequest> {
  const file = path.join(folder, 'script');
  writeFileSync(file, text, { mode: 0o755 });
  return { paths: [file] };
}

function signalled(signal: number): object {
  return { kind: 'signal', signal, coreDumped: false };
}

async function collect(fd: number): Promise<string> {
  return (await readAll(fd)).toString();
}

function descriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** The pids of our children, zombies included. */
function children(): string {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
}
