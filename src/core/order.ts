/** Who comes first: the order in which things with a priority are started and stopped. */

interface Prioritized {
  readonly config: { readonly priority: number };
}

/** Lowest priority first; those of equal priority stay in the order they were in. */
export function startOrder<T extends Prioritized>(things: Iterable<T>): T[] {
  return [...things].sort((a, b) => a.config.priority - b.config.priority);
}

/** Highest priority first; those of equal priority in reverse. */
export function stopOrder<T extends Prioritized>(things: Iterable<T>): T[] {
  return startOrder(things).reverse();
}

/** The same, as one list per priority: each is stopped together, the next when it is gone. */
export function stopLevels<T extends Prioritized>(things: Iterable<T>): T[][] {
  const levels: T[][] = [];
  let priority: number | undefined;
  for (const thing of stopOrder(things)) {
    if (thing.config.priority !== priority) levels.push([]);
    priority = thing.config.priority;
    levels.at(-1)?.push(thing);
  }
  return levels;
}
