/** How an ended process is described in the log. */
import { signalName } from '../os/signals.ts';
import type { Ending } from '../os/wait-status.ts';

/** `exit status 3`, `terminated by SIGSEGV (core dumped)`. */
export function describeEnding(ending: Ending): string {
  if (ending.kind === 'exit') return `exit status ${ending.code}`;
  const dump = ending.coreDumped ? ' (core dumped)' : '';
  return `terminated by ${signalName(ending.signal)}${dump}`;
}
