/**
 * How many steps code takes, by V8's own count of the blocks that it runs: every pass of a loop of
 * ours, and no clock. What built-in functions do inside is not counted.
 */
import { Session } from 'node:inspector/promises';

/** Counts for one test file, which makes it before the code that it measures has run. */
export class StepCounter {
  readonly #session = new Session();

  static async create(): Promise<StepCounter> {
    const counter = new StepCounter();
    counter.#session.connect();
    await counter.#session.post('Profiler.enable');
    await counter.#session.post('Profiler.startPreciseCoverage', {
      callCount: true,
      detailed: true,
    });
    return counter;
  }

  /** The blocks of this bundle that run while `run` does. */
  async count(run: () => void): Promise<number> {
    await this.#take();
    run();
    return await this.#take();
  }

  /** Since it was asked last. */
  async #take(): Promise<number> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    return result
      .filter(({ url }) => url.includes(__filename))
      .flatMap(({ functions }) => functions)
      .flatMap(({ ranges }) => ranges)
      .reduce((sum, { count }) => sum + count, 0);
  }
}
