/**
 * Waiting in tests: always for a thing to become true, never for a while. The time-out is only
 * there so that a test which waits in vain says what it waited for.
 */
const TIMEOUT_MS = 60_000;

/** The time between two questions. Nothing may depend on it: it only keeps the machine cool. */
const PAUSE_MS = 20;

/** Asks again and again until the answer is something other than `undefined` or `false`. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + TIMEOUT_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The same without a pause, for what lasts but a moment. */
export async function atOnce(what: string, ask: () => boolean): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!ask()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The outcome of `promise`, or an error that says what was awaited. */
export async function within<T>(what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), TIMEOUT_MS);
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
