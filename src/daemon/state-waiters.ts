/** Who waits until a process has reached a state. Made for the first of them: most have none. */
import type { ProcessState } from '../wire/states.ts';

export class StateWaiters {
  /** Each is called after a change of state; gone once it returns true. */
  #waiters: ((state: ProcessState) => boolean)[] = [];

  /** Resolves to the first result of `test` that is not undefined; it is given each state from now on. */
  when<T>(now: ProcessState, test: (state: ProcessState) => T | undefined): Promise<T> {
    const already = test(now);
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve) => {
      this.#waiters.push((state) => {
        const result = test(state);
        if (result !== undefined) resolve(result);
        return result !== undefined;
      });
    });
  }

  /** To be called after each change of state. */
  tell(state: ProcessState): void {
    this.#waiters = this.#waiters.filter((done) => !done(state));
  }
}
