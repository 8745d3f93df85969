/** Limits on resources of this process, which its children inherit. */
import { check, systemError } from './errno.ts';
import { native } from './native.ts';

/** Infinity means that there is no limit. */
export interface Limit {
  /** What holds now; we may change it up to `hard`. */
  readonly soft: number;
  readonly hard: number;
}

/** `openFiles` is RLIMIT_NOFILE, `processes` is RLIMIT_NPROC (processes and threads of the user). */
export type LimitName = 'openFiles' | 'processes';

export function readLimit(name: LimitName): Limit {
  const result = native().getrlimit(resource(name));
  if (typeof result === 'number') throw systemError('getrlimit', -result);
  const [soft, hard] = result;
  return { soft, hard };
}

/** @throws {SystemError} EPERM when the hard limit would rise and we are not allowed to. */
export function setLimit(name: LimitName, limit: Limit): void {
  check('setrlimit', native().setrlimit(resource(name), limit.soft, limit.hard));
}

function resource(name: LimitName): number {
  return name === 'openFiles' ? native().RLIMIT_NOFILE : native().RLIMIT_NPROC;
}
