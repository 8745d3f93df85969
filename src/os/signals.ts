/** The names of signals. */
import { constants } from 'node:os';

const NAMES = new Map<number, string>();
for (const [name, number] of Object.entries(constants.signals)) {
  // Second names (SIGIOT, SIGPOLL, …) come after the usual one and do not replace it, except these.
  if (!NAMES.has(number) || name === 'SIGABRT' || name === 'SIGIO') NAMES.set(number, name);
}
if (process.platform === 'linux') {
  NAMES.set(34, 'SIGRTMIN'); // the C library keeps 32 and 33 for itself
  NAMES.set(64, 'SIGRTMAX');
}

/** `SIGTERM` for 15; `signal 42` for a number that has no name. */
export function signalName(number: number): string {
  return NAMES.get(number) ?? `signal ${number}`;
}
