/** The main log has no stream of its own: what the daemon says of processes mostly makes it grow. */
import { effect } from '@preact/signals';
import { now } from '../store/clock.ts';

/** Looks each second while the page is seen. @returns what ends it */
export function listenMainLog(grown: () => void): () => void {
  return effect(() => {
    now.value;
    grown();
  });
}
