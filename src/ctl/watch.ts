/**
 * `status --watch`: what processes are doing, shown again as it changes, until Ctrl-C.
 *
 * A Supervisor has no call that waits for news, so the server is asked again and again: at the
 * interval that was given, and while nothing changes each time half as long again, up to
 * LONGEST_MS. A terminal is drawn anew each time, so that uptimes are true; elsewhere a line is
 * added for each process whose state or pid is another. A server that has gone is waited for.
 */
import { isSystemError } from '../base/errors.ts';
import { ConnectionLost, orFault, ServerFault } from '../client/errors.ts';
import type { ProcessInfo } from '../client/methods.ts';
import { namespec } from '../wire/namespec.ts';
import type { Ctl } from './command.ts';
import { EXIT } from './exit-status.ts';
import { selectProcesses, statusLines } from './status-lines.ts';
import { connectionFailure } from './upcheck.ts';

const LONGEST_MS = 5000;
const SLOWER = 1.5;

/** The cursor to the corner of an empty screen. */
const HOME = '\x1b[H\x1b[2J';

/** @param interval seconds between two questions, as typed; empty for one. */
export async function watchStatus(
  ctl: Ctl,
  names: readonly string[],
  interval: string,
): Promise<void> {
  const intervalMs = interval === '' ? 1000 : Number(interval) * 1000;
  if (!(intervalMs > 0)) {
    ctl.output.line('Error: status: --watch takes a number of seconds');
    ctl.exitStatus = EXIT.INVALID_ARGUMENTS;
    return;
  }
  const stop = new AbortController();
  const forget = ctl.terminal.onInterrupt(() => {
    stop.abort();
    ctl.client.close();
  });
  try {
    await watch(ctl, names, intervalMs, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    forget();
  }
}

async function watch(
  ctl: Ctl,
  names: readonly string[],
  intervalMs: number,
  stopped: AbortSignal,
): Promise<void> {
  let before = new Map<string, string>();
  for (let waitMs = intervalMs; !stopped.aborted && !ctl.output.closed; ) {
    const { lines, states } = await look(ctl, names);
    const changed = lines.filter((_line, index) => isNews(states[index], before));
    if (ctl.output.isTerminal) draw(ctl, lines);
    else for (const line of changed) ctl.output.line(line);
    const isQuiet = changed.length === 0 && before.size === states.length;
    waitMs = isQuiet ? Math.max(intervalMs, Math.min(LONGEST_MS, waitMs * SLOWER)) : intervalMs;
    before = new Map(states);
    await pause(waitMs, stopped);
  }
}

/** Tells a process from itself before: its state, and its pid. */
type State = readonly [name: string, state: string];

function isNews(state: State | undefined, before: ReadonlyMap<string, string>): boolean {
  return state === undefined || before.get(state[0]) !== state[1];
}

async function look(
  ctl: Ctl,
  names: readonly string[],
): Promise<{ readonly lines: readonly string[]; readonly states: readonly State[] }> {
  const infos = await askForInfos(ctl);
  if (typeof infos === 'string') return { lines: [infos], states: [['', infos]] };
  const { selected, errors } = selectProcesses(infos, names);
  return {
    lines: [...errors, ...statusLines(selected)],
    states: [
      ...errors.map((line): State => [line, '']),
      ...selected.map(
        (info): State => [namespec(info.group, info.name), `${info.statename} ${info.pid}`],
      ),
    ],
  };
}

/** What is known, or why nothing is. */
async function askForInfos(ctl: Ctl): Promise<readonly ProcessInfo[] | string> {
  try {
    const answer = await orFault(ctl.client.call('supervisor.getAllProcessInfo'));
    return answer instanceof ServerFault ? `ERROR: ${answer.text}` : answer;
  } catch (error) {
    if (!(error instanceof ConnectionLost) && !isSystemError(error)) throw error;
    return `${ctl.serverUrl} ${connectionFailure(error)?.text ?? 'connection lost'}`;
  }
}

function draw(ctl: Ctl, lines: readonly string[]): void {
  ctl.output.prompt(`${HOME}${lines.map((line) => `${line}\n`).join('')}`);
}

/** Resolves after a while, or at once when `stopped` aborts. */
function pause(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
