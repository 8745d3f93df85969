/**
 * Keeps what is known in step with the daemon: everything once, then what changes.
 *
 * A change that comes while everything is being asked for is kept until the answer is there, which
 * may be older. Whatever may have been missed, everything is asked for again.
 */
import { signal } from '@preact/signals';
import type { ProcessInfo } from '../../src/wire/api/process.ts';
import { apiUrl, get } from '../api/client.ts';
import { openStream, type StreamListeners } from '../api/stream.ts';
import { setClock } from './clock.ts';
import { daemonState, loadDaemon } from './daemon.ts';
import { loadPending } from './pending.ts';
import { names, patchProcess, replaceProcesses } from './processes.ts';
import { addUsage, keepUsageOf } from './usage.ts';

export const connection = signal<'connecting' | 'live' | 'lost'>('connecting');

const RETRY_MS = 2000;

/** What is listened to. To listen to another type of event, add its entry. */
const LISTENERS: StreamListeners = {
  state: ({ process }) => {
    if (held === undefined) patchProcess(process);
    else held.push(process);
  },
  group: refresh,
  config: refresh,
  supervisor: ({ state }) => {
    daemonState.value = state.name;
  },
  usage: addUsage,
};

let streaming = false;
let loading = false;
let again = false;
let held: ProcessInfo[] | undefined;

/** Begins, for as long as the page is open. */
export function connect(): void {
  openStream(apiUrl('events', { types: Object.keys(LISTENERS).join(',') }), {
    onOpen: () => {
      streaming = true;
      refresh();
    },
    onLost: () => {
      streaming = false;
      connection.value = 'lost';
      if (names.value === undefined) refresh(); // what can be shown without it, is
    },
    on: LISTENERS,
  });
}

/** Asks for everything; once more, if that is asked for meanwhile. */
function refresh(): void {
  again = loading;
  if (loading) return;
  loading = true;
  held ??= [];
  load()
    .then(
      () => {
        if (streaming) connection.value = 'live';
      },
      () => {
        connection.value = 'lost';
        setTimeout(refresh, RETRY_MS);
      },
    )
    .finally(() => {
      loading = false;
      if (again) refresh();
    });
}

async function load(): Promise<void> {
  const [{ processes }] = await Promise.all([
    get<{ processes: readonly ProcessInfo[] }>('processes'),
    loadDaemon(), // what the reader may do has to be known when the buttons are drawn
  ]);
  const [first] = processes;
  if (first !== undefined) setClock(first.now);
  replaceProcesses(processes);
  const meanwhile = held ?? [];
  held = undefined;
  for (const process of meanwhile) patchProcess(process);
  keepUsageOf(new Set(names.value));
  await loadPending();
}
