/** Every line that programs and signals put into the main log, to the letter: whole logs, level by level. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  configOf,
  groupConfig,
  logTo,
  processConfig,
  socketConfig,
} from '../../test/rig/configs.ts';
import { supervisorOnFakes } from '../../test/rig/supervisor-on-fakes.ts';
import { UserError } from '../base/errors.ts';
import type { ProcessConfig } from '../config/config.ts';
import { RpcFault } from '../wire/faults.ts';
import type { Process } from './process.ts';
import { type DaemonSignal, SIGNALS } from './signals.ts';

/** A daemon with the program `web` (pid 100), whose log keeps every level. */
function setup(changes: Partial<ProcessConfig> = {}, others: readonly string[] = []) {
  const processes = [processConfig('web', changes), ...others.map((name) => processConfig(name))];
  const config = configOf(groupConfig('web', {}, processes));
  const { world, clock, os, log, supervisor } = supervisorOnFakes(config, { level: 'blather' });
  world.next = new UserError('no good');
  const web = supervisor.groups.get('web')?.processes[0] as Process;
  const signal = (name: DaemonSignal) => SIGNALS[name](supervisor, log, name);
  return { clock, os, log, supervisor, web, signal };
}

type World = ReturnType<typeof setup>;

interface Story {
  /** With the rows of docs/contract that it holds. */
  readonly what: string;
  readonly program?: Partial<ProcessConfig>;
  /** What is in the group besides, in its order of stopping and starting. */
  readonly others?: readonly string[];
  act(world: World): void;
  /** All that is logged after the start that every story begins with. */
  readonly lines: readonly string[];
}

/** A program that the given signal does not end. */
function ignoring({ os, clock }: World, signal: number): void {
  clock.advance(1000);
  os.lastChild.ignores.add(signal);
}

const STARTED_AT_ONCE =
  'info success: web entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)';

const STARTED = [
  "info spawned: 'web' with pid 100",
  'info success: web entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
];

const STORIES: readonly Story[] = [
  {
    what: 'a program that starts, and ends as expected [8.2-spawned 8.2-success 8.2-exited-expected]',
    act({ clock, os }) {
      clock.advance(1000);
      os.exit(os.lastChild, 0);
    },
    lines: [...STARTED, 'info exited: web (exit status 0; expected)'],
  },
  {
    what: 'an end that is not expected, and too many of them [8.2-exited-unexpected 8.2-gave-up]',
    program: { startretries: 0 },
    act({ clock, os }) {
      clock.advance(0);
      os.exit(os.lastChild, 3);
    },
    lines: [
      "info spawned: 'web' with pid 100",
      'warn exited: web (exit status 3; not expected)',
      'info gave up: web entered FATAL state, too many start retries too quickly',
    ],
  },
  {
    what: 'a command that is not there, stopped between two tries [8.2-spawnerr 8.2-stopped-in-backoff]',
    program: { command: '' },
    act({ web }) {
      web.stop();
    },
    lines: [
      'info spawnerr: command is empty',
      'debug Attempted to kill web, which is in BACKOFF state.',
    ],
  },
  {
    what: 'a stop that the program follows with a code of its exitcodes [8.2-killing 8.2-stopped-expected 8.2-waiting-to-stop]',
    act(world) {
      ignoring(world, 15);
      world.web.stop();
      void world.web.stopped();
      world.clock.advance(2000);
      world.os.exit(world.os.lastChild, 0);
    },
    lines: [
      ...STARTED,
      'debug killing web (pid 100) with signal SIGTERM',
      'info waiting for web to stop',
      'info waiting for web to stop',
      'info stopped: web (exit status 0)',
    ],
  },
  {
    what: 'a stop that has to be forced, in the whole process group [8.2-killing-group 8.2-killing-forced 8.2-stopped-unexpected]',
    program: { stopasgroup: true, killasgroup: true },
    act(world) {
      ignoring(world, 15);
      world.web.stop();
      world.clock.advance(10_000);
    },
    lines: [
      ...STARTED,
      'debug killing web (pid 100) process group with signal SIGTERM',
      "warn killing 'web' (100) with SIGKILL",
      'debug killing web (pid 100) process group with signal SIGKILL',
      'warn stopped: web (terminated by SIGKILL)',
    ],
  },
  {
    what: 'a start while it is being stopped [8.2-already-running]',
    act(world) {
      ignoring(world, 15);
      world.web.stop();
      world.web.start();
    },
    lines: [
      ...STARTED,
      'debug killing web (pid 100) with signal SIGTERM',
      "warn process 'web' already running",
    ],
  },
  {
    what: 'a signal that somebody asks for, and one that comes too late [8.2-sending 8.2-just-exited]',
    act(world) {
      ignoring(world, 1);
      world.web.signal(1);
      world.os.killError = 'ESRCH';
      world.web.stop();
    },
    lines: [
      ...STARTED,
      'debug sending web (pid 100) sig SIGHUP',
      'debug killing web (pid 100) with signal SIGTERM',
      'debug unable to signal web (pid 100), it probably just exited on its own: ESRCH: system call failed, kill',
    ],
  },
  {
    what: 'signals that the system refuses [8.2-unknown-problem]',
    act(world) {
      world.clock.advance(1000);
      world.os.killError = 'EPERM';
      world.web.stop();
      assert.throws(() => world.web.signal(1), RpcFault);
    },
    lines: [
      ...STARTED,
      'debug killing web (pid 100) with signal SIGTERM',
      'critical unknown problem killing web (100):EPERM: system call failed, kill',
      'debug sending web (pid 100) sig SIGHUP',
      'critical unknown problem sending sig web (100):EPERM: system call failed, kill',
    ],
  },
  {
    what: 'what a program says [8.2-output-copy]',
    program: { stdout: logTo('/tmp/out'), stderr: logTo('/tmp/err') },
    act({ clock, os }) {
      clock.advance(1000);
      os.say(os.lastChild, 'stdout', 'one\ntwo');
      os.say(os.lastChild, 'stderr', 'three\n');
    },
    lines: [
      ...STARTED,
      "debug 'web' stdout output:\none\ntwo",
      "debug 'web' stderr output:\nthree\n",
    ],
  },
  {
    what: 'the socket of an fcgi-program [8.2-fcgi-socket]',
    program: { socket: socketConfig('tcp://127.0.0.1:9000') },
    act({ clock, os }) {
      clock.advance(1000);
      os.exit(os.lastChild, 0);
    },
    lines: [
      'info Creating socket tcp://127.0.0.1:9000',
      ...STARTED,
      'info exited: web (exit status 0; expected)',
      'info Closing socket tcp://127.0.0.1:9000',
    ],
  },
  {
    what: 'an orphan that ends, and the signal that tells of it [8.2-reaped 8.2-sigchld]',
    program: { autostart: false },
    act({ clock, os, signal }) {
      os.exitUnknown(7, { kind: 'exit', code: 2 });
      clock.advance(0);
      signal('SIGCHLD');
    },
    lines: [
      'info reaped unknown pid 7 (exit status 2)',
      'debug received SIGCHLD indicating a child quit',
    ],
  },
  {
    what: 'signals to supervisord: logs are reopened, a restart is refused, then it ends [8.2-logreopen 8.2-restart-request 8.2-restart-refused 8.2-exit-request 8.2-waiting-to-die 8.2-restart-ignored]',
    act(world) {
      ignoring(world, 15);
      world.signal('SIGUSR2');
      world.signal('SIGHUP');
      world.signal('SIGTERM');
      world.clock.advance(3000);
      world.signal('SIGHUP');
      world.signal('SIGINT');
      world.signal('SIGQUIT');
    },
    lines: [
      ...STARTED,
      'info received SIGUSR2 indicating log reopen request',
      'info supervisord logreopen',
      'warn received SIGHUP indicating restart request',
      'error restart refused, everything goes on as before: no good',
      'warn received SIGTERM indicating exit request',
      'debug killing web (pid 100) with signal SIGTERM',
      'info waiting for web to die',
      'info waiting for web to die',
      'warn ignored SIGHUP indicating restart request (shutdown in progress)',
      'warn received SIGINT indicating exit request',
      'warn asked twice: everything is stopped at once, and killed after 2 seconds',
      'warn received SIGQUIT indicating exit request',
    ],
  },
  {
    what: 'a program that is signalled and stopped while it is being made [8.2-not-running]',
    program: { startsecs: 0 },
    act({ clock, os, web }) {
      clock.advance(0);
      os.exit(os.lastChild, 0);
      clock.advance(0);
      os.spawnMs = 10;
      web.start();
      assert.throws(() => web.signal(1), { message: 'NOT_RUNNING: web' });
      web.stop();
      clock.advance(10);
    },
    lines: [
      "info spawned: 'web' with pid 100",
      STARTED_AT_ONCE,
      'info exited: web (exit status 0; expected)',
      "debug attempted to send web sig SIGHUP but it wasn't running",
      "debug attempted to kill web with sig SIGTERM but it wasn't running",
      "info spawned: 'web' with pid 101",
      'debug killing web (pid 101) with signal SIGTERM',
      'warn stopped: web (terminated by SIGTERM)',
    ],
  },
  {
    what: 'two programs that take their time to end [8.2-waiting-to-die]',
    program: { startsecs: 0 },
    others: ['db'],
    act({ clock, os, signal }) {
      clock.advance(1000);
      for (const child of os.living) child.ignores.add(15);
      signal('SIGTERM');
      clock.advance(3000);
    },
    lines: [
      "info spawned: 'web' with pid 100",
      'info success: web entered RUNNING state, process has stayed up for > than 0 seconds (startsecs)',
      "info spawned: 'db' with pid 101",
      'info success: db entered RUNNING state, process has stayed up for > than 1 seconds (startsecs)',
      'warn received SIGTERM indicating exit request',
      'debug killing db (pid 101) with signal SIGTERM',
      'debug killing web (pid 100) with signal SIGTERM',
      'info waiting for web, db to die',
      'info waiting for web, db to die',
    ],
  },
];

for (const { what, program, others, act, lines } of STORIES) {
  test(`the log of ${what}`, () => {
    const world = setup(program, others);
    world.supervisor.start();
    act(world);
    world.clock.advance(0);
    // The ends of its outputs have a test of their own.
    const told = world.log.lines.filter((line) => !line.includes('stopped monitoring'));
    assert.deepEqual(told, lines);
  });
}
