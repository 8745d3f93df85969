/** The names of events that `events=` may list. */
import { UserError } from '../base/errors.ts';
import { strip } from '../base/python-text.ts';
import type { Codec } from './codec.ts';

const NAMES: ReadonlySet<string> = new Set([
  'EVENT',
  'PROCESS_STATE',
  'PROCESS_STATE_STARTING',
  'PROCESS_STATE_RUNNING',
  'PROCESS_STATE_BACKOFF',
  'PROCESS_STATE_STOPPING',
  'PROCESS_STATE_EXITED',
  'PROCESS_STATE_STOPPED',
  'PROCESS_STATE_FATAL',
  'PROCESS_STATE_UNKNOWN',
  'PROCESS_COMMUNICATION',
  'PROCESS_COMMUNICATION_STDOUT',
  'PROCESS_COMMUNICATION_STDERR',
  'PROCESS_LOG',
  'PROCESS_LOG_STDOUT',
  'PROCESS_LOG_STDERR',
  'REMOTE_COMMUNICATION',
  'SUPERVISOR_STATE_CHANGE',
  'SUPERVISOR_STATE_CHANGE_RUNNING',
  'SUPERVISOR_STATE_CHANGE_STOPPING',
  'TICK',
  'TICK_5',
  'TICK_60',
  'TICK_3600',
  'PROCESS_GROUP',
  'PROCESS_GROUP_ADDED',
  'PROCESS_GROUP_REMOVED',
]);

/** Upper case, each once, in the order given. The section is named by whoever reads it. */
export const eventNames: Codec<readonly string[]> = {
  expected: 'a comma-separated list of event names',
  parse(text) {
    const names = [...new Set(text.split(',').map((name) => strip(name).toUpperCase()))];
    const unknown = names.find((name) => !NAMES.has(name));
    if (unknown !== undefined) throw new UserError(`Unknown event type ${unknown}`);
    return names;
  },
  format: (value) => value.join(','),
};
