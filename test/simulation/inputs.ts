/**
 * What can happen in the simulated world: one line per kind, with how often it is chosen.
 *
 * More than 300 lines, because it is one table and what each of its lines does.
 */
import { UserError } from '../../src/base/errors.ts';
import type { Process } from '../../src/daemon/process.ts';
import { RpcFault } from '../../src/wire/faults.ts';
import { SIGNALLABLE_STATES } from '../../src/wire/states.ts';
import type { FakeChild } from '../rig/fake-os.ts';
import { ADDED_NAMES, POOL, randomConfig, randomProcess } from './configs.ts';
import type { Random } from './random.ts';
import {
  diskTrouble,
  type Happening,
  hang,
  killTrouble,
  orphan,
  socketTrouble,
  spawnTrouble,
  stubborn,
  syslogTrouble,
  wallJump,
} from './troubles.ts';
import { slotOf } from './watched-os.ts';
import type { World } from './world.ts';

/** Lets one thing happen. @returns what it was, for the report of a failure. */
export function randomInput(world: World, random: Random): string {
  const total = HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0);
  let point = random.below(total);
  for (const [weight, name, happen] of HAPPENINGS) {
    point -= weight;
    if (point < 0) return `${name} ${happen(world, random)}`;
  }
  throw new Error('the weights do not add up');
}

function anyProcess(world: World, random: Random): Process | undefined {
  return random.pick([...world.supervisor.groups.values()].flatMap((group) => group.processes));
}

function slot(process: Process): string {
  return `${process.group}:${process.name}`;
}

const exit: Happening = (world, random) => {
  const child = random.pick(world.os.living);
  if (child === undefined) return 'nobody';
  const code = random.pick([0, 0, 1, 3, 127]) ?? 0;
  world.os.exit(child, code);
  return `${child.pid} with ${code}`;
};

/** Plain text, lines, colours, half a token, or something for listeners. */
function words(random: Random): string {
  const text =
    random.pick([
      'x'.repeat(random.below(300)),
      'y\nz\n'.repeat(random.below(20)),
      '\x1b[1;31mred\x1b[0m',
      '<!--XSUP',
    ]) ?? '';
  if (random.chance(0.6)) return text;
  const end = random.chance(0.9) ? '<!--XSUPERVISOR:END-->' : '';
  return `<!--XSUPERVISOR:BEGIN-->${text}${end}`;
}

const fork: Happening = (world, random) => {
  const child = random.pick(world.os.living);
  if (child === undefined) return 'nobody';
  const ignores = random.chance(0.5) ? [15] : [];
  const mode = world.supervisor.children.get(child.pid)?.config.kill_mode;
  return `${child.pid} makes ${world.os.fork(child, mode, random.chance(0.5), ...ignores)}`;
};

const say: Happening = (world, random) => {
  const child = random.pick(world.os.living);
  if (child === undefined) return 'nobody';
  const text = Array.from({ length: random.below(4) }, () => words(random)).join('');
  const cut = random.below(text.length);
  const channel = random.chance(0.5) ? 'stdout' : 'stderr';
  world.say(child, channel, text.slice(0, cut), text.slice(cut));
  return String(child.pid);
};

/** A listener does as it should, mostly: it reads, is ready, answers. */
const listen: Happening = (world, random) => {
  const isListener = ({ request }: FakeChild) => slotOf(request).startsWith(`${POOL}:`);
  const child = random.pick(world.os.living.filter(isListener));
  if (child === undefined) return 'nobody';
  const wasTold = child.stdin.drain().length > 0;
  const answer = random.pick(['RESULT 2\nOK', 'RESULT 4\nFAIL', 'RESULT 2\nOKREADY\n', 'RESULT ']);
  const text = wasTold ? answer : 'READY\n';
  world.say(child, 'stdout', text ?? '');
  return `${child.pid} says ${text}`;
};

const remoteEvent: Happening = (world, random) => {
  const data = 'x'.repeat(random.below(100_000));
  world.supervisor.bus.publish('REMOTE_COMMUNICATION', { type: 'a', data });
  return `${data.length} bytes`;
};

const start: Happening = (world, random) => {
  const process = anyProcess(world, random);
  if (process === undefined) return 'nobody';
  if (process.isStopped) world.forgive(slot(process));
  process.start();
  return slot(process);
};

const stop: Happening = (world, random) => {
  const process = anyProcess(world, random);
  if (process === undefined) return 'nobody';
  process.stop();
  world.forgive(slot(process));
  return slot(process);
};

const signal: Happening = (world, random) => {
  const process = anyProcess(world, random);
  if (process === undefined || !SIGNALLABLE_STATES.has(process.state)) return 'nobody';
  try {
    process.signal(random.pick([1, 9, 15]) ?? 1);
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
  }
  return slot(process);
};

const send: Happening = (world, random) => {
  const process = anyProcess(world, random);
  const bytes = random.pick([0, 10, 5000, 100_000, 900_000]) ?? 0;
  return `${bytes} bytes: ${process?.send(new Uint8Array(bytes))}`;
};

/** A child reads its stdin, or closes it. */
const read: Happening = (world, random) => {
  const child = random.pick(world.os.living);
  if (child === undefined) return 'nobody';
  child.stdin.broken ||= random.chance(0.1);
  child.stdin.drain(random.below(200_000));
  return String(child.pid);
};

const advance: Happening = (world, random) => {
  const ms = random.pick([1, 50, 500, 999, 1000, 5000, 60_000]) ?? 1;
  world.clock.advance(ms);
  return `${ms} ms`;
};

/**
 * A configuration that `strip_ansi` is the same in: the ledger knows it for a whole life only. The
 * one that a restart goes on with may have another already.
 */
const update: Happening = (world, random) => {
  const { strip_ansi } = world.supervisor.config.supervisord;
  const next = randomConfig(random);
  world.config = { ...next, supervisord: { ...next.supervisord, strip_ansi } };
  try {
    world.supervisor.reread();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
  }
  return '';
};

/** Reads another configuration, and brings one group up to date without more restarts than needed. */
const updateMinimally: Happening = (world, random) => {
  update(world, random);
  const { groups, config } = world.supervisor;
  const names = new Set([...groups.keys(), ...config.groups.map(({ name }) => name)]);
  const name = random.pick([...names]) ?? 'nobody';
  world.update(name);
  return name;
};

const addGroup: Happening = (world, random) => {
  const group = random.pick(world.supervisor.config.groups);
  if (group === undefined) return 'none';
  if (!world.supervisor.groups.has(group.name)) {
    for (const { name } of group.processes) world.forgive(`${group.name}:${name}`);
  }
  world.add(group.name);
  return group.name;
};

const removeGroup: Happening = (world, random) => {
  const group = random.pick([...world.supervisor.groups.values()]);
  if (group === undefined) return 'none';
  if (group.isStopped) world.supervisor.removeGroup(group.name);
  else group.stop();
  for (const process of group.processes) world.forgive(slot(process));
  return group.name;
};

/** Adds a process that no file knows to a group, as the methods of twiddler do. */
const addProcess: Happening = (world, random) => {
  const { groups } = world.supervisor;
  const group = random.pick([...groups.values()].filter(({ config }) => config.pool === undefined));
  const name = random.pick(ADDED_NAMES) ?? '';
  const full = `${group?.name}_${name}`;
  if (group === undefined || world.supervisor.state !== 'RUNNING') return 'none';
  if (group.processes.some((process) => process.name === full)) return `${full}, which is there`;
  world.forgive(`${group.name}:${full}`);
  world.twiddle(group.name);
  world.supervisor.addProcesses(group.name, [
    { ...randomProcess(random, full), group: group.name },
  ]);
  return full;
};

/** Takes a process out of its group. */
const removeProcess: Happening = (world, random) => {
  const process = anyProcess(world, random);
  if (process === undefined || process.pid !== 0 || !process.isStopped) return 'none';
  world.twiddle(process.group);
  world.supervisor.removeProcess(process.group, process.name);
  return slot(process);
};

const reopen: Happening = (world) => {
  world.supervisor.reopenLogs();
  return '';
};

const clear: Happening = (world, random) => {
  const process = anyProcess(world, random);
  try {
    process?.clearLogs();
  } catch (error) {
    if (!(error instanceof RpcFault)) throw error;
  }
  return process?.name ?? 'nobody';
};

/** Everything is stopped, and begins anew with another configuration. */
const restart: Happening = (world, random) => {
  world.config = randomConfig(random);
  world.halt();
  world.supervisor.restart();
  return world.supervisor.state;
};

/** Another program takes over, or cannot be had. While none runs, children go on. */
const upgrade: Happening = (world, random) => {
  const ms = random.pick([0, 100, 300, 7000]) ?? 0;
  return world.upgrade(random.chance(0.2), () => {
    for (let count = random.below(4); count > 0; count--) {
      if (random.chance(0.6)) say(world, random);
      else exit(world, random);
    }
    world.clock.advance(ms);
  });
};

const shutdown: Happening = (world) => {
  world.halt();
  world.supervisor.shutdown();
  return world.supervisor.state;
};

/** Somebody asks for the end with a signal, perhaps not for the first time. */
const insist: Happening = (world, random) => {
  world.halt();
  const times = 1 + random.below(4);
  for (let time = 0; time < times; time++) {
    world.supervisor.insist();
    world.clock.advance(random.pick([0, 50, 100, 1500]) ?? 0);
  }
  return `${times} times`;
};

const HAPPENINGS: readonly (readonly [weight: number, name: string, happen: Happening])[] = [
  [300, 'exit', exit],
  [300, 'advance', advance],
  [120, 'start', start],
  [100, 'stop', stop],
  [80, 'say', say],
  [30, 'fork', fork],
  [60, 'stubborn child', stubborn],
  [150, 'listen', listen],
  [20, 'remote event', remoteEvent],
  [40, 'send', send],
  [40, 'read', read],
  [40, 'spawn trouble', spawnTrouble],
  [20, 'hang', hang],
  [40, 'signal', signal],
  [40, 'remove group', removeGroup],
  [40, 'add group', addGroup],
  [20, 'add process', addProcess],
  [20, 'remove process', removeProcess],
  [20, 'update', update],
  [20, 'socket trouble', socketTrouble],
  [40, 'minimal update', updateMinimally],
  [20, 'disk', diskTrouble],
  [10, 'kill trouble', killTrouble],
  [10, 'wall clock jumps', wallJump],
  [10, 'reopen logs', reopen],
  [10, 'clear logs', clear],
  [10, 'orphan', orphan],
  [60, 'syslog daemon', syslogTrouble],
  [15, 'upgrade', upgrade],
  [6, 'restart', restart],
  [1, 'shutdown', shutdown],
  [2, 'asked to end', insist],
];
