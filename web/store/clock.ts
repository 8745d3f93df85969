/**
 * The daemon's clock, as far as this page needs it: it ticks once a second while the page is seen,
 * and does not depend on the clock of the reader's machine being right.
 */
import { signal } from '@preact/signals';

let aheadMs = 0;

/** Now, in milliseconds since the Unix epoch, as the daemon has it. */
export const now = signal(Date.now());

/** Learns the daemon's time from an answer that has just come. @param time ISO 8601 */
export function setClock(time: string): void {
  aheadMs = Date.parse(time) - Date.now();
  tick();
}

function tick(): void {
  if (!document.hidden) now.value = Date.now() + aheadMs;
}

setInterval(tick, 1000);
document.addEventListener('visibilitychange', tick);
