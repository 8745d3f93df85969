/** Does one thing to several processes and reports how it went with each. */
import { FAULTS, RpcFault } from '../../wire/faults.ts';
import type { WireStruct } from '../../wire/value.ts';
import type { Process } from '../daemon.ts';

/** What the result of such a method is, for the documentation. */
export const EACH_RESULT = {
  type: 'array',
  doc: 'Structs with the keys string name, string group, int status, string description',
} as const;

/**
 * Begins `work` for one process after the other and waits for all of them.
 *
 * @returns the outcomes, in the order in which they became known
 */
export async function forEachProcess(
  processes: readonly Process[],
  work: (process: Process) => void | Promise<void>,
): Promise<WireStruct[]> {
  const outcomes: WireStruct[] = [];
  await Promise.all(
    processes.map(async (process) => {
      const { name, group } = process;
      try {
        await work(process);
        outcomes.push({ name, group, status: FAULTS.SUCCESS, description: 'OK' });
      } catch (error) {
        if (!(error instanceof RpcFault)) throw error;
        outcomes.push({ name, group, status: error.code, description: error.message });
      }
    }),
  );
  return outcomes;
}
