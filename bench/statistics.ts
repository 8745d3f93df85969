/** What the numbers of several rounds come to. */

export interface Summary {
  /** The median, or another quantile that was asked for. */
  readonly value: number;
  /** The quartiles, between which half of the rounds lie; of another quantile than the median, that. */
  readonly low: number;
  readonly high: number;
  readonly rounds: number;
}

/**
 * @param share How much of the values lies below the one that counts: 0.5 for the median
 * @throws {RangeError} for no values, of which there is no median.
 */
export function summarize(values: readonly number[], share = 0.5): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const value = quantile(sorted, share);
  const [low, high] =
    share === 0.5 ? [quantile(sorted, 0.25), quantile(sorted, 0.75)] : [value, value];
  return { value, low, high, rounds: sorted.length };
}

/** Linear between neighbours, as in R's default and Python's `statistics` (inclusive). */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  const above = sorted[Math.ceil(at)];
  if (below === undefined || above === undefined) throw new RangeError('no values');
  return below + (above - below) * (at - Math.floor(at));
}

/** Three significant digits, without an exponent: 1013, 27.1, 0.512, 0. */
export function digits(value: number): string {
  if (value === 0) return '0';
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  const text = value.toFixed(Math.min(3, Math.max(0, 3 - whole)));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/**
 * The order of the turns: A B, then B A, then A B again, so that a machine that slows down or
 * warms up slows or warms all alike.
 *
 * @param takesPart Who has a turn in which round; everybody in all, unless it is said
 */
export function turns<T>(
  peers: readonly T[],
  rounds: number,
  takesPart: (peer: T, round: number) => boolean = () => true,
): T[] {
  return Array.from({ length: rounds }, (_, round) => {
    const present = peers.filter((peer) => takesPart(peer, round));
    return round % 2 === 0 ? present : present.reverse();
  }).flat();
}
