/**
 * What can be done to processes. To add an action, add an entry: buttons, words and progress
 * follow, the operation of the API does the work.
 */
import { computed } from '@preact/signals';
import type { Outcome, ProcessInfo } from '../../src/wire/api/process.ts';
import type { ProcessState } from '../../src/wire/states.ts';
import { post } from '../api/client.ts';
import { ask } from '../parts/ask.tsx';
import { explain, explainFault } from '../text/errors.ts';
import type { MessageKey } from '../text/messages.ts';
import { t } from '../text/translate.ts';
import { tell } from './notices.ts';
import { processOf } from './processes.ts';

export type ActionName = 'start' | 'stop' | 'restart' | 'signal' | 'clear';

interface Action {
  readonly label: MessageKey;
  readonly runs: MessageKey;
  readonly done: MessageKey;
  /** The states in which there is something to do; all of them, if not given. */
  readonly from?: readonly ProcessState[];
  /** Whether a process has come where the action leads, for its progress. */
  arrived?(process: ProcessInfo, before: ProcessInfo | undefined): boolean;
}

const STOPPED: readonly ProcessState[] = ['STOPPED', 'EXITED', 'FATAL', 'UNKNOWN'];
const STARTED: readonly ProcessState[] = ['RUNNING', 'STARTING', 'BACKOFF'];

export const ACTIONS: Readonly<Record<ActionName, Action>> = {
  start: {
    ...{ label: 'start', runs: 'startRuns', done: 'startDone', from: STOPPED },
    arrived: ({ state }) => state.name === 'RUNNING' || STOPPED.includes(state.name),
  },
  stop: {
    ...{ label: 'stop', runs: 'stopRuns', done: 'stopDone', from: STARTED },
    arrived: ({ state }) => STOPPED.includes(state.name),
  },
  restart: {
    ...{ label: 'restart', runs: 'restartRuns', done: 'restartDone' },
    arrived: ({ state, startedAt }, before) =>
      startedAt !== before?.startedAt && (state.name === 'RUNNING' || STOPPED.includes(state.name)),
  },
  signal: {
    ...{ label: 'signal', runs: 'signalRuns', done: 'signalDone' },
    from: ['RUNNING', 'STARTING', 'STOPPING'],
  },
  clear: { label: 'clear', runs: 'clearRuns', done: 'clearDone' },
};

/** Whether the action would do something to a process in this state. */
export function applies(action: ActionName, state: ProcessState): boolean {
  return ACTIONS[action].from?.includes(state) ?? true;
}

/**
 * Does it, after asking where something would be lost, and tells how it goes.
 *
 * @param signal The name of the signal to send, such as `HUP`
 */
export async function perform(
  action: ActionName,
  namespecs: readonly string[],
  signal?: string,
): Promise<void> {
  const what = describe(namespecs);
  if (action === 'clear' && !(await ask(t('clearAsk', { what }), t('clear')))) return;
  if (signal === 'KILL' && !(await ask(t('killAsk', { what }), t('send')))) return;
  const title = t(ACTIONS[action].runs, { what });
  const id = tell({ kind: 'busy', title, progress: progressOf(action, namespecs) });
  try {
    const { results } = await post<{ results: readonly Outcome[] }>(`processes/${action}`, {
      names: namespecs,
      ...(signal !== undefined && { signal }),
    });
    tellOutcome(action, results, id);
  } catch (error) {
    tell({ kind: 'failed', title: t('failed', { reason: explain(error) }), lines: [title] }, id);
  }
}

/** What the daemon says of a process that is where it should go, or has nothing to be asked. */
const NEEDLESS: ReadonlySet<string | undefined> = new Set(['ALREADY_STARTED', 'NOT_RUNNING']);

function tellOutcome(action: ActionName, results: readonly Outcome[], id: number): void {
  const done = results.filter(({ ok }) => ok).map(({ namespec }) => namespec);
  const failed = results.filter(({ ok, fault }) => !ok && !NEEDLESS.has(fault?.name));
  if (done.length + failed.length === 0) {
    const what = describe(results.map(({ namespec }) => namespec));
    tell({ kind: 'done', title: t('nothingToDo', { what }) }, id);
    return;
  }
  const title = t(ACTIONS[action].done, { what: describe(done) });
  if (failed.length === 0) {
    tell({ kind: 'done', title }, id);
    return;
  }
  const lines = failed.map(({ namespec: name, fault, description }) =>
    t('oneFailed', {
      name,
      reason: fault === null ? description : explainFault(fault.name, description),
    }),
  );
  const failure = t('someFailed', { n: failed.length });
  const whole = done.length === 0 ? failure : `${title}. ${failure}`;
  tell({ kind: 'failed', title: whole, lines }, id);
}

/** How many have arrived, as a sentence that follows the processes; empty for one. */
function progressOf(action: ActionName, targets: readonly string[]) {
  const { arrived } = ACTIONS[action];
  const before = new Map(targets.map((name) => [name, processOf(name)]));
  return computed(() => {
    if (arrived === undefined || targets.length === 1) return '';
    const done = targets.filter((name) => {
      const process = processOf(name);
      return process === undefined || arrived(process, before.get(name));
    });
    return t('progress', { done: done.length, n: targets.length });
  });
}

/** The name of one, otherwise how many. */
function describe(namespecs: readonly string[]): string {
  const [only = ''] = namespecs;
  return namespecs.length === 1 ? only : t('count', { n: namespecs.length });
}
