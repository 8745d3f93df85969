/** Upgrades that do not succeed: everything goes on, and the reason is told. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import type { Daemon } from '../rig/daemon.ts';
import { Datagrams } from '../rig/datagrams.ts';
import { difference } from '../rig/differences.ts';
import { PackageCopy } from '../rig/package-copy.ts';
import { Rig } from '../rig/rig.ts';
import { until } from '../rig/until.ts';

const ROW = 'live upgrade';

/** A daemon of a package whose files can be replaced, with one program that runs. */
async function start(rig: Rig, env: Readonly<Record<string, string>> = {}) {
  const copy = new PackageCopy(rig);
  const child = rig.child();
  const { paths, rewrite } = rig.configure('');
  const text = `[program:x]\ncommand = ${child.command}\nstdout_logfile = ${rig.path('x.log')}\n`;
  rewrite(text);
  const daemon = await rig.foreground(paths, { command: copy.supervisord, env });
  const run = await child.nextRun();
  const { pid } = await daemon.state('x', 'RUNNING');
  let lines = 0;
  /** Everything is as it was, and works. */
  const goesOn = async () => {
    assert.equal((await daemon.info('x')).pid, pid);
    lines += 1;
    await run.write(`line ${lines}\n`);
    await rig.readUntil('x.log', new RegExp(`^line ${lines}$`, 'm'));
    assert.deepEqual(daemon.messages(/bug in visord|reaped unknown|spawned: 'x'/).length, 1);
  };
  return { copy, daemon, goesOn, paths, rewrite, text };
}

async function refusal(daemon: Daemon): Promise<string> {
  const { code, stdout } = await daemon.ctl('upgrade');
  assert.equal(code, 1, stdout);
  return stdout.replace(/visord \S+ \(node \S+\)/g, 'visord');
}

/** Only in a program that has taken over. */
const TAKEN_OVER = 'if (/:upgrade:/.test(process.argv[3]))';

difference(
  ROW,
  'a program that ends before it has taken over is undone: the old one goes on',
  async () => {
    await using rig = await Rig.create();
    const { copy, daemon, goesOn } = await start(rig);
    const ends = {
      'throw new Error("bad release");': 'by itself',
      'process.exit(0);': 'by itself',
      'process.abort();': 'by SIGABRT',
      'process.kill(process.pid, "SIGSEGV");': 'by SIGSEGV',
    };
    for (const [statement, how] of Object.entries(ends)) {
      copy.begin(`${TAKEN_OVER} ${statement}`);
      const reason = `it ended ${how} before it had taken over`;
      assert.equal(await refusal(daemon), `ERROR: not upgraded, visord goes on: ${reason}\n`);
      await goesOn();
    }
    assert.equal(
      daemon.messages(/CRIT the upgrade to visord \S+ \(node \S+\) was undone/).length,
      4,
    );
    copy.begin(''); // a good one
    assert.equal((await daemon.ctl('upgrade')).code, 0);
    await goesOn();
  },
);

difference(
  ROW,
  'a program that could not take over is refused before anything is touched',
  async () => {
    await using rig = await Rig.create();
    const { copy, daemon, goesOn, paths, rewrite, text } = await start(rig);
    writeFileSync(paths.config, '[supervisord]\nloglevel = nonsense\n');
    await assert.rejects(daemon.rpc('visord.upgrade'), /FAILED: bad logging level name 'nonsense'/);
    await goesOn();
    rewrite(text);
    copy.begin('throw new Error("cannot even start");');
    assert.equal(await refusal(daemon), 'ERROR: not upgraded: cannot even start\n');
    await goesOn();
    copy.begin('process.kill(process.pid, "SIGKILL");');
    assert.match(
      await refusal(daemon),
      /^ERROR: not upgraded: .*supervisord: terminated by SIGKILL\n$/,
    );
    await goesOn();
    copy.begin('');
    copy.loseAddon();
    assert.match(await refusal(daemon), /^ERROR: not upgraded: cannot load the native addon/);
    await goesOn();
    assert.equal(daemon.messages(/ERRO upgrade refused, everything goes on as before: /).length, 4);
  },
);

difference(
  ROW,
  'a program that hangs is undone, before a watchdog would lose its patience',
  async () => {
    await using rig = await Rig.create();
    using manager = new Datagrams(rig.path('notify'));
    const env = { NOTIFY_SOCKET: rig.path('notify'), WATCHDOG_USEC: '4000000' };
    const { copy, daemon, goesOn } = await start(rig, env);
    copy.begin(`${TAKEN_OVER} for (;;);`);
    const reason = 'it ended by our hand, since it hung before it had taken over';
    assert.equal(await refusal(daemon), `ERROR: not upgraded, visord goes on: ${reason}\n`);
    await until('the watchdog to hear of it', () => manager.messages.includes('WATCHDOG=1\n'));
    await goesOn();
  },
);
