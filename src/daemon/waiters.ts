/** Those who wait for a process to come into a state. */
import type { ProcessState } from '../wire/states.ts';

export class Waiters {
  /** They are gone once they return true. */
  #waiting: ((state: ProcessState) => boolean)[] = [];

  /** Resolves with what `test` answers, as soon as that is something. */
  when<T>(now: ProcessState, test: (state: ProcessState) => T | undefined): Promise<T> {
    const already = test(now);
    if (already !== undefined) return Promise.resolve(already);
    return new Promise((resolve) => {
      this.#waiting.push((state) => {
        const result = test(state);
        if (result !== undefined) resolve(result);
        return result !== undefined;
      });
    });
  }

  tell(state: ProcessState): void {
    this.#waiting = this.#waiting.filter((isDone) => !isDone(state));
  }
}
