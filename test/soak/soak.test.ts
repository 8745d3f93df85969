/**
 * Hundreds of programs that crash and are restarted at random, under updates, live upgrades, signals,
 * floods and hostile requests: at the end no line of other programs is lost, and memory, descriptors, processes
 * and timers are what they were before. SOAK_SECONDS says how long (`npm run soak`: a minute).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../faults/compile.ts';
import { Stage } from '../faults/stage.ts';
import { needs } from '../rig/differences.ts';
import { MARGIN_KIB } from '../rig/memory.ts';
import { Proc } from '../rig/proc.ts';
import { until } from '../rig/until.ts';
import { Random } from '../simulation/random.ts';
import { ACTIONS, type Action, type Scene } from './actions.ts';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** Programs of supervisord are compiled, and the heap finds its size, before anything is compared. */
const WARM_UP_MS = 15_000;
/** Logs of witnesses hold no more than so much of them. */
const RECOUNT_MS = 300_000;
/** How many actions go on at a time. */
const AT_ONCE = 4;
const GROUPS = ['silent', 'logged', 'deaf'];
const SILENT = 400;
const LOGGED = 100;
/** The longest life of a program. */
const LIFE_MS = 30_000;

function sections(crasher: string, extra: number): string {
  const crashing = (name: string, count: number, more: string) => `[program:${name}]
command = ${crasher} ${LIFE_MS}
numprocs = ${count}
process_name = %(process_num)03d
autostart = false
autorestart = true
startsecs = 0
stopwaitsecs = 5
${more}`;
  return [
    crashing('silent', SILENT, 'stdout_logfile = NONE\nstderr_logfile = NONE\n'),
    crashing('logged', LOGGED, 'stdout_logfile_maxbytes = 64KB\nstdout_logfile_backups = 1\n'),
    extra === 0 ? '' : crashing('extra', extra, 'stdout_capture_maxbytes = 64KB\n'),
    `[eventlistener:deaf]
command = /bin/sh -c "echo READY; exec sleep 1000000"
events = PROCESS_STATE,REMOTE_COMMUNICATION,PROCESS_LOG
buffer_size = 100
autostart = false
stopwaitsecs = 5
`,
  ].join('');
}

/** Each as often as its weight says. */
function lotsOf(actions: readonly Action[]): readonly Action[] {
  return actions.flatMap((action) => Array.from({ length: action.weight }, () => action));
}

const EVERYTHING = lotsOf(ACTIONS);
/** What happens within the life of one program: nobody takes over. */
const WITHIN_A_LIFE = lotsOf(ACTIONS.filter(({ isAlone }) => !isAlone));

/**
 * By how much each may have grown within the life of a program. What fills during minutes and grows no
 * further: the histories of all processes, some 2 MiB, and what V8 compiles as it learns what is hot.
 * Pages are kept for reuse.
 */
const WITHIN = {
  heap: MARGIN_KIB / 2,
  external: MARGIN_KIB / 2,
  rss: 6 * MARGIN_KIB,
  timers: 0,
  threads: 4,
};
type Held = typeof WITHIN;

/** The same from one program that has just taken over to another: no page is left of what was. */
const FROM_LIFE_TO_LIFE: Held = { ...WITHIN, rss: 2 * MARGIN_KIB };

async function holdingsOf(stage: Stage): Promise<Held> {
  return { ...(await stage.holdings()), threads: Number(new Proc(stage.pid).status('Threads')) };
}

function expectNoMore(most: Held, before: Held, after: Held): void {
  for (const kind of Object.keys(most) as (keyof Held)[]) {
    const grown = after[kind] - before[kind];
    assert.ok(grown <= most[kind], `${kind} grew by ${grown}, more than ${most[kind]}`);
  }
}

/** How often it has given up the processor to wait for something. */
function waitsOf(pid: number): number {
  return Number(new Proc(pid).status('voluntary_ctxt_switches'));
}

test(
  `${SILENT + LOGGED} programs crash and restart for ${SECONDS} s, and nothing grows`,
  needs('gcc', 'apt-get install gcc'),
  async (context) => {
    context.diagnostic(`SEED=${seed}`);
    await using stage = await Stage.create();
    const crasher = await compile(stage.rig, 'soak/crasher');
    const { paths, rewrite } = stage.configure(sections(crasher, 0));
    const daemon = await stage.begin(paths);
    const random = new Random(seed);
    const counts = new Map<string, number>();
    let updating = Promise.resolve();
    let upgrading = Promise.resolve();
    let underWay = 0;
    const scene: Scene = {
      daemon,
      random,
      anybody: () => {
        const number = String(random.below(LOGGED)).padStart(3, '0');
        return `${random.pick(['silent', 'logged'])}:${number}`;
      },
      update: (count) => {
        updating = updating.then(async () => {
          rewrite(sections(crasher, count));
          const { code, stdout, stderr } = await daemon.ctl('update');
          assert.equal(code, 0, stdout + stderr);
          if (count > 0) await daemon.rpc('startProcessGroup', 'extra', false);
        });
        return updating;
      },
      upgrade: () => {
        upgrading = upgrading.then(async () => {
          await until('nobody to wait for an answer', () => underWay === 0);
          const { code, stdout, stderr } = await daemon.ctl('upgrade');
          assert.equal(code, 0, stdout + stderr);
        });
        return upgrading;
      },
    };
    /** Not while another supervisord takes over. */
    const meanwhile = async (run: () => Promise<unknown>): Promise<void> => {
      await upgrading;
      underWay++;
      try {
        await run();
      } finally {
        underWay--;
      }
    };

    /** Starts everything, lets these happen for so long, and stops everything but the witnesses. */
    const happen = async (duration: number, lots: readonly Action[]): Promise<void> => {
      for (const group of GROUPS) await daemon.rpc('startProcessGroup', group, false);
      const end = performance.now() + duration;
      let recountAt = performance.now() + RECOUNT_MS;
      const act = async (): Promise<void> => {
        while (performance.now() < end) {
          const action = random.pick(lots);
          assert.ok(action);
          if (action.isAlone) await action.run(scene);
          else await meanwhile(() => action.run(scene));
          counts.set(action.name, (counts.get(action.name) ?? 0) + 1);
        }
      };
      const look = async (): Promise<void> => {
        while (performance.now() < end) {
          await meanwhile(() => stage.works());
          if (performance.now() < recountAt) continue;
          await stage.recount();
          recountAt = performance.now() + RECOUNT_MS;
        }
      };
      await Promise.all([look(), ...Array.from({ length: AT_ONCE }, act)]);
      await scene.update(0);
      for (const group of GROUPS) await daemon.rpc('stopProcessGroup', group);
    };

    await happen(WARM_UP_MS, EVERYTHING);
    await scene.upgrade(); // a program that has taken over begins with more than one that has started
    const first = await holdingsOf(stage);
    await happen(WARM_UP_MS, WITHIN_A_LIFE);
    const before = await holdingsOf(stage);
    await happen(SECONDS * 1000, WITHIN_A_LIFE);
    const after = await holdingsOf(stage);
    await happen((SECONDS * 1000) / 2, EVERYTHING);
    await scene.upgrade();
    const last = await holdingsOf(stage);
    const held = { first, before, after, last };
    context.diagnostic(JSON.stringify({ ...held, ...Object.fromEntries(counts) }));
    await stage.settle();
    context.diagnostic(`lines written and found: ${stage.lines}`);
    assert.deepEqual(new Proc(stage.pid).children, []);
    await until('a second in which it sleeps', async () => {
      const waits = waitsOf(stage.pid);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return waitsOf(stage.pid) === waits;
    });
    expectNoMore(WITHIN, before, after);
    expectNoMore(FROM_LIFE_TO_LIFE, first, last);
    await stage.end();
  },
);
