/** Becoming the parent of descendants that lose their own, as far as the system has that. */
import { isSystemError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import type { Processes } from '../os/port.ts';

/** Where there is no such thing, that is said in the log. Harmless when it has been done. */
export function becomeSubreaper(os: Pick<Processes, 'adoptOrphans'>, log: Logger): void {
  try {
    os.adoptOrphans();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.warn(`cannot become a subreaper: ${error.message}`);
  }
}
