/** Who goes first when more threads have something to do than there are processors. */
import { native } from './native.ts';

/**
 * Has JavaScript's thread go first when it is woken, and Node's others last: a request would wait for
 * milliseconds until they have compiled or tidied up a piece. All get the same share of the processor as
 * before, and programs go as they always did.
 */
export function goFirst(): void {
  native().goFirst();
}
