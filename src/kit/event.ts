/**
 * An event as a listener gets it: what the header and the payload say, with the types that
 * `wire/event-types.ts` knows.
 *
 *   readHeader(line)            ->  the first line, as values by name
 *   readEvent(header, payload)  ->  the event
 *
 * Types of events that a plug-in has added are read as well: their fields are texts. Nothing is
 * refused here; a field that is missing is empty, or NaN.
 */
import {
  EVENT_TYPES,
  type EventName,
  type EventType,
  expand,
  type SentEventName,
} from '../wire/event-types.ts';
import type { ProcessState } from '../wire/states.ts';

/** What every event has. */
export interface EventHeader {
  /** The identifier of the supervisord. */
  readonly server: string;
  /** Counts the events of the supervisord. */
  readonly serial: number;
  /** The section `[eventlistener:pool]` that the event was sent to. */
  readonly pool: string;
  /** Counts the events of the pool. An event that is told again has the same number again. */
  readonly poolserial: number;
  /** All that stands behind the header, as it came. */
  readonly payload: string;
}

interface FieldTypes {
  readonly pid: number;
  readonly tries: number;
  /** Seconds since the Unix epoch. */
  readonly when: number;
  readonly expected: boolean;
  readonly from_state: ProcessState;
  readonly channel: 'stdout' | 'stderr';
}

type Table = typeof EVENT_TYPES;
type FieldType<Field> = Field extends keyof FieldTypes ? FieldTypes[Field] : string;

/** An event of one type. */
export type EventOf<Name extends SentEventName> = EventHeader & {
  readonly name: Name;
} & {
  readonly [Field in Table[Name]['fields'][number]]: FieldType<Field>;
} & (Table[Name] extends { readonly ending: 'data' } ? { readonly data: string } : unknown);

/** Any event: `event.name` tells which, and TypeScript what else it has. */
export type SupervisorEvent = { [Name in SentEventName]: EventOf<Name> }[SentEventName];

type IsBelow<Name extends EventName, Above> = Name extends Above
  ? true
  : Table[Name]['of'] extends infer Parent extends EventName
    ? IsBelow<Parent, Above>
    : false;

/** The events that a subscription to a type is told of. */
export type EventBelow<Above extends EventName> = {
  [Name in SentEventName]: IsBelow<Name, Above> extends true ? EventOf<Name> : never;
}[SentEventName];

/** Whether an event is of a type, or of one below it: `isEvent(event, 'PROCESS_STATE')`. */
export function isEvent<Name extends EventName>(
  event: SupervisorEvent,
  type: Name,
): event is EventBelow<Name> & SupervisorEvent {
  return expand([type]).includes(event.name);
}

/** `ver:3.0 server:supervisor serial:21 …` by name. */
export function readHeader(line: string): ReadonlyMap<string, string> {
  return new Map(line.split(' ').map(splitAtColon));
}

export function readEvent(header: ReadonlyMap<string, string>, payload: string): SupervisorEvent {
  const name = header.get('eventname') ?? '';
  const { fields, ending } = typeOf(name);
  const newline = payload.indexOf('\n');
  const line = newline === -1 ? payload : payload.slice(0, newline);
  const isPlugins = fields === undefined;
  const withData = ending === 'data' || (isPlugins && newline !== -1);
  const event = {
    name,
    server: header.get('server') ?? '',
    serial: Number(header.get('serial')),
    pool: header.get('pool') ?? '',
    poolserial: Number(header.get('poolserial')),
    payload,
    ...Object.fromEntries(readFields(line, fields)),
    ...(withData ? { data: newline === -1 ? '' : payload.slice(newline + 1) } : {}),
  };
  return event as unknown as SupervisorEvent; // the table says what it has
}

/** The only field of a type has the line to itself, and may hold spaces. */
function readFields(line: string, fields: readonly string[] | undefined): [string, unknown][] {
  const words = fields?.length === 1 ? [line] : line.split(' ');
  const found = words
    .filter((word) => word !== '')
    .map(splitAtColon)
    .filter(([name]) => fields?.includes(name) ?? true);
  return found.map(([name, value]) => [name, fields === undefined ? value : typed(name, value)]);
}

function typed(field: string, value: string): unknown {
  if (field === 'expected') return value === '1';
  return field === 'pid' || field === 'tries' || field === 'when' ? Number(value) : value;
}

function typeOf(name: string): Partial<EventType> {
  return Object.hasOwn(EVENT_TYPES, name) ? EVENT_TYPES[name as EventName] : {};
}

function splitAtColon(word: string): [string, string] {
  const colon = word.indexOf(':');
  return colon === -1 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)];
}
