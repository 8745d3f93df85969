/** Sends a signal to a process of ours, and says in the log what came of it. */
import { isSystemError } from '../base/errors.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { Effect } from '../core/machine.ts';
import type { Logger } from '../logs/logger.ts';
import type { Processes } from '../os/port.ts';
import { signalName } from '../os/signals.ts';
import type { Family } from './family.ts';

export const SIGKILL = 9; // the same everywhere

interface Wish {
  readonly signal: number;
  /** To its process group. */
  readonly toGroup: boolean;
  /** It is to end by it, or just to be told something. */
  readonly purpose: 'kill' | 'tell';
}

type Tools = { readonly os: Pick<Processes, 'kill'>; readonly log: Logger };
type Sent = 'sent' | 'failed' | 'not running';

/** Asks a process to stop, or kills it, with what belongs to it if that is wanted. */
export function sendStop(
  tools: Tools,
  { name, pid, config }: { name: string; pid: number; config: ProcessConfig },
  family: Family | undefined,
  { signal, toGroup }: Pick<Extract<Effect, { kind: 'signal' }>, 'signal' | 'toGroup'>,
): Sent {
  const number = signal === 'stop' ? config.stopsignal : SIGKILL;
  const byGroup = toGroup && family?.isGroup !== false;
  if (pid !== 0) family?.note(pid); // as long as it is there to be asked for its children
  const wish = { signal: number, toGroup: byGroup, purpose: 'kill' } as const;
  const sent = sendSignal(tools, { name, pid }, wish);
  if (sent === 'sent' && toGroup) family?.send(number, pid);
  return sent;
}

/**
 * A process that has just gone counts as signalled. One that is still being made has no pid (a
 * signal to 0 would go to ourselves).
 */
export function sendSignal(
  { os, log }: Tools,
  { name, pid }: { readonly name: string; readonly pid: number },
  { signal, toGroup, purpose }: Wish,
): Sent {
  const text = signalName(signal);
  const kills = purpose === 'kill';
  if (pid === 0) {
    const attempt = kills ? `kill ${name} with sig ${text}` : `send ${name} sig ${text}`;
    log.debug(`attempted to ${attempt} but it wasn't running`);
    return 'not running';
  }
  const target = toGroup ? ' process group' : '';
  log.debug(
    kills
      ? `killing ${name} (pid ${pid})${target} with signal ${text}`
      : `sending ${name} (pid ${pid}) sig ${text}`,
  );
  try {
    deliver(os, pid, { signal, toGroup });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'ESRCH') {
      const doing = kills ? 'killing' : 'sending sig';
      log.critical(`unknown problem ${doing} ${name} (${pid}):${error.message}`);
      return 'failed';
    }
    const why = `it probably just exited on its own: ${error.message}`;
    log.debug(`unable to signal ${name} (pid ${pid}), ${why}`);
  }
  return 'sent';
}

/**
 * A process that has left the group it was started in gets the signal alone; SIGKILL it gets in any
 * case, since others that are still in the group would hide that it was not reached.
 *
 * @throws {SystemError} ESRCH if there is neither.
 */
function deliver(
  os: Pick<Processes, 'kill'>,
  pid: number,
  { signal, toGroup }: Pick<Wish, 'signal' | 'toGroup'>,
): void {
  const reached = toGroup && isThere(() => os.kill(-pid, signal));
  if (!reached) os.kill(pid, signal);
  else if (signal === SIGKILL) isThere(() => os.kill(pid, signal));
}

/** @throws {SystemError} anything but ESRCH. */
function isThere(kill: () => void): boolean {
  try {
    kill();
    return true;
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ESRCH') throw error;
    return false;
  }
}
