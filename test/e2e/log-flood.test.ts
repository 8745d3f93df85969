/** Programs that write much and fast, while their logs are rotated, moved, followed or full. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import test from 'node:test';
import type { Run } from '../rig/child.ts';
import { asAdmin, difference } from '../rig/differences.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

/** Lines that are all different: a byte that is lost, doubled or misplaced shows. */
function numberedLines(first: number, count: number): string {
  return Array.from({ length: count }, (_, index) => `line ${first + index} of many\n`).join('');
}

/** What is in a log and its older copies, oldest first. */
function generations(rig: Rig, name: string): string[] {
  return readdirSync(rig.dir)
    .filter((file) => file === name || file.startsWith(`${name}.`))
    .sort((one, other) => numberOf(other) - numberOf(one))
    .map((file) => rig.read(file));
}

function numberOf(file: string): number {
  return Number(file.split('.')[1] ?? 0);
}

/** Lets a program write lines until the end of `during`. @returns all that it has written */
async function whileWriting(run: Run, during: () => Promise<void>): Promise<string> {
  let text = '';
  let lines = 0;
  let isOver = false;
  const write = async (): Promise<void> => {
    const piece = numberedLines(lines, 2000);
    lines += 2000;
    text += piece;
    await run.write(piece);
  };
  const writing = (async () => {
    while (!isOver) await write();
  })();
  try {
    await during();
  } finally {
    isOver = true;
    await writing;
  }
  await write(); // after all that has happened
  return text;
}

for (const [what, block, bytes] of [
  ['single bytes', 1, 60_000],
  ['lines', 100, 3_000_000],
  ['large blocks', 65536, 12_000_000],
] as const) {
  test(`a program that writes ${what} and ends finds all of it in its log and the backups [8.3-after-write 8.3-split-lines]`, async () => {
    await using rig = await Rig.create();
    const text = numberedLines(0, bytes / 15).slice(0, bytes);
    const limit = Math.ceil(bytes / 10 / 1024) * 1024;
    const daemon = await rig.daemon(`
[program:x]
command = /bin/dd if=${rig.write('input', text)} bs=${block} status=none
autorestart = false
startsecs = 0
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = ${limit}
stdout_logfile_backups = 20
`);
    await daemon.state('x', 'EXITED');
    const logs = generations(rig, 'out');
    assert.ok(logs.join('') === text);
    for (const log of logs.slice(0, -1)) {
      assert.ok(log.length >= limit && log.length < limit + 128 * 1024, `${log.length} bytes`);
    }
  });
}

test('a log that is moved away and reopened again and again in a flood has every byte [8.7-sigusr2]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  const text = await whileWriting(run, async () => {
    for (let number = 9; number > 0; number--) {
      await until('something in the log', () => rig.read('out').length > 0);
      renameSync(rig.path('out'), rig.path(`out.${number}`));
      daemon.signal('SIGUSR2');
      await until('a new log', () => readdirSync(rig.dir).includes('out'));
    }
  });
  await until('all of it', () => generations(rig, 'out').join('').length === text.length);
  assert.ok(generations(rig, 'out').join('') === text);
});

test('a log that is cleared in a flood goes on with what follows [8.7-clear]', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  const text = await whileWriting(run, async () => {
    for (let count = 0; count < 5; count++) {
      await until('something in the log', () => rig.read('out').length > 0);
      await daemon.rpc('supervisor.clearProcessLogs', 'x');
    }
  });
  const last = text.slice(-100);
  const log = await rig.readUntil('out', new RegExp(`${last}$`));
  assert.ok(log.length < text.length && text.endsWith(log));
});

difference(
  'a log removed from outside',
  'a log that is removed in a flood is made anew, and goes on with what follows',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 0
`);
    const run = await child.nextRun();
    const text = await whileWriting(run, async () => {
      await until('something in the log', () => rig.read('out').length > 0);
      rmSync(rig.path('out'));
      await until('another log', () => readdirSync(rig.dir).includes('out'));
    });
    const log = await rig.readUntil('out', new RegExp(`${text.slice(-100)}$`));
    assert.ok(text.endsWith(log));
  },
);

difference(
  'a followed log that is rotated',
  'a log is followed for a while in a flood, and nobody misses a byte',
  async () => {
    await using rig = await Rig.create();
    const child = rig.child();
    const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 3MB
stdout_logfile_backups = 1000
`);
    const run = await child.nextRun();
    const seen: string[] = [];
    const text = await whileWriting(run, async () => {
      for (let count = 0; count < 3; count++) {
        const tail = daemon.start('tail', '-f', 'x');
        seen.push(
          await until('much of the log', () => tail.printed.length > 500_000 && tail.printed),
        );
        process.kill(tail.pid, 'SIGINT');
        await tail.exited;
      }
    });
    await until('all of it', () => generations(rig, 'out').join('').length === text.length);
    assert.ok(generations(rig, 'out').join('') === text);
    for (const part of seen) {
      const first = part.indexOf('\n', part.indexOf('line ')) + 1; // it begins somewhere in a line
      assert.ok(text.includes(part.slice(first)), 'what was followed is a part of the log');
    }
  },
);

test('both outputs of a program come in their order, and two programs share a log, each complete', async () => {
  await using rig = await Rig.create();
  const lines = rig.write('lines', numberedLines(0, 20_000));
  const program = (name: string, command: string, log: string) => `
[program:${name}]
command = /bin/sh -c '${command}'
autorestart = false
startsecs = 0
redirect_stderr = true
stdout_logfile = ${rig.path(log)}
stdout_logfile_maxbytes = 0
`;
  const both = 'while read -r line; do echo "$line"; read -r line; echo "$line" >&2; done';
  const daemon = await rig.daemon(
    program('both', `${both} <${lines}`, 'out') +
      program('a', 'head -c 5000000 /dev/zero | tr "\\000" a', 'shared') +
      program('b', 'head -c 5000000 /dev/zero | tr "\\000" b', 'shared'),
  );
  for (const name of ['both', 'a', 'b']) await daemon.state(name, 'EXITED');
  assert.ok(rig.read('out') === numberedLines(0, 20_000));
  const shared = rig.read('shared');
  assert.equal(shared.length, 10_000_000);
  assert.equal(shared.replaceAll('b', '').length, 5_000_000);
});

test('what a program wrote before it closed its output is in the log while it runs on', async () => {
  await using rig = await Rig.create();
  const child = rig.child();
  const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('out')}
stdout_logfile_maxbytes = 0
`);
  const run = await child.nextRun();
  const text = numberedLines(0, 100_000);
  await run.write(text);
  await run.close(1);
  await until('all of it', () => statSync(rig.path('out')).size === text.length);
  assert.ok(rig.read('out') === text);
  assert.equal((await daemon.info('x')).pid, run.pid);
});

difference(
  'never die: full disk',
  'of a flood into a full disk every byte is in the log or counted as lost [8.2-cannot-write]',
  async () => {
    await using rig = await Rig.create();
    mkdirSync(rig.path('disk'));
    await rig.run('mount', '-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', rig.path('disk'));
    try {
      rig.write('disk/ballast', 'x'.repeat(1_000_000));
      const child = rig.child();
      const daemon = await rig.daemon(`
[program:x]
command = ${child.command}
stdout_logfile = ${rig.path('disk/out')}
stdout_logfile_maxbytes = 0
`);
      const run = await child.nextRun();
      let sent = 3_000_000;
      await run.write(numberedLines(0, sent / 15).slice(0, sent));
      await daemon.logLine(/ENOSPC/);
      rmSync(rig.path('disk/ballast'));
      const line = await until('the log to be written again', async () => {
        await run.write('again\n');
        sent += 6;
        return daemon.messages(/again; lost \d+ bytes/)[0];
      });
      const lost = Number(/lost (\d+)/.exec(line)?.[1]);
      await until('the rest', () => statSync(rig.path('disk/out')).size + lost === sent);
      assert.ok(
        numberedLines(0, 200_000).startsWith(rig.read('disk/out').replace(/(again\n)+$/, '')),
      );
    } finally {
      await rig.run('umount', '-l', rig.path('disk'));
    }
  },
  asAdmin(),
);
