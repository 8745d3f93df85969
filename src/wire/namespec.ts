/** `group:process`, the name of one process everywhere; just `name` when both are equal. */

/** The namespec of a process, in its shortest form. */
export function namespec(group: string, process: string): string {
  return group === process ? process : `${group}:${process}`;
}

/**
 * Splits what a user typed. `process` is undefined for a whole group (`web:*`, `web:`); a name
 * without a colon is a process in the group of the same name.
 */
export function splitNamespec(name: string): { group: string; process: string | undefined } {
  const colon = name.indexOf(':');
  if (colon === -1) return { group: name, process: name };
  const process = name.slice(colon + 1);
  return {
    group: name.slice(0, colon),
    process: process === '' || process === '*' ? undefined : process,
  };
}
