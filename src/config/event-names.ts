/** The names of events that `events=` may list: those of `wire/event-types.ts`. */
import { UserError } from '../base/errors.ts';
import { strip } from '../base/python-text.ts';
import { type EventName, isEventName } from '../wire/event-types.ts';
import type { Codec } from './codec.ts';

/** Upper case, each once, in the order given. The section is named by whoever reads it. */
export const eventNames: Codec<readonly EventName[]> = {
  expected: 'a comma-separated list of event names',
  parse(text) {
    const names = new Set(text.split(',').map((name) => strip(name).toUpperCase()));
    return [...names].map((name) => {
      if (!isEventName(name)) throw new UserError(`Unknown event type ${name}`);
      return name;
    });
  },
  format: (value) => value.join(','),
};
