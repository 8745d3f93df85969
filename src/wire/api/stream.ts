/**
 * What `GET /api/v1/events` sends: every type of event, and the data of each.
 *
 * To add a type: a line in STREAM_EVENTS. The parameter `types`, the OpenAPI document and the
 * reference follow.
 */
import { supervisorState } from './daemon.ts';
import { processInfo, stateName } from './process.ts';
import {
  boolean,
  integer,
  list,
  object,
  oneOf,
  type Schema,
  string,
  time,
  type ValueOf,
} from './schema.ts';
import { processUsage } from './usage.ts';

const at = time('When it happened');

const state = object('StateEvent', 'A process has changed its state.', {
  at,
  from: stateName,
  to: stateName,
  process: processInfo,
});

const group = object('GroupEvent', 'The active groups, or the processes of one, are others.', {
  at,
  name: string('The name of the group'),
  change: oneOf(['added', 'removed', 'updated'], 'What has become of it'),
});

const config = object(
  'ConfigEvent',
  'The configuration was read anew or carried out: `/config/pending` may answer something else.',
  { at },
);

const supervisor = object('SupervisorEvent', 'The daemon has changed its state.', {
  at,
  state: supervisorState,
});

const log = object('LogEvent', 'A log has grown. The first of each log says where that is.', {
  namespec: string('What commands call the process'),
  channel: oneOf(['stdout', 'stderr'], 'Which of its logs'),
  id: string('Another one when another file has taken the place of the log'),
  offset: integer('Where in the file the text begins, in bytes'),
  text: string('What was added: whole characters, cut anywhere; what is no UTF-8 is U+FFFD'),
  gap: boolean(
    'Whether something is missing, or may be, before it: the log grew too fast, or was cut short',
  ),
});

const usage = object('UsageEvent', 'What processes use was measured, every two seconds.', {
  at,
  processes: list(processUsage, 'Those whose figures are others than in the event before'),
});

const reset = object(
  'ResetEvent',
  'There were events after `Last-Event-ID` that are not known any more: ask for everything anew.',
  { reason: oneOf(['restarted', 'too old'], 'Why they are not known') },
);

const dropped = object(
  'DroppedEvent',
  'The last event: you read too slowly, and events that were waiting for you are lost.',
  { lost: integer('How many there were since the last one that you were sent') },
);

export const STREAM_EVENTS = {
  state,
  group,
  config,
  supervisor,
  log,
  usage,
  reset,
  dropped,
} as const satisfies Readonly<Record<string, Schema<unknown>>>;

export type StreamEventType = keyof typeof STREAM_EVENTS;

/** The data of an event. */
export type StreamEvent<Type extends StreamEventType> = ValueOf<(typeof STREAM_EVENTS)[Type]>;

/** What happens to the daemon, and is the same for everybody. */
export const NEWS_TYPES = ['state', 'group', 'config', 'supervisor'] as const;

export type NewsType = (typeof NEWS_TYPES)[number];

/** What can be asked for; the others are told to whom they concern. */
export const CHOSEN_TYPES = [...NEWS_TYPES, 'log', 'usage'] as const;

export type ChosenType = (typeof CHOSEN_TYPES)[number];
