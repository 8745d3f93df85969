/** The flags that the launchers give V8 for the heap, and what they would cost if they stayed. */
import { native } from './native.ts';

/** Both halves of the young generation keep the MiB that they begin with; V8 lets them grow to 16. */
const SMALL = '--max-semi-space-size=1';
const ANY = '--max-semi-space-size=0';

/**
 * Takes back the flag for the size of the young generation. V8 looks at it when it makes the heap and
 * never again; but compiled code, also that of Node's own modules, is taken only under the flags
 * that it was made under, and without it a start takes a fifth longer.
 *
 * @param flags those that Node was started with
 */
export function takeHeapFlagsBack(flags: readonly string[] = process.execArgv): void {
  if (!flags.includes(SMALL)) return;
  try {
    native().setFlags(ANY);
  } catch {
    // Without the addon there is no daemon; it says so itself.
  }
}
