/** The fake file system does what the real one does: the same script runs on both. */
import assert from 'node:assert/strict';
import { constants as fs, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { isSystemError } from '../../src/base/errors.ts';
import { files as realFiles } from '../../src/os/files.ts';
import type { Files } from '../../src/os/port.ts';
import { FakeFiles } from './fake-files.ts';
import { FakePipe } from './fake-pipe.ts';

const APPEND = fs.O_WRONLY | fs.O_APPEND | fs.O_CREAT;

type Script = (files: Files, root: string) => unknown;

/** The result, or the code of the system error. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (isSystemError(error)) return error.code;
    throw error;
  }
}

function write(files: Files, fd: number, text: string): number {
  const bytes = Buffer.from(text);
  return files.write(fd, bytes, 0, bytes.length);
}

function put(files: Files, where: string, text: string, flags = APPEND): void {
  const fd = files.open(where, flags, 0o644);
  write(files, fd, text);
  files.close(fd);
}

function text(files: Files, where: string): string {
  return Buffer.from(files.readFile(where)).toString();
}

const SCRIPTS: Readonly<Record<string, Script>> = {
  'appending goes to the end, wherever the descriptor is': (files, root) => {
    const fd = files.open(`${root}/f`, APPEND, 0o644);
    write(files, fd, 'one');
    put(files, `${root}/f`, 'two');
    write(files, fd, 'three');
    files.close(fd);
    return text(files, `${root}/f`);
  },
  'writing without O_APPEND goes on from its own position': (files, root) => {
    put(files, `${root}/f`, 'xxxxxxxx');
    const fd = files.open(`${root}/f`, fs.O_WRONLY, 0);
    write(files, fd, 'ab');
    write(files, fd, 'cd');
    files.close(fd);
    return text(files, `${root}/f`);
  },
  'O_TRUNC empties': (files, root) => {
    put(files, `${root}/f`, 'long text');
    put(files, `${root}/f`, 'x', APPEND | fs.O_TRUNC);
    return text(files, `${root}/f`);
  },
  'O_EXCL refuses what is there': (files, root) => {
    put(files, `${root}/f`, 'x', APPEND | fs.O_EXCL);
    return outcome(() => files.open(`${root}/f`, APPEND | fs.O_EXCL, 0o600));
  },
  'a mode is cut by the umask': (files, root) => {
    put(files, `${root}/f`, 'x');
    files.close(files.open(`${root}/g`, APPEND, 0o600));
    files.close(files.open(`${root}/h`, APPEND));
    return ['f', 'g', 'h'].map((name) => files.stat(`${root}/${name}`).mode);
  },
  'missing files and folders': (files, root) => [
    outcome(() => files.open(`${root}/none`, fs.O_RDONLY)),
    outcome(() => files.open(`${root}/none/f`, APPEND)),
    outcome(() => files.stat(`${root}/none`)),
    outcome(() => files.unlink(`${root}/none`)),
    outcome(() => files.rename(`${root}/none`, `${root}/other`)),
    outcome(() => files.readFile(`${root}/none`)),
    outcome(() => files.readDirectory(`${root}/none`)),
  ],
  'a directory is no file': (files, root) => [
    outcome(() => files.open(root, APPEND)),
    outcome(() => files.readFile(root)),
    files.stat(root).kind,
  ],
  'a file is no directory': (files, root) => {
    put(files, `${root}/f`, 'x');
    return [
      outcome(() => files.open(`${root}/f/g`, APPEND)),
      outcome(() => files.readDirectory(`${root}/f`)),
    ];
  },
  'a renamed file keeps its inode, its writers and takes the other one away': (files, root) => {
    put(files, `${root}/old`, 'replaced');
    const fd = files.open(`${root}/f`, APPEND, 0o644);
    const { inode } = files.statFd(fd);
    files.rename(`${root}/f`, `${root}/old`);
    write(files, fd, 'moved');
    files.close(fd);
    const same = files.stat(`${root}/old`).inode === inode;
    return [same, text(files, `${root}/old`), files.readDirectory(root)];
  },
  'an unlinked file lives on for those who have it open': (files, root) => {
    put(files, `${root}/f`, '0123');
    const fd = files.open(`${root}/f`, fs.O_RDWR | fs.O_APPEND);
    files.unlink(`${root}/f`);
    write(files, fd, '45');
    const into = new Uint8Array(10);
    const count = files.read(fd, into, 2);
    const { size } = files.statFd(fd);
    put(files, `${root}/f`, 'new');
    files.close(fd);
    return [Buffer.from(into.subarray(0, count)).toString(), size, text(files, `${root}/f`)];
  },
  'reading stops at the end': (files, root) => {
    put(files, `${root}/f`, '0123456789');
    const fd = files.open(`${root}/f`, fs.O_RDONLY);
    const counts = [0, 8, 10, 99].map((position) => files.read(fd, new Uint8Array(4), position));
    files.close(fd);
    return counts;
  },
  'truncating cuts, and lengthens with zeros': (files, root) => {
    const fd = files.open(`${root}/f`, APPEND, 0o644);
    write(files, fd, '0123456789');
    files.truncateFd(fd, 3);
    write(files, fd, 'x');
    files.truncateFd(fd, 6);
    files.close(fd);
    return [...files.readFile(`${root}/f`)];
  },
  'a descriptor is good for what it was opened for, and until it is closed': (files, root) => {
    put(files, `${root}/f`, 'x');
    const reading = files.open(`${root}/f`, fs.O_RDONLY);
    const writing = files.open(`${root}/f`, fs.O_WRONLY);
    const outcomes = [
      outcome(() => write(files, reading, 'x')),
      outcome(() => files.read(writing, new Uint8Array(1), 0)),
    ];
    files.close(reading);
    files.close(writing);
    return [...outcomes, outcome(() => write(files, writing, 'x'))];
  },
};

for (const [name, script] of Object.entries(SCRIPTS)) {
  test(name, () => {
    const root = mkdtempSync(path.join(tmpdir(), 'visord-files-'));
    const fake = new FakeFiles('/root');
    fake.umask = process.umask();
    try {
      const inside = path.join(root, 'inside');
      mkdirSync(inside);
      assert.deepEqual(script(fake, '/root'), script(realFiles, inside));
      assert.deepEqual(fake.openPaths, [], 'the script closes what it opens');
    } finally {
      rmSync(root, { recursive: true });
    }
  });
}

test('a disk that fills up takes a part, then nothing, and again after something is removed', () => {
  const files = new FakeFiles('/d');
  files.capacity = 10;
  files.put('/d/ballast', '123456');
  const fd = files.open('/d/f', APPEND);
  assert.equal(write(files, fd, 'abcdefg'), 4);
  assert.equal(
    outcome(() => write(files, fd, 'h')),
    'ENOSPC',
  );
  const held = files.open('/d/ballast', fs.O_RDONLY);
  files.unlink('/d/ballast');
  assert.equal(
    outcome(() => write(files, fd, 'h')),
    'ENOSPC',
  );
  files.close(held);
  assert.equal(write(files, fd, 'hi'), 2);
  assert.equal(files.text('/d/f'), 'abcdhi');
});

test('descriptors run out', () => {
  const files = new FakeFiles('/d');
  files.maxOpen = 1;
  const fd = files.open('/d/f', APPEND);
  assert.equal(
    outcome(() => files.open('/d/g', APPEND)),
    'EMFILE',
  );
  files.close(fd);
  assert.equal(files.open('/d/g', APPEND), fd, 'the lowest free descriptor is used again');
});

test('calls fail as they are told, everywhere or on one path', () => {
  const files = new FakeFiles('/d');
  files.put('/d/f', '');
  files.put('/d/g', '');
  files.fail('stat', 'EIO', '/d/f');
  assert.equal(
    outcome(() => files.stat('/d/f')),
    'EIO',
  );
  assert.equal(files.stat('/d/g').size, 0);
  files.mend('stat');
  assert.equal(files.stat('/d/f').size, 0);
});

test('a pipe is full until it is drained, and then wakes its writers once', () => {
  const files = new FakeFiles();
  const pipe = files.addPipe('/run/fifo', new FakePipe(4));
  const fd = files.open('/run/fifo', fs.O_RDWR | fs.O_NONBLOCK);
  let woken = 0;
  assert.equal(write(files, fd, '123456'), 4);
  assert.equal(
    outcome(() => write(files, fd, '5')),
    'EAGAIN',
  );
  files.whenWritable(fd, () => woken++);
  files.whenWritable(fd, () => assert.fail('cancelled')).cancel();
  pipe.drain(0);
  assert.equal(woken, 0);
  assert.equal(pipe.drain(2).toString(), '12');
  pipe.drain();
  assert.equal(woken, 1);
  assert.equal(
    outcome(() => files.read(fd, new Uint8Array(1), 0)),
    'ESPIPE',
  );
});

test('a write that would block is a bug of the daemon', () => {
  const files = new FakeFiles();
  files.addPipe('/run/fifo', new FakePipe(1));
  const fd = files.open('/run/fifo', fs.O_RDWR);
  assert.throws(() => write(files, fd, '12'), { name: 'InternalError' });
});
