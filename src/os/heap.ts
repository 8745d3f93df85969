/** What V8 is told about the memory of this process. */
import v8 from 'node:v8';

/**
 * Keeps the two halves of the young generation at the MiB they begin with; V8 lets them grow to 16.
 *
 * This cannot be a flag on the command line: V8 takes compiled code, of Node's own modules too, only
 * under the flags that it was made under, and without it a start takes a fifth longer. So it is to
 * be called when most modules are loaded, and before there is work.
 */
export function keepYoungGenerationSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** V8's own way: the flags are again those of its start. */
export function letYoungGenerationGrow(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=2');
}
