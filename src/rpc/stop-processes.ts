/** Stopping processes, whoever asks for it; what starts last is stopped first. */
import { RpcFault } from '../wire/faults.ts';
import { RUNNING_STATES } from '../wire/states.ts';
import type { WireStruct } from '../wire/value.ts';
import type { Process } from './daemon.ts';
import { forEachProcess } from './methods/each.ts';

/** Stops those that run, the last first. @returns how it went with each of them */
export function stopEach(processes: readonly Process[], wait: boolean): Promise<WireStruct[]> {
  const running = processes.filter(({ state }) => RUNNING_STATES.has(state)).reverse();
  return forEachProcess(running, (process) => stopOne(process, wait));
}

/** @throws {RpcFault} FAILED */
export async function stopOne(process: Process, wait: boolean): Promise<void> {
  process.stop();
  if (process.state === 'UNKNOWN') throw new RpcFault('FAILED', process.spawnError);
  if (wait) await process.stopped();
}
