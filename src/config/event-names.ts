/**
 * The names of events that `events=` may list: those of `wire/event-types.ts`, and of types that
 * plug-ins add.
 */
import { UserError } from '../base/errors.ts';
import { strip } from '../base/python-text.ts';
import { isEventName } from '../wire/event-types.ts';
import type { Codec } from './codec.ts';

/** Upper case, each once, in the order given. The section is named by whoever reads it. */
export const eventNames: Codec<readonly string[]> = {
  expected: 'a comma-separated list of event names',
  parse(text, { isAddedEvent }) {
    const names = new Set(text.split(',').map((name) => strip(name).toUpperCase()));
    for (const name of names) {
      if (!isEventName(name) && !isAddedEvent?.(name)) {
        throw new UserError(`Unknown event type ${name}`);
      }
    }
    return [...names];
  },
  format: (value) => value.join(','),
};
