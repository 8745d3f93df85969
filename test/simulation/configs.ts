/** Random configurations: a handful of groups whose options differ in all that the daemon looks at. */
import type {
  Config,
  GroupConfig,
  LogTarget,
  ProcessConfig,
  SocketConfig,
} from '../../src/config/config.ts';
import { configOf, groupConfig, logTo, processConfig, socketConfig } from '../rig/configs.ts';
import { poolGroup } from '../rig/fake-listener.ts';
import type { Random } from './random.ts';

/** The name of the group of listeners. */
export const POOL = 'pool';

/** What processes that are added to a group are called, behind its name: one is in files, too. */
export const ADDED_NAMES = ['2', 'x', 'y'];

/** A command that cannot be split into words. */
export const NONSENSE = 'bad "quote';

/** More than is ever said between two tokens. */
const CAPTURE_BYTES = 1_000_000;

export function randomConfig(random: Random): Config {
  const groups: GroupConfig[] = [];
  for (const name of ['alpha', 'beta', 'gamma', 'delta']) {
    if (random.chance(0.2)) continue;
    const sockets = randomSockets(random, name);
    const processes = Array.from({ length: 1 + random.below(3) }, (_, index) => ({
      ...randomProcess(random, `${name}_${index}`),
      ...random.pick(sockets),
    }));
    groups.push(groupConfig(name, { priority: random.pick([1, 999]) ?? 1 }, processes));
  }
  if (random.chance(0.5)) groups.unshift(randomPool(random));
  const config = configOf(...groups);
  const strip_ansi = random.chance(0.3);
  const shutdown_timeout = random.pick([0, 0, 2, 10]) ?? 0;
  return { ...config, supervisord: { ...config.supervisord, strip_ansi, shutdown_timeout } };
}

/** Listeners to all that happens, which have little room and are restarted or not. */
function randomPool(random: Random): GroupConfig {
  const processes = Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const process = randomProcess(random, `${POOL}_${index}`);
    const stdout = { ...process.stdout, events_enabled: false, capture_maxbytes: 0 };
    return { ...process, stdout, redirect_stderr: false };
  });
  const pool = { events: ['EVENT'] as const, buffer_size: 1 + random.below(20) };
  return poolGroup(POOL, { ...pool, listener_restart: random.chance(0.5) }, processes);
}

type Member = { readonly program: string; readonly socket?: SocketConfig };

/** The programs of a group: ordinary ones, fcgi-programs, or both kinds. */
function randomSockets(random: Random, name: string): Member[] {
  const tcp = {
    program: 'tcp',
    socket: socketConfig(`tcp://127.0.0.1:${9000 + name.charCodeAt(0)}`),
  };
  const unix = { program: 'unix', socket: socketConfig(`unix:///tmp/${name}.sock`) };
  const choices: Member[][] = [[{ program: name }], [tcp], [unix], [{ program: name }, tcp, unix]];
  return random.pick(choices) ?? [];
}

export function randomProcess(random: Random, name: string): ProcessConfig {
  return processConfig(name, {
    command: random.chance(0.03) ? NONSENSE : `/bin/${name}`,
    priority: random.below(3),
    autostart: random.chance(0.8),
    startsecs: random.pick([0, 1, 1, 5]) ?? 1,
    startretries: random.below(4),
    autorestart: random.pick([true, false, 'unexpected'] as const) ?? true,
    exitcodes: random.pick([[0], [0, 3], []]) ?? [0],
    stopwaitsecs: random.below(4),
    stopasgroup: random.chance(0.3),
    killasgroup: random.chance(0.3),
    kill_mode: random.pick([undefined, 'group', 'tree'] as const),
    redirect_stderr: random.chance(0.3),
    stdout: logTo(`/var/log/${name}.out`, {
      maxbytes: random.pick([0, 200]) ?? 0,
      backups: 2,
      ...randomUses(random),
    }),
    stderr: logTo(random.chance(0.5) ? `/var/log/${name}.err` : '/gone/nowhere.err', {
      maxbytes: 0,
      ...randomUses(random),
    }),
  });
}

/** What is made of an output beside a file. */
function randomUses(
  random: Random,
): Pick<LogTarget, 'events_enabled' | 'capture_maxbytes' | 'syslog'> {
  return {
    events_enabled: random.chance(0.3),
    capture_maxbytes: random.chance(0.3) ? CAPTURE_BYTES : 0,
    syslog: random.chance(0.4),
  };
}
