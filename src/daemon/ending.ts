/** How an ended process is described in the log. */
import { signalName } from '../os/signals.ts';
import type { Ending } from '../os/wait-status.ts';

/** `exit status 3`, `terminated by SIGSEGV (core dumped)`. */
export function describeEnding(ending: Ending): string {
  if (ending.kind === 'exit') return `exit status ${ending.code}`;
  const name = signalName(ending.signal) ?? `signal ${ending.signal}`;
  return `terminated by ${name}${ending.coreDumped ? ' (core dumped)' : ''}`;
}
