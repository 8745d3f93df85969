/**
 * Every type of event, what it tells, and how that is written.
 *
 *   payload(name, facts)  ->  what a listener reads behind the header
 *   expand(names)         ->  the types that a subscription to these names is told of
 *
 * A type without `fields` is abstract: it is never sent, and a subscription to it is one to all
 * below it. The fields stand in the order of the table, `name:value` with single spaces between.
 *
 * To add a type: add a line. `events=`, the manual and the types of the facts follow.
 */

export interface EventType {
  /** The abstract type that stands for it, too. */
  readonly of: string | undefined;
  readonly fields?: readonly string[];
  /** What follows the fields: nothing, a newline, or a newline and data of any kind. */
  readonly ending?: 'newline' | 'data';
  readonly doc: string;
}

const OF_PROCESS = ['processname', 'groupname'] as const;
const CHANGE = [...OF_PROCESS, 'from_state'] as const;
const SAID = [...OF_PROCESS, 'pid'] as const;
const LOGGED = [...SAID, 'channel'] as const;

// biome-ignore format: one type per line
export const EVENT_TYPES = {
  EVENT:                            { of: undefined, doc: 'Everything.' },
  PROCESS_STATE:                    { of: 'EVENT', doc: 'A process has changed its state.' },
  PROCESS_STATE_STARTING:           { of: 'PROCESS_STATE', fields: [...CHANGE, 'tries'], doc: 'It is being started; `tries` starts in a row have failed before.' },
  PROCESS_STATE_RUNNING:            { of: 'PROCESS_STATE', fields: [...CHANGE, 'pid'], doc: 'It has stayed up for `startsecs`.' },
  PROCESS_STATE_BACKOFF:            { of: 'PROCESS_STATE', fields: [...CHANGE, 'tries'], doc: 'A start has failed, the `tries`th in a row.' },
  PROCESS_STATE_STOPPING:           { of: 'PROCESS_STATE', fields: [...CHANGE, 'pid'], doc: 'It was asked to stop.' },
  PROCESS_STATE_EXITED:             { of: 'PROCESS_STATE', fields: [...CHANGE, 'expected', 'pid'], doc: 'It has ended by itself; `expected` is 1 if its exit code is one of `exitcodes`, otherwise 0.' },
  PROCESS_STATE_STOPPED:            { of: 'PROCESS_STATE', fields: [...CHANGE, 'pid'], doc: 'It has ended because it was asked to, or waits for another start no longer; then `pid` is 0.' },
  PROCESS_STATE_FATAL:              { of: 'PROCESS_STATE', fields: CHANGE, doc: 'It was started too often without success.' },
  PROCESS_STATE_UNKNOWN:            { of: 'PROCESS_STATE', fields: CHANGE, doc: 'The system refused to signal it, so nobody knows what it does.' },
  PROCESS_COMMUNICATION:            { of: 'EVENT', doc: 'A process has said something between the tokens of capture mode.' },
  PROCESS_COMMUNICATION_STDOUT:     { of: 'PROCESS_COMMUNICATION', fields: SAID, ending: 'data', doc: 'It said so on standard output.' },
  PROCESS_COMMUNICATION_STDERR:     { of: 'PROCESS_COMMUNICATION', fields: SAID, ending: 'data', doc: 'It said so on standard error.' },
  PROCESS_LOG:                      { of: 'EVENT', doc: 'A process with events for its output has written something.' },
  PROCESS_LOG_STDOUT:               { of: 'PROCESS_LOG', fields: LOGGED, ending: 'data', doc: 'It has written to standard output, with `stdout_events_enabled`. One event for what one read has brought.' },
  PROCESS_LOG_STDERR:               { of: 'PROCESS_LOG', fields: LOGGED, ending: 'data', doc: 'It has written to standard error, with `stderr_events_enabled`.' },
  REMOTE_COMMUNICATION:             { of: 'EVENT', fields: ['type'], ending: 'data', doc: 'Somebody has called `sendRemoteCommEvent`.' },
  SUPERVISOR_STATE_CHANGE:          { of: 'EVENT', doc: 'The daemon has changed its state.' },
  SUPERVISOR_STATE_CHANGE_RUNNING:  { of: 'SUPERVISOR_STATE_CHANGE', fields: [], doc: 'It has started.' },
  SUPERVISOR_STATE_CHANGE_STOPPING: { of: 'SUPERVISOR_STATE_CHANGE', fields: [], doc: 'It begins to end, or to restart.' },
  TICK:                             { of: 'EVENT', doc: 'Time has passed.' },
  TICK_5:                           { of: 'TICK', fields: ['when'], doc: 'A multiple of 5 seconds since the Unix epoch: `when`.' },
  TICK_60:                          { of: 'TICK', fields: ['when'], doc: 'A multiple of 60 seconds.' },
  TICK_3600:                        { of: 'TICK', fields: ['when'], doc: 'A multiple of 3600 seconds.' },
  PROCESS_GROUP:                    { of: 'EVENT', doc: 'The groups are others than before.' },
  PROCESS_GROUP_ADDED:              { of: 'PROCESS_GROUP', fields: ['groupname'], ending: 'newline', doc: 'A group has become active: also each one at the start of the daemon.' },
  PROCESS_GROUP_REMOVED:            { of: 'PROCESS_GROUP', fields: ['groupname'], ending: 'newline', doc: 'A group is not active any more.' },
} as const satisfies Readonly<Record<string, EventType>>;

type Table = typeof EVENT_TYPES;

export type EventName = keyof Table;

/** Those that are sent. */
export type SentEventName = {
  [Name in EventName]: Table[Name] extends { readonly fields: readonly string[] } ? Name : never;
}[EventName];

/** What has to be told of an event: its fields, and its data. */
export type Facts<Name extends SentEventName> = {
  readonly [Field in Table[Name]['fields'][number]]: string | number;
} & (Table[Name] extends { readonly ending: 'data' } ? { readonly data: string } : unknown);

const TYPES: ReadonlyMap<string, EventType> = new Map(Object.entries(EVENT_TYPES));

export function isEventName(text: string): text is EventName {
  return TYPES.has(text);
}

/** Whether a type is never sent, but stands for those below it. */
export function isAbstractEvent(name: string): boolean {
  return TYPES.has(name) && TYPES.get(name)?.fields === undefined;
}

/** A type, and behind it the more general ones, up to EVENT. */
export function lineageOf(name: string): string[] {
  const above = TYPES.get(name)?.of;
  return above === undefined ? [name] : [name, ...lineageOf(above)];
}

/** Every type that is sent and that one of the names stands for, in the order of the table. */
export function expand(names: Iterable<string>): SentEventName[] {
  const wanted = new Set(names);
  const isWanted = (name: string | undefined): boolean =>
    name !== undefined && (wanted.has(name) || isWanted(TYPES.get(name)?.of));
  return [...TYPES].flatMap(([name, { fields }]) =>
    fields !== undefined && isWanted(name) ? [name as SentEventName] : [],
  );
}

/** What a listener is told behind the header. */
export function payload<Name extends SentEventName>(name: Name, facts: Facts<Name>): string {
  const { fields, ending }: EventType = EVENT_TYPES[name];
  const values = facts as Readonly<Record<string, string | number>>;
  const line = (fields ?? []).map((field) => `${field}:${values[field]}`).join(' ');
  if (ending === undefined) return line;
  return `${line}\n${ending === 'data' ? values.data : ''}`;
}
