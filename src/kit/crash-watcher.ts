/**
 * Asks supervisord about a process that has crashed: how, after how long, and what it said last.
 *
 *   watcher.notice(event)  ->  the crash, if the event tells of one
 *
 * A crash is an exit that was not expected, or the state FATAL. The answers are as fresh as the
 * event is: when the program runs again already, what it has written since may be among them. Of
 * a process whose start is not in the end of supervisord's log the time of the start is remembered
 * from the event RUNNING, if the listener gets those.
 */
import { SupervisorError } from '../client/errors.ts';
import type { Supervisor } from '../client/supervisor.ts';
import { namespec } from '../wire/namespec.ts';
import { type Crash, findEnding, lastLines, type Output } from './crash.ts';
import { enteredState, isOfPrograms, type StateEvent } from './selection.ts';

export interface WatcherOptions {
  readonly supervisor: Pick<
    Supervisor,
    'getProcessInfo' | 'readLog' | 'tailProcessStdoutLog' | 'tailProcessStderrLog'
  >;
  readonly programs: readonly string[];
  /** How many lines of each channel. */
  readonly lines: number;
  readonly wallMs: () => number;
}

/** How much of supervisord's log is read, in bytes. */
const LOG_TAIL = 65_536;
/** How long a line is taken to be at most, in bytes, on average. */
const LINE_LENGTH = 1024;
const MOST_OUTPUT = 1_048_576;

export class CrashWatcher {
  readonly #options: WatcherOptions;
  /** When those that run were started, by namespec. */
  readonly #starts = new Map<string, { readonly pid: number; readonly start: number }>();

  constructor(options: WatcherOptions) {
    this.#options = options;
  }

  async notice(event: StateEvent): Promise<Crash | undefined> {
    if (!isOfPrograms(event, this.#options.programs)) return undefined;
    if (event.name === 'PROCESS_STATE_RUNNING') await this.#remember(event);
    const isCrash =
      event.name === 'PROCESS_STATE_FATAL' ||
      (event.name === 'PROCESS_STATE_EXITED' && !event.expected);
    return isCrash ? this.#examine(event) : undefined;
  }

  async #remember(event: StateEvent): Promise<void> {
    const name = namespec(event.groupname, event.processname);
    const info = await orNothing(this.#options.supervisor.getProcessInfo(name));
    if (info !== undefined) this.#starts.set(name, { pid: info.pid, start: info.start });
  }

  async #examine(event: StateEvent): Promise<Crash> {
    const { supervisor, wallMs } = this.#options;
    const time = new Date(wallMs());
    const name = namespec(event.groupname, event.processname);
    const eventPid = 'pid' in event ? event.pid : undefined;
    const info = await orNothing(supervisor.getProcessInfo(name));
    const log = (await orNothing(supervisor.readLog(-LOG_TAIL, 0))) ?? '';
    const reason = info?.statename === enteredState(event) ? info.spawnerr : '';
    const neverRan = event.name === 'PROCESS_STATE_FATAL' && !reason.startsWith('Exited');
    const logged = neverRan ? undefined : findEnding(log, event.processname, eventPid);
    const pid = eventPid ?? logged?.pid ?? 0;
    return {
      time,
      process: event.processname,
      group: event.groupname,
      state: enteredState(event),
      pid,
      ending: logged?.ending ?? statusOf(event, info),
      livedMs: logged?.livedMs ?? this.#lived(name, pid, info),
      reason,
      outputs: await this.#outputs(name),
    };
  }

  /** By the times that supervisord tells, which are whole seconds. */
  #lived(name: string, pid: number, info: Info | undefined): number | undefined {
    if (info === undefined || pid === 0) return undefined;
    const known = this.#starts.get(name);
    if (known?.pid === pid) return (info.stop - known.start) * 1000;
    return info.pid === 0 && info.stop >= info.start ? (info.stop - info.start) * 1000 : undefined;
  }

  async #outputs(name: string): Promise<Output[]> {
    const { supervisor, lines } = this.#options;
    const length = Math.min(lines * LINE_LENGTH, MOST_OUTPUT);
    const [stdout, stderr] = await Promise.all([
      orNothing(supervisor.tailProcessStdoutLog(name, 0, length)),
      orNothing(supervisor.tailProcessStderrLog(name, 0, length)),
    ]);
    return [
      { channel: 'stdout', lines: lastLines(stdout?.[0] ?? '', lines) },
      { channel: 'stderr', lines: lastLines(stderr?.[0] ?? '', lines) },
    ].filter((output) => output.lines.length > 0);
  }
}

type Info = Awaited<ReturnType<Supervisor['getProcessInfo']>>;

/** By the RPC, which answers -1 for a signal, and only until the program runs again. */
function statusOf(event: StateEvent, info: Info | undefined): string | undefined {
  if (event.name !== 'PROCESS_STATE_EXITED' || info === undefined || info.pid !== 0)
    return undefined;
  return info.exitstatus === -1 ? 'terminated by a signal' : `exit status ${info.exitstatus}`;
}

/** What supervisord cannot tell is left out: a log that is not there, a process that was removed. */
async function orNothing<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof SupervisorError) return undefined;
    throw error;
  }
}
