/** Sends a signal to a process of ours, and says in the log what came of it. */
import { isSystemError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import type { Processes } from '../os/port.ts';
import { signalName } from '../os/signals.ts';

export const SIGKILL = 9; // the same everywhere

interface Wish {
  readonly signal: number;
  /** To its process group. */
  readonly toGroup: boolean;
  /** It is to end by it, or just to be told something. */
  readonly purpose: 'kill' | 'tell';
}

/**
 * A process that has just gone counts as signalled. One that is still being made has no pid (a
 * signal to 0 would go to ourselves).
 */
export function sendSignal(
  { os, log }: { readonly os: Pick<Processes, 'kill'>; readonly log: Logger },
  { name, pid }: { readonly name: string; readonly pid: number },
  { signal, toGroup, purpose }: Wish,
): 'sent' | 'failed' | 'not running' {
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
    os.kill(toGroup ? -pid : pid, signal);
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
