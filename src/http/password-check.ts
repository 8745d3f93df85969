/**
 * Checks passwords against their hashes, without letting those who guess get in the way of others.
 *
 * `{SCRYPT}` takes a tenth of a second of a thread. So who was right once need not wait again: a
 * keyed digest of the password is kept in memory. And no more than two are tried at once, one for
 * each source, the sources in turn: however many guesses come from one place, the next place has
 * to wait for one of them at most.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { isScrypt, passwordMatches } from '../os/password-hash.ts';

const MOST_RUNNING = 2;
const MOST_KNOWN = 1000;

export class PasswordCheck {
  readonly #key = randomBytes(32);
  /** Of what was right. */
  readonly #known = new Set<string>();
  /** Sources with tries that wait; the one whose turn is next is first. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  readonly #busy = new Set<string>();

  /**
   * Whether the password is the one that is stored; a promise only if that takes long.
   *
   * @param source Where the request comes from: each has its own queue.
   */
  check(given: string, stored: string, source: string): boolean | Promise<boolean> {
    if (!isScrypt(stored)) return passwordMatches(given, stored);
    const print = createHmac('sha256', this.#key).update(`${stored}\0${given}`).digest('base64');
    if (this.#known.has(print)) return true;
    return new Promise((resolve, reject) => {
      this.#enqueue(source, async () => {
        try {
          const isRight = this.#known.has(print) || (await passwordMatches(given, stored));
          if (isRight) this.#remember(print);
          resolve(isRight);
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #enqueue(source: string, attempt: () => Promise<void>): void {
    const queue = this.#waiting.get(source);
    if (queue === undefined) this.#waiting.set(source, [attempt]);
    else queue.push(attempt);
    this.#runNext();
  }

  #runNext(): void {
    for (const [source, queue] of this.#waiting) {
      if (this.#busy.size >= MOST_RUNNING) return;
      if (this.#busy.has(source)) continue;
      const attempt = queue.shift();
      this.#waiting.delete(source);
      if (queue.length > 0) this.#waiting.set(source, queue); // behind the others
      if (attempt !== undefined) this.#run(source, attempt);
    }
  }

  #run(source: string, attempt: () => Promise<void>): void {
    this.#busy.add(source);
    void attempt().then(() => {
      this.#busy.delete(source);
      this.#runNext();
    });
  }

  #remember(print: string): void {
    this.#known.add(print);
    if (this.#known.size <= MOST_KNOWN) return;
    for (const oldest of this.#known) {
      this.#known.delete(oldest);
      return;
    }
  }
}
