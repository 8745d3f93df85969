/**
 * Trying the program that is to be next, and becoming it.
 *
 * What is next is what the name that was typed leads to now: the launcher is started for the rehearsal
 * and finds its node by itself, which may be another one than ours. For good, that node is executed
 * directly, not through the launcher again: a shell in our process would wait for children of its own,
 * and take the ends of ours for theirs.
 */
import { constants, openSync } from 'node:fs';
import { constants as system } from 'node:os';
import path from 'node:path';
import { systemErrorOf, UserError } from '../base/errors.ts';
import { describeEnding } from '../daemon/ending.ts';
import { HANDOVER_FORMAT, type Handover, writeHandover } from '../daemon/handover.ts';
import { type DaemonState, descriptorsOf } from '../daemon/snapshot.ts';
import type { NextProgram, Programs } from '../daemon/upgrades.ts';
import type { Channel, Os } from '../os/port.ts';
import {
  becomeProgram,
  canPreload,
  descriptorPath,
  holdSignals,
  openMemory,
  openOwnNode,
  type Program,
  preloading,
  releaseSignals,
  STANDARD_FDS,
} from '../os/program.ts';
import { systemClock } from '../os/system-clock.ts';
import type { Ending } from '../os/wait-status.ts';
import { type Launch, launchArgument, REHEARSE } from './launch.ts';
import type { OwnProgram } from './own-program.ts';
import type { Rehearsal } from './rehearse.ts';
import type { WayBack } from './way-back.ts';

/** A start that takes longer than this is none that we want to wait for with everything suspended. */
const REHEARSAL_MS = 20_000;
/** Of what a program that fails has to say. */
const MOST_SAID = 4096;
const MOST_TOLD = 500;
const MOST_REPORTED = 65_536;
const { SIGKILL } = system.signals;

/** A bundle that is only a descriptor has no folder that links could lead to. */
const BY_DESCRIPTOR = '--preserve-symlinks-main';

interface Tools {
  readonly os: Os;
  readonly launch: Launch;
  readonly own: OwnProgram;
  /** The folder that the command line was typed in. */
  readonly folder: string;
  /** `NAME=value`, as we were started with. */
  readonly env: readonly string[];
}

export function makePrograms(tools: Tools): Programs {
  const trials = new Map<number, (ending: Ending) => void>();
  return {
    current: tools.own.release,
    holdSignals,
    releaseSignals,
    rehearse: (handover, state) =>
      rehearse(tools, trials, writeHandover(handover, JSON.stringify(state))),
    exited(pid, ending) {
      const trial = trials.get(pid);
      trial?.(ending);
      return trials.delete(pid);
    },
    become: (next, handover, state) => become(tools, next, handover, state),
  };
}

/** Those that are being tried, by their pids. */
type Trials = Map<number, (ending: Ending) => void>;

async function rehearse(tools: Tools, trials: Trials, text: string): Promise<NextProgram> {
  const { os, launch, folder } = tools;
  const launcher = path.resolve(folder, launch.argv0);
  const opened: number[] = [];
  const open = (fd: number): number => {
    opened.push(fd);
    return fd;
  };
  const heard: Hearing[] = [];
  const hear = (most: number): number => {
    const pipe = os.openPipe();
    heard.push(new Hearing(os, pipe.read, most));
    return open(pipe.write);
  };
  try {
    const nowhere = open(os.open('/dev/null', constants.O_RDONLY));
    const fds = [nowhere, hear(MOST_REPORTED), hear(MOST_SAID), open(openState(text))];
    const started = (): void => {
      for (const fd of opened.splice(0)) os.close(fd);
    };
    const ending = await run(tools, trials, { launcher, fds, started });
    const [report = '', complaint = ''] = heard.map((hearing) => hearing.end());
    return readReport(report) ?? refuse(complaint.trim() || `${launcher}: ${ending}`);
  } finally {
    for (const fd of opened) os.close(fd);
    for (const hearing of heard) hearing.end();
  }
}

function openState(text: string): number {
  try {
    return openMemory('visord-state', text);
  } catch (error) {
    throw new UserError(`there is no place for the state: ${systemErrorOf(error).message}`);
  }
}

/** Starts the launcher. @returns how it has ended, in words */
function run(
  { os, launch, env }: Tools,
  trials: Trials,
  { launcher, fds, started }: { launcher: string; fds: readonly number[]; started: () => void },
): Promise<string> {
  const argv = [launcher, REHEARSE, ...launch.words];
  const openFiles = Number.isFinite(launch.openFiles) ? launch.openFiles : undefined;
  return new Promise((resolve, reject) => {
    os.spawn({ paths: [launcher], argv, env, fds, openFiles }, (result) => {
      started();
      if (result.kind === 'spawned') awaitEnd(os, trials, { pid: result.pid, told: resolve });
      else reject(new UserError(`cannot start ${launcher}: ${result.stage}: ${result.code}`));
    });
  });
}

/** Has somebody told how a process ends; if it takes too long, it is killed. */
function awaitEnd(
  os: Os,
  trials: Trials,
  { pid, told }: { readonly pid: number; told(how: string): void },
): void {
  let isLate = false;
  const timer = systemClock.at(systemClock.monotonic() + REHEARSAL_MS, () => {
    isLate = true;
    os.kill(-pid, SIGKILL);
  });
  trials.set(pid, (ending) => {
    timer.cancel();
    const late = `was not ready within ${REHEARSAL_MS / 1000} seconds`;
    told(isLate ? late : describeEnding(ending));
  });
}

/** Keeps the end of what a program says. */
class Hearing {
  readonly #channel: Channel;
  readonly #most: number;
  #text = '';

  constructor(os: Os, fd: number, most: number) {
    this.#most = most;
    this.#channel = os.readFrom(fd, {
      data: (bytes, start, end) => {
        const text = Buffer.from(bytes.subarray(start, end)).toString();
        this.#text = (this.#text + text).slice(-this.#most);
      },
      end: () => {},
    });
  }

  /** All that it has said. */
  end(): string {
    this.#channel.drain();
    this.#channel.close();
    return this.#text;
  }
}

function readReport(text: string): NextProgram | undefined {
  const line = text.trim().split('\n').at(-1) ?? '';
  try {
    const { format, release, command, addon } = JSON.parse(line) as Rehearsal;
    if (format !== HANDOVER_FORMAT) return undefined;
    return { release, command, addon };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** A program that knows what is wrong says so in its first line; of a trace, that is another. */
function refuse(said: string): never {
  const line = /^\w*Error:? .*$/m.exec(said)?.[0] ?? said;
  throw new UserError(line.replace(/^Error: /, '').slice(-MOST_TOLD));
}

function become(tools: Tools, next: NextProgram, handover: Handover, state: DaemonState): never {
  const { os, launch, own, env } = tools;
  const kept = [...STANDARD_FDS, ...descriptorsOf(state), ...handover.sockets.map(({ fd }) => fd)];
  const opened: number[] = [];
  const open = (fd: number): number => {
    opened.push(fd);
    return fd;
  };
  try {
    const memory = open(openState(writeHandover(handover, JSON.stringify(state))));
    const spare = [open(openOwnNode()), own.bundle, own.addon] as const;
    const ahead = next.addon === undefined ? undefined : open(openSync(next.addon, 'r'));
    const back = wayBack(tools, {
      memory,
      spare: ahead === undefined ? spare : [...spare, ahead],
      fds: [...new Set([...kept, memory, ...spare])],
    });
    const guard = open(openMemory('visord-guard', JSON.stringify(back)));
    const role = { kind: 'upgrade', state: memory, guard } as const;
    const [path = '', ...flags] = next.command;
    const words = [launch.argv0, launchArgument(launch.openFiles, role), ...launch.words];
    return becomeProgram({
      path,
      argv: [path, ...flags, ...words],
      ...holding(ahead, env),
      fds: [...new Set([...back.fds, ...back.spare, guard])],
    });
  } finally {
    for (const fd of opened) os.close(fd); // it has failed
  }
}

/** Has a program hold signals while Node starts, if there is an addon for it. */
function holding(
  addon: number | undefined,
  env: readonly string[],
): Pick<Program, 'env' | 'holds'> {
  return addon === undefined ? { env } : { env: preloading(addon, env), holds: true };
}

/** How this very program is started again, whatever has become of its files. */
function wayBack(
  { launch, own, env }: Tools,
  { memory, spare, fds }: Pick<WayBack, 'spare' | 'fds'> & { readonly memory: number },
): WayBack {
  const [node = -1] = spare;
  const role = { kind: 'fallback', state: memory, addon: own.addon, node, signal: 0 } as const;
  const flags = new Set([...process.execArgv, BY_DESCRIPTOR]);
  const start = [process.execPath, ...flags, descriptorPath(own.bundle), launch.argv0];
  const argv = [...start, launchArgument(launch.openFiles, role), ...launch.words];
  const held = holding(canPreload() ? own.addon : undefined, env);
  return { path: descriptorPath(node), argv, ...held, fds, reason: start.length, spare };
}
