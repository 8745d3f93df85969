/** Says where a value of `environment=` was cut, which the original does in silence. */
import { repr } from '../base/python-text.ts';
import type { Origin } from './config.ts';
import type { Environment } from './environment.ts';
import type { Notes } from './notes.ts';

export function adviseCuts({ cuts }: Environment, origin: Origin | undefined, notes: Notes): void {
  if (origin === undefined) return;
  for (const { name, value, lost } of cuts) {
    notes.advise(
      'cut-environment',
      `environment in section ${repr(origin.section)}: the value of ${name} ends with ` +
        `${repr(value)}, and ${repr(lost)} behind it is lost; put the whole value in quotes`,
      origin,
    );
  }
}
