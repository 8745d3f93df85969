/**
 * What `supervisorctl` exits with. During a command line the last assignment wins, whatever came
 * before: a process that was stopped well does not mend the status of one before it, and does not
 * raise it either.
 */
import { FAULTS, type FaultName } from '../wire/faults.ts';

export const EXIT = {
  SUCCESS: 0,
  GENERIC: 1,
  INVALID_ARGUMENTS: 2,
  /** The server lacks the `supervisor` methods. */
  UNIMPLEMENTED: 3,
  REFUSED: 4,
  /** The server speaks another version of the API. */
  INCOMPATIBLE: 5,
  NOT_RUNNING: 7,
} as const;

/** The command `status` has two of its own. */
export const STATUS_EXIT = {
  /** A process that was listed does not run and will not by itself. */
  NOT_RUNNING: 3,
  /** A name, or the whole server, is not known. */
  UNKNOWN: 4,
} as const;

const DEAD: readonly number[] = [
  FAULTS.SPAWN_ERROR,
  FAULTS.ABNORMAL_TERMINATION,
  FAULTS.NOT_RUNNING,
];

/**
 * What a result assigns to the exit status; undefined leaves it as it is.
 *
 * @param harmless a fault that is no failure of this command, such as starting what runs.
 */
export function exitStatusOf(code: number, harmless?: FaultName): number | undefined {
  if (code === FAULTS.SUCCESS) return undefined;
  if (harmless !== undefined && code === FAULTS[harmless]) return undefined;
  return DEAD.includes(code) ? EXIT.NOT_RUNNING : EXIT.GENERIC;
}
