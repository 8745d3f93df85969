/** News of a log that is known by the name of its process, whichever process has that now. */
import type { FollowableLog } from '../logs/follow.ts';
import type { LogListener } from '../logs/rotating-file.ts';
import type { Registry } from '../rpc/registry.ts';

/**
 * Listens to the log that has the name. `update` puts another group in the place of the one it
 * takes away; only calls do that, so after each of them the name is looked up again.
 */
export function subscribeByName(
  find: () => FollowableLog | undefined,
  calls: Pick<Registry, 'onCall'>,
  listener: LogListener,
): () => void {
  let log = find();
  let unsubscribe = log?.subscribe(listener);
  const forget = calls.onCall(() => {
    const now = find();
    if (now === undefined || now === log) return;
    unsubscribe?.();
    log = now;
    unsubscribe = now.subscribe(listener);
    listener('replaced');
  });
  return () => {
    forget();
    unsubscribe?.();
  };
}
