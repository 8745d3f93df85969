/**
 * Signals that come while one program takes the place of another: none is lost, and none ends
 * supervisord in any other way than it should.
 */
import assert from 'node:assert/strict';
import { chmodSync, chownSync, copyFileSync, existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { cleanEnv, marked, read, sendSignal } from '../rig/commands.ts';
import type { Daemon } from '../rig/daemon.ts';
import { asAdmin, asRoot, difference } from '../rig/differences.ts';
import { contained, firstProcess } from '../rig/first-process.ts';
import { LineCounter } from '../rig/line-counter.ts';
import { PackageCopy } from '../rig/package-copy.ts';
import { Proc } from '../rig/proc.ts';
import { type DaemonOptions, Rig } from '../rig/rig.ts';
import { atOnce, until } from '../rig/until.ts';
import { upgrade } from '../rig/upgrade.ts';

const ROW = 'live upgrade';

const SIGABRT = 1n << 5n;

/** What can be seen of an upgrade from outside, in the order in which it happens. */
class Progress {
  readonly #daemon: Daemon;
  readonly #answered: Promise<unknown>;
  #wasAnother = false;

  /** Begins it. */
  constructor(daemon: Daemon) {
    this.#daemon = daemon;
    this.#answered = daemon.rpc('visord.upgrade').catch(() => undefined); // it may end before
  }

  /** Waits for a step; for no longer than the upgrade takes, since it may not be seen in time. */
  async reached(step: keyof typeof STEPS): Promise<void> {
    if (step === 'it has been answered') await this.#answered;
    else await atOnce(step, () => STEPS[step](this) || this.isOver);
  }

  get isOver(): boolean {
    return /upgraded from/.test(this.#daemon.log());
  }

  get isRequested(): boolean {
    return /upgrade requested/.test(this.#daemon.log());
  }

  get isTried(): boolean {
    const { children } = new Proc(this.#daemon.pid);
    return children.some((pid) => read(`/proc/${pid}/cmdline`).includes('--rehearse'));
  }

  /** Its arguments say what it is until it gives itself a title. */
  get isAnother(): boolean {
    const now = this.#see('cmdline').includes(':upgrade:');
    this.#wasAnother ||= now;
    return now;
  }

  get hasTitle(): boolean {
    return !this.isAnother && this.#wasAnother;
  }

  get isPreloaded(): boolean {
    return this.isAnother && this.#see('maps').includes('visord.node');
  }

  get threads(): number {
    return this.isAnother ? readdirSync(`/proc/${this.#daemon.pid}/task`).length : 0;
  }

  /** The signals that it has handlers for, a bit each. */
  get handled(): bigint {
    if (!this.isAnother) return 0n;
    return BigInt(`0x${/^SigCgt:\s*(\w+)/m.exec(this.#see('status'))?.[1] ?? '0'}`);
  }

  #see(file: string): string {
    return read(`/proc/${this.#daemon.pid}/${file}`);
  }
}

const STEPS = {
  'it has been asked for': (upgrade: Progress) => upgrade.isRequested,
  'the next program is tried': (upgrade) => upgrade.isTried,
  'it has been answered': () => true,
  'the process has become the next program': (upgrade) => upgrade.isAnother,
  'that has its addon': (upgrade) => upgrade.isPreloaded,
  'its Node handles signals': (upgrade) => upgrade.handled !== 0n,
  'its Node has threads': (upgrade) => upgrade.threads > 1,
  'the way back is ready': (upgrade) => (upgrade.handled & SIGABRT) !== 0n,
  'it goes on as supervisord': (upgrade) => upgrade.hasTitle,
  'it has said so': (upgrade) => upgrade.isOver,
} as const satisfies Record<string, (upgrade: Progress) => boolean>;

type Step = keyof typeof STEPS;
const ALL_STEPS = Object.keys(STEPS) as Step[];

/** A daemon with a program that runs. */
async function start(rig: Rig, options: DaemonOptions = {}) {
  const child = rig.child();
  const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`, options);
  const run = await child.nextRun();
  await daemon.state('x', 'RUNNING');
  return { child, daemon, run };
}

/** Sends a signal at that step of an upgrade. */
async function signalAt(step: Step, daemon: Daemon, signal: NodeJS.Signals): Promise<void> {
  await new Progress(daemon).reached(step);
  daemon.signal(signal);
}

async function endsAt(step: Step, signal: NodeJS.Signals): Promise<void> {
  await using rig = await Rig.create();
  const { daemon, run } = await start(rig);
  await signalAt(step, daemon, signal);
  assert.equal((await daemon.exited).code, 0, daemon.log());
  await run.ended;
  assert.equal(daemon.messages(new RegExp(`WARN received ${signal} indicating exit`)).length, 1);
  assert.equal(daemon.messages(/WARN stopped: x \(terminated by SIGTERM\)/).length, 1);
  assert.deepEqual(daemon.messages(/bug in visord/), []);
  await until('nothing to be left', () => marked(rig.dir).length === 0);
  for (const file of [daemon.paths.pidfile, daemon.paths.socket]) {
    assert.ok(!existsSync(file), `${file} is left`);
  }
}

for (const step of ALL_STEPS) {
  difference(ROW, `a SIGTERM ends supervisord and its programs when ${step}`, () =>
    endsAt(step, 'SIGTERM'),
  );
}

difference(ROW, 'so do SIGINT and SIGQUIT', async () => {
  await endsAt('the process has become the next program', 'SIGINT');
  await endsAt('its Node handles signals', 'SIGQUIT');
});

difference(ROW, 'a SIGHUP restarts everything, whenever it comes', async () => {
  for (const step of [
    'it has been answered',
    'the process has become the next program',
    'its Node handles signals',
    'the way back is ready',
  ] as const) {
    await using rig = await Rig.create();
    const { child, daemon, run } = await start(rig);
    const { pid } = daemon;
    await signalAt(step, daemon, 'SIGHUP');
    await run.ended;
    const next = await child.nextRun();
    assert.equal((await daemon.state('x', 'RUNNING')).pid, next.pid);
    assert.equal(daemon.pid, pid);
    assert.equal(daemon.messages(/WARN received SIGHUP indicating restart/).length, 1);
    assert.equal((await daemon.stop()).code, 0);
  }
});

/** Sends signals without a pause, each when the one before has been taken, through ten upgrades. */
async function allAreTaken(rig: Rig, daemon: Daemon, pid: number): Promise<void> {
  const signals = ['SIGUSR2', 'SIGUSR1'] as const;
  using lines = new LineCounter(
    daemon.paths.logfile,
    ...signals.map((signal) => new RegExp(`INFO received ${signal}`)),
  );
  const sent = [0, 0];
  let isOver = false;
  const send = async (which: 0 | 1): Promise<void> => {
    while (!isOver) {
      sendSignal(pid, signals[which]);
      sent[which] = (sent[which] ?? 0) + 1;
      const count = sent[which] ?? 0;
      await atOnce(`${signals[which]} ${count}`, () => (lines.counts[which] ?? 0) >= count);
    }
  };
  const sending = [send(0), send(1)];
  for (let round = 0; round < 10; round++) await upgrade(daemon);
  isOver = true;
  await Promise.all(sending);
  assert.deepEqual(lines.counts, sent);
  sendSignal(pid, 'SIGTERM');
  const { code, stderr } = await daemon.exited;
  assert.deepEqual([code, stderr.includes('Debugger')], [0, false]);
  await until('nothing to be left', () => marked(rig.dir).length === 0);
}

difference(
  ROW,
  'through ten upgrades, signals that are sent one upon the other are all taken, each once',
  async () => {
    await using rig = await Rig.create();
    const { daemon } = await start(rig);
    await allAreTaken(rig, daemon, daemon.pid);
  },
);

difference(
  ROW,
  'so they are by the first process of a container, which the kernel spares other signals',
  async () => {
    await using rig = await Rig.create();
    const { daemon } = await start(rig, contained);
    await allAreTaken(rig, daemon, await firstProcess(daemon));
  },
  asAdmin(),
);

/** Only in a program that has taken over. */
const TAKEN_OVER = 'if (/:upgrade:/.test(process.argv[3]))';

difference(ROW, 'what has come before a new program fails is taken by the old one', async () => {
  await using rig = await Rig.create();
  const copy = new PackageCopy(rig);
  const child = rig.child();
  const { paths } = rig.configure(`[program:x]\ncommand = ${child.command}\n`);
  const daemon = await rig.foreground(paths, { command: copy.supervisord });
  const run = await child.nextRun();
  const { pid } = await daemon.state('x', 'RUNNING');
  const failing = async (signal: string, end: string): Promise<void> => {
    copy.begin(`${TAKEN_OVER} { process.kill(process.pid, '${signal}'); ${end} }`);
    await daemon.rpc('visord.upgrade');
    await daemon.logLine(new RegExp(`received ${signal}`));
  };
  await failing('SIGUSR2', 'process.abort();');
  await failing('SIGUSR1', 'throw new Error("bad release");');
  assert.equal((await daemon.info('x')).pid, pid);
  await failing('SIGTERM', 'process.exit(3);');
  assert.equal((await daemon.exited).code, 0);
  await run.ended;
  assert.equal(daemon.messages(/CRIT the upgrade to .* was undone/).length, 3);
  assert.ok(!existsSync(paths.socket), 'its socket is gone');
});

/** Which of the signals for the daemon a thread blocks. */
function blocked(pid: number): bigint {
  return BigInt(`0x${new Proc(pid).status('SigBlk')}`) & 0x4a07n;
}

difference(
  ROW,
  'neither supervisord nor a program that it starts sees afterwards how it was done',
  async () => {
    for (const list of [undefined, 'libm.so.6']) {
      await using rig = await Rig.create();
      const child = rig.child();
      const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`, {
        env: list === undefined ? {} : { LD_PRELOAD: list },
      });
      await child.nextRun();
      for (let round = 0; round < 2; round++) {
        await upgrade(daemon);
        assert.equal((await daemon.ctl('restart', 'x')).code, 0);
        const { hello } = await child.nextRun();
        assert.equal(hello.env.LD_PRELOAD, list);
        assert.equal(new Proc(daemon.pid).env.LD_PRELOAD, list);
        assert.deepEqual([blocked(daemon.pid), blocked(hello.pid)], [0n, 0n]);
      }
      assert.equal((await daemon.stop()).stderr, '');
    }
  },
);

difference(
  ROW,
  'a Node with rights of its own, into which nothing can be loaded before, is upgraded all the same',
  async () => {
    await using rig = await Rig.create();
    const node = rig.path('own/node');
    rig.write('own/node', '');
    copyFileSync(process.execPath, node);
    chownSync(node, 0, 65534);
    chmodSync(node, 0o2755); // its group is another than that of who executes it
    const child = rig.child();
    const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}\n`, {
      env: { PATH: `${path.dirname(node)}:${cleanEnv(rig.dir).PATH}` },
    });
    await child.nextRun();
    await upgrade(daemon);
    assert.equal((await daemon.ctl('restart', 'x')).code, 0);
    const { hello } = await child.nextRun();
    assert.equal(hello.env.LD_PRELOAD, undefined);
    assert.match(new Proc(daemon.pid).status('Gid'), /^0\s+65534/);
    assert.deepEqual([blocked(daemon.pid), blocked(hello.pid)], [0n, 0n]);
    assert.equal((await daemon.stop()).code, 0);
  },
  asRoot,
);
