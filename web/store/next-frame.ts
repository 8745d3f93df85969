/** Work that waits for the next picture; in a tab that nobody sees, where there is none, a second. */
const HIDDEN_MS = 1000;

export function nextFrame(work: () => void): void {
  if (document.hidden) setTimeout(work, HIDDEN_MS);
  else requestAnimationFrame(work);
}
