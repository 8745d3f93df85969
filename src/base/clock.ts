/**
 * Time, as it is handed to everything that needs some.
 *
 * Durations and deadlines are taken from `monotonic()`, which no operator and no NTP daemon can
 * move; `wall()` is for display only.
 */
export interface Clock {
  /** Milliseconds since some fixed moment of this boot; never goes back. May have a fraction. */
  monotonic(): number;
  /** Milliseconds since the Unix epoch; may jump either way. */
  wall(): number;
  /**
   * Calls `run` once, when `monotonic()` has reached `deadline`, and never before this call has
   * returned. A deadline that has passed is due at once.
   */
  at(deadline: number, run: () => void): Timer;
}

/** A deadline that can be called off. */
export interface Timer {
  /** Nothing happens when it is called again, or after the timer has run. */
  cancel(): void;
}
