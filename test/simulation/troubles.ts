/** What the system around the daemon does to it: what fails, hangs, fills up, jumps and goes away. */
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Lets one thing happen. @returns what it was, for the report of a failure. */
export type Happening = (world: World, random: Random) => string;

export const stubborn: Happening = (world, random) => {
  const child = random.pick(world.os.living);
  child?.ignores.add(15);
  return String(child?.pid);
};

export const spawnTrouble: Happening = (world, random) => {
  const { os } = world;
  os.spawnMs = random.pick([0, 0, 20, 3000]) ?? 0;
  os.refusal = random.pick([
    undefined,
    undefined,
    { kind: 'refused', stage: 'find', path: '/bin/x', code: 'ENOENT' },
    { kind: 'refused', stage: 'fork', path: '/bin/x', code: 'EAGAIN' },
  ] as const);
  os.nextFailure = random.pick([
    undefined,
    undefined,
    { kind: 'failed', stage: 'chdir', code: 'ENOENT' },
  ] as const);
  os.maxPipeEnds = random.pick([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 20]) ?? 20;
  os.watchError = random.chance(0.1) ? 'ENOMEM' : undefined;
  return `${os.refusal?.code} ${os.nextFailure?.stage} ${os.spawnMs} ms`;
};

/** A dead file system, and its return. */
export const hang: Happening = ({ os }, random) => {
  os.abandoned = random.pick(['nothing', 'dead', 'alive'] as const) ?? 'dead';
  if (random.chance(0.4)) os.hangs = true;
  else os.release();
  return `${os.hangs} ${os.abandoned}`;
};

export const socketTrouble: Happening = (world, random) => {
  world.os.socketError = random.pick([undefined, undefined, 'EADDRINUSE', 'EMFILE']);
  return String(world.os.socketError);
};

export const diskTrouble: Happening = (world, random) => {
  world.os.capacity = random.pick([Number.POSITIVE_INFINITY, 5000]) ?? 5000;
  return String(world.os.capacity);
};

export const killTrouble: Happening = (world, random) => {
  world.os.killError = random.chance(0.3) ? 'EPERM' : undefined;
  return String(world.os.killError);
};

export const wallJump: Happening = (world, random) => {
  const ms = (random.chance(0.5) ? 1 : -1) * random.below(86_400_000);
  world.clock.jumpWall(ms);
  world.events.jumped();
  return `${ms} ms`;
};

/** Somebody else's child, perhaps with a pid that one of ours had before. */
export const orphan: Happening = (world, random) => {
  const dead = random.pick(world.os.children.filter((child) => !child.alive));
  const pid = dead !== undefined && random.chance(0.5) ? dead.pid : 5_000_000 + random.below(100);
  world.os.exitUnknown(pid, { kind: 'exit', code: 0 });
  return String(pid);
};

export const syslogTrouble: Happening = (world, random) => world.syslog.trouble(random);
