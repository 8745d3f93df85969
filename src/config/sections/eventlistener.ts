/** `[eventlistener:x]`: a pool of processes that are told what happens. */
import { boolean, integer, text } from '../codec.ts';
import { eventNames } from '../event-names.ts';
import { defineOptions, defineSection } from '../schema.ts';
import { processOptions, programOptions } from './program.ts';

const REDIRECTED =
  '[%s] section sets redirect_stderr=true but this is not allowed because it will interfere ' +
  'with the eventlistener protocol';

export const listenerOptions = defineOptions({
  priority: { ...programOptions.priority, default: -1 },
  buffer_size: {
    type: integer,
    default: 10,
    since: '3.0',
    names: 'here',
    applies: 'update',
    doc: 'How many events wait for a listener that is busy. The oldest is dropped for one more.',
    refuse: (size) => (size < 1 ? `[%s] section sets invalid buffer_size (${size})` : undefined),
  },
  result_handler: {
    type: text,
    default: 'supervisor.dispatchers:default_handler',
    since: '3.0',
    names: 'here',
    applies: 'update',
    doc: 'What decides whether an answer of the listener accepts an event.',
  },
  events: {
    type: eventNames,
    required: '[%s] section requires an "events" line',
    filled: true,
    complaint: ' in [%s] events',
    since: '3.0',
    names: 'here',
    applies: 'update',
    doc: 'The events it is told, separated by commas. A general name stands for all below it.',
  },
  listener_restart: {
    type: boolean,
    default: false,
    since: 'visord 0.1',
    names: 'here',
    applies: 'update',
    doc: 'Whether a listener that broke the protocol, and is told nothing more, is restarted.',
  },
  redirect_stderr: {
    ...programOptions.redirect_stderr,
    names: 'here',
    refuse: (redirected) => (redirected ? REDIRECTED : undefined),
  },
});

export const eventlistenerSection = defineSection({
  header: 'eventlistener:<name>',
  doc: 'A pool of processes that are told what happens, on standard input.',
  matches: (name) => name.startsWith('eventlistener:'),
  options: { ...programOptions, ...listenerOptions, ...processOptions },
});
