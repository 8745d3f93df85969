/** Sends a signal to a process of ours, and says in the log what keeps it from arriving. */
import { isSystemError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import type { Processes } from '../os/port.ts';

interface Wish {
  readonly signal: number;
  /** To its process group. */
  readonly toGroup: boolean;
  /** The verb of the log line, such as `killing`. */
  readonly doing: string;
}

/** @returns false if it cannot be signalled; one that has just gone counts as signalled. */
export function sendSignal(
  { os, log }: { readonly os: Pick<Processes, 'kill'>; readonly log: Logger },
  { name, pid }: { readonly name: string; readonly pid: number },
  { signal, toGroup, doing }: Wish,
): boolean {
  try {
    os.kill(toGroup ? -pid : pid, signal);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    if (error.code !== 'ESRCH') {
      log.critical(`unknown problem ${doing} ${name} (${pid}):${error.message}`);
      return false;
    }
    const why = `it probably just exited on its own: ${error.message}`;
    log.debug(`unable to signal ${name} (pid ${pid}), ${why}`);
  }
  return true;
}
