/**
 * A process in the foreground: both its logs are shown as they grow, and every line that is typed is
 * sent to its stdin. Ends at Ctrl-C, at the end of the input, when the process has ended (which is
 * noticed at the next line), and when the server goes away.
 */
import { orFault, ServerFault } from '../client/errors.ts';
import { FAULTS } from '../wire/faults.ts';
import { PROCESS_STATES } from '../wire/states.ts';
import type { Ctl } from './command.ts';
import { classAndText } from './exceptions.ts';
import { followError } from './log-text.ts';

const CHANNELS = ['stdout', 'stderr'] as const;

export async function foreground(ctl: Ctl, name: string): Promise<void> {
  ctl.output.line('==> Press Ctrl-C to exit <==');
  const stop = new AbortController();
  const forget = ctl.terminal.onInterrupt(() => {
    stop.abort();
    ctl.client.close(); // also while the server is asked
  });
  const logs = CHANNELS.map((channel) => showLog(ctl, `/logtail/${name}/${channel}`, stop));
  try {
    const end = await typeInto(ctl, name, stop.signal);
    if (end !== undefined) ctl.output.line(end);
    ctl.output.line('Exiting foreground');
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    ctl.output.line('Exiting foreground');
  } finally {
    forget();
    stop.abort();
    await Promise.all(logs);
  }
}

/** @returns what there is to say of the end, if it is not that of the input. */
async function typeInto(ctl: Ctl, name: string, signal: AbortSignal): Promise<string | undefined> {
  for (;;) {
    const line = await ctl.terminal.ask('', { signal });
    if (line === undefined) return undefined;
    const sent = await orFault(ctl.client.call('supervisor.sendProcessStdin', name, `${line}\n`));
    if (sent instanceof ServerFault && sent.code !== FAULTS.NOT_RUNNING) {
      return `ERROR: ${classAndText(sent)[1]}`;
    }
    if (sent instanceof ServerFault || !(await isRunning(ctl, name))) return 'Process got killed';
  }
}

async function isRunning(ctl: Ctl, name: string): Promise<boolean> {
  const { state } = await ctl.client.call('supervisor.getProcessInfo', name);
  return state === PROCESS_STATES.RUNNING;
}

/** Prints a log as it grows. One that cannot be read is no reason to stop; a server that goes is. */
async function showLog(ctl: Ctl, path: string, stop: AbortController): Promise<void> {
  const print = (bytes: Uint8Array) => {
    ctl.output.write(bytes);
    if (ctl.output.closed) stop.abort();
  };
  try {
    await ctl.client.follow(path, print, stop.signal);
    stop.abort();
  } catch (error) {
    ctl.output.errorLine(`${ctl.serverUrl}${path} ${followError(error)}`);
  }
}
