/** What a typing mistake was meant to be. */

/** The candidate that a typing mistake or two have made of what is there. */
export function nearest(text: string, candidates: readonly string[]): string | undefined {
  const lower = text.toLowerCase();
  const ranked = candidates
    .map((candidate) => ({ candidate, steps: distance(lower, candidate.toLowerCase()) }))
    .sort((a, b) => a.steps - b.steps);
  const [best] = ranked;
  return best !== undefined && best.steps <= Math.max(1, lower.length / 4)
    ? best.candidate
    : undefined;
}

/** How many characters must be added, removed, replaced or swapped with the next. */
function distance(left: string, right: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      const steps = [(row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1)];
      if (left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        steps.push((previous[j - 2] ?? Number.POSITIVE_INFINITY) + 1);
      }
      next.push(Math.min(...steps));
    }
    previous = row;
    row = next;
  }
  return row[right.length] ?? 0;
}
