/** Programs that hang before they start, in a file system whose server never answers. */
import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { asRoot, endOf, os, scratch, sh, spawn } from '../../test/rig/running.ts';
import { until } from '../../test/rig/until.ts';
import type { SpawnRequest, SpawnResult } from './port.ts';
import type { Ending } from './wait-status.ts';

const USUAL = { paths: ['/bin/true'], argv: ['true'], env: [], fds: [0, 1, 2] };

interface DeadFolder extends AsyncDisposable {
  readonly place: string;
  /** The kernel gives up on it: ENOTCONN. */
  fail(): void;
}

/** What a folder is on the network when its server is dead. */
async function deadFolder(folder: string): Promise<DeadFolder> {
  const place = path.join(folder, 'hangs');
  mkdirSync(place);
  const device = openSync('/dev/fuse', 'r+');
  const options = 'fd=3,rootmode=40000,user_id=0,group_id=0';
  const mount = await spawn({
    paths: ['/usr/bin/mount', '/bin/mount'],
    argv: ['mount', '-i', '-t', 'fuse', '-o', options, 'visord', place],
    env: [],
    fds: [0, 1, 2, device],
  });
  assert.deepEqual(await mount.ended, { kind: 'exit', code: 0 });
  let isOpen = true;
  const fail = (): void => {
    if (isOpen) closeSync(device);
    isOpen = false;
  };
  const unmount = async (): Promise<void> => {
    fail();
    await sh(`umount ${place}`);
  };
  return { place, fail, [Symbol.asyncDispose]: unmount };
}

const hanging = { skip: asRoot.skip || whyNot() };

function whyNot(): string | false {
  try {
    closeSync(openSync('/dev/fuse', 'r+'));
    return false;
  } catch {
    return 'needs /dev/fuse';
  }
}

test(
  'a program that hangs before it starts delays no other [16-nobody-waits]',
  hanging,
  async () => {
    using folder = scratch();
    await using dead = await deadFolder(folder.path);
    const hung: string[] = [];
    const note = (name: string) => (result: SpawnResult) => hung.push(`${name} ${result.kind}`);
    const command = { ...USUAL, paths: [path.join(dead.place, 'command')] };
    const results = [
      spawn({ ...USUAL, cwd: dead.place }).then(({ result }) => note('folder')(result)),
      spawn(command).then(({ result }) => note('command')(result)),
    ];
    for (let round = 0; round < 3; round++) {
      assert.deepEqual((await sh('exit 7')).ending, { kind: 'exit', code: 7 });
    }
    assert.deepEqual(hung, [], 'the others were faster');
    dead.fail();
    await Promise.all(results);
    assert.deepEqual(hung.sort(), ['command refused', 'folder failed']);
  },
);

test(
  'threads that programs have hung in are not kept when they hang no more',
  hanging,
  async () => {
    using folder = scratch();
    await using dead = await deadFolder(folder.path);
    await sh('exit 0');
    const threads = () => readdirSync('/proc/self/task').length;
    const before = threads();
    const hung = Array.from({ length: 10 }, () => spawn({ ...USUAL, cwd: dead.place }));
    await until('a thread for each', () => threads() >= before + hung.length - 2); // two were there
    dead.fail();
    for (const { ended } of await Promise.all(hung)) await ended;
    await until('few threads, whatever is started meanwhile', async () => {
      await sh('exit 0');
      return threads() <= before + 2;
    });
  },
);

/** A spawn that can be abandoned. */
function begin(request: SpawnRequest) {
  let tell: (outcome: [SpawnResult, Promise<Ending> | undefined]) => void;
  const outcome = new Promise<[SpawnResult, Promise<Ending> | undefined]>((resolve) => {
    tell = resolve;
  });
  const pending = os.spawn(request, (result) =>
    tell([result, result.kind === 'refused' ? undefined : endOf(result.pid)]),
  );
  return { pending, outcome };
}

/** The children of all our threads. */
function children(): string {
  const threads = readdirSync('/proc/self/task');
  return threads.map((id) => readFileSync(`/proc/self/task/${id}/children`, 'utf8')).join('');
}

test(
  'a spawn that is abandoned makes no process, and kills the one that is there [7.1-hung-start-later]',
  hanging,
  async () => {
    using folder = scratch();
    await using dead = await deadFolder(folder.path);
    const hung = begin({ ...USUAL, cwd: dead.place });
    const waiting = begin(USUAL); // behind it, for a moment
    waiting.pending.abandon();
    const [refusal] = await waiting.outcome;
    const refused = { kind: 'refused', stage: 'fork', path: '/bin/true', code: 'ECANCELED' };
    assert.deepEqual(refusal, refused);

    await until('a child', () => children() !== '');
    hung.pending.abandon();
    const [result, ending] = await hung.outcome;
    assert.equal(result.kind, 'spawned');
    assert.deepEqual(await ending, { kind: 'signal', signal: 9, coreDumped: false });
    hung.pending.abandon(); // too late, and harmless
  },
);
