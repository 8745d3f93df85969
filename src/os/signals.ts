/** Names and numbers of signals, the real-time ones included. */
import { constants } from 'node:os';

/** Linux leaves 34 to 64 to programs; the C library keeps 32 and 33 for itself. */
const RTMIN = 34;
const RTMAX = 64;

const NUMBERS = new Map<string, number>(
  Object.entries(constants.signals).map(([name, number]) => [name, number]),
);
if (process.platform === 'linux') addRealTime();

/** Second names for a number (SIGIOT, SIGPOLL, …) come after the usual one and do not replace it. */
const NAMES = new Map<number, string>();
for (const [name, number] of NUMBERS) {
  if (!NAMES.has(number) || name === 'SIGABRT' || name === 'SIGIO') NAMES.set(number, name);
}

/** `signalNumber('SIGTERM') === 15`; undefined for a name that this system does not have. */
export function signalNumber(name: string): number | undefined {
  return NUMBERS.get(name);
}

/** `signalName(15) === 'SIGTERM'`; undefined for a number that is no signal of this system. */
export function signalName(number: number): string | undefined {
  return NAMES.get(number);
}

function addRealTime(): void {
  NUMBERS.set('SIGRTMIN', RTMIN);
  NUMBERS.set('SIGRTMAX', RTMAX);
  for (let step = 1; step <= RTMAX - RTMIN; step++) {
    NUMBERS.set(`SIGRTMIN+${step}`, RTMIN + step);
    NUMBERS.set(`SIGRTMAX-${step}`, RTMAX - step);
  }
}
