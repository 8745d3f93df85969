/** Signalling processes, whoever asks for it. */
import { UserError } from '../base/errors.ts';
import { parseSignal } from '../config/signals.ts';
import { RpcFault } from '../wire/faults.ts';
import { SIGNALLABLE_STATES } from '../wire/states.ts';
import type { WireStruct } from '../wire/value.ts';
import type { Process } from './daemon.ts';
import { forEachProcess } from './methods/each.ts';

/** Signals those that can get one. A bad signal is the outcome of each, not a fault of the call. */
export function signalEach(processes: readonly Process[], signal: string): Promise<WireStruct[]> {
  const alive = processes.filter(({ state }) => SIGNALLABLE_STATES.has(state));
  return forEachProcess(alive, (process) => process.signal(readSignal(signal)));
}

/** @throws {RpcFault} BAD_SIGNAL */
export function readSignal(text: string): number {
  try {
    return parseSignal(text);
  } catch (error) {
    if (error instanceof UserError) throw new RpcFault('BAD_SIGNAL', text);
    throw error;
  }
}
