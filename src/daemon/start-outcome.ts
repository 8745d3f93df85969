/** How a start went, by the state that it has led to; undefined while that is not known. */
import type { ProcessState } from '../wire/states.ts';

/** Whether there is a process. */
export type LaunchOutcome = 'launched' | 'spawn error';

/** How the start has come to an end. */
export type StartOutcome = 'running' | 'spawn error' | 'abnormal termination';

/** @param pid 0 while there is no process */
export function launchOutcome(state: ProcessState, pid: number): LaunchOutcome | undefined {
  if (state === 'STARTING' && pid === 0) return undefined;
  return state === 'BACKOFF' || state === 'FATAL' ? 'spawn error' : 'launched';
}

/** @param spawnError Why there is no process; empty if there was one */
export function startOutcome(state: ProcessState, spawnError: string): StartOutcome | undefined {
  if (state === 'RUNNING') return 'running';
  if (state === 'STARTING') return undefined;
  return spawnError === '' ? 'abnormal termination' : 'spawn error';
}
