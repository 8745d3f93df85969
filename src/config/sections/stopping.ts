/** Options of a program: how it is asked to stop, and what is to go with it. */
import { boolean, optional, seconds, signal } from '../codec.ts';
import { killMode } from '../codec-words.ts';
import { defineOptions } from '../schema.ts';

const live = { names: 'program', applies: 'live' } as const;

export const stopOptions = defineOptions({
  stopsignal: {
    type: signal,
    default: 15,
    since: '3.0',
    doc: 'The signal that asks the program to stop.',
    ...live,
  },
  stopwaitsecs: {
    type: seconds,
    default: 10,
    since: '3.0',
    doc: 'How long to wait for the program to stop before it is killed.',
    ...live,
  },
  stopasgroup: {
    type: boolean,
    default: false,
    since: '3.0',
    doc: 'Send the stop signal to the whole process group. Then `killasgroup` must not be false.',
    ...live,
  },
  killasgroup: {
    type: optional(boolean),
    default: undefined,
    otherwise: 'the value of `stopasgroup`',
    since: '3.0',
    doc: 'Kill the whole process group when the program does not stop.',
    ...live,
  },
  kill_mode: {
    type: optional(killMode),
    default: undefined,
    otherwise: 'what `stopasgroup` and `killasgroup` say',
    since: 'visord 0.1',
    doc:
      'What must not outlive the program: its process group (`group`), all that descends from it, ' +
      'also what has left the group or lost its parent (`tree`), or its control group (`cgroup`), ' +
      'which nothing leaves by itself. When the program has ended, however that came, the rest is ' +
      'sent the stop signal, and killed when `stopwaitsecs` are over; it is not started again before ' +
      'that. SIGKILL goes to all of them at once, the stop signal with `stopasgroup`. `tree` makes ' +
      'supervisord a subreaper. `cgroup` takes version 2 of control groups, in a place where ' +
      'supervisord may make some; where it may not, it is `tree`, and a warning says so.',
    names: 'program',
    applies: 'update',
  },
});
