/**
 * Reads what a request brings by what its operation takes, and says which part of it is wrong.
 *
 *   readTexts(operation.query, 'count=5')  ->  { count: 5 }
 *   readDocument(operation.body, '{"wait": false}')  ->  { wait: false }
 *
 * Everything is checked and nothing is guessed: a field that nobody knows is an error, since it is
 * most likely a typing mistake. How deep a document is looked into is bounded by its schema.
 */
import { nearest } from '../../base/nearest.ts';
import { type Fields, type JsonSchema, schemaOf } from '../../wire/api/schema.ts';
import type { Values } from './operation.ts';
import { Refusal } from './refusal.ts';

type Given = ReadonlyMap<string, unknown>;

/** @throws {Refusal} 400 if the query has other fields, or values that they cannot have */
export function readQuery(fields: Fields, query: string): Values {
  const given = new Map<string, unknown>();
  for (const [name, text] of new URLSearchParams(query)) {
    if (given.has(name)) throw wrong(name, 'is given twice');
    const field = fields[name];
    given.set(name, field === undefined ? text : fromText(schemaOf(field), text));
  }
  return readFields(fields, given);
}

/** @throws {Refusal} 400 if it is no JSON object, or has other fields, or values they cannot have */
export function readDocument(fields: Fields, text: string): Values {
  const value = text === '' ? {} : parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'the body is no JSON object');
  }
  return readFields(fields, new Map(Object.entries(value)));
}

/** @throws {Refusal} 400 */
export function readFields(fields: Fields, given: Given): Values {
  const values: Record<string, unknown> = {};
  for (const name of given.keys()) if (!Object.hasOwn(fields, name)) throw unknown(fields, name);
  for (const [name, field] of Object.entries(fields)) {
    const schema = schemaOf(field);
    const value = given.has(name) ? given.get(name) : schema.default;
    if (value !== undefined) {
      check(schema, value, name);
      values[name] = value;
    } else if (!('optional' in field)) throw wrong(name, 'is missing');
  }
  return values;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'the body is no JSON');
  }
}

/** A text of a query as the value that is meant; what cannot be meant stays text. */
function fromText(schema: JsonSchema, text: string): unknown {
  switch (schema.type) {
    case 'integer':
      return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'array':
      return text.split(',');
    default:
      return text;
  }
}

/** What kinds of values requests have, and what they are called. */
const KINDS: Readonly<Record<string, { is(value: unknown): boolean; called: string }>> = {
  string: { is: (value) => typeof value === 'string', called: 'a string' },
  integer: { is: Number.isSafeInteger, called: 'an integer' },
  boolean: { is: (value) => typeof value === 'boolean', called: 'true or false' },
  array: { is: Array.isArray, called: 'a list' },
};

/** @throws {Refusal} 400 if the value is not what the schema says */
function check(schema: JsonSchema, value: unknown, place: string): void {
  const kind = KINDS[String(schema.type)];
  if (kind === undefined) throw new TypeError(`a request has no ${schema.type}: ${place}`);
  if (!kind.is(value)) throw wrong(place, `must be ${kind.called}`);
  if (typeof value === 'string') checkText(schema, value, place);
  if (typeof value === 'number') checkNumber(schema, value, place);
  if (Array.isArray(value)) checkItems(schema, value, place);
}

function checkText({ enum: words, maxLength }: JsonSchema, text: string, place: string): void {
  if (words !== undefined && !words.includes(text)) {
    throw wrong(place, `must be one of ${words.join(', ')}`);
  }
  if (maxLength !== undefined && text.length > maxLength) {
    throw wrong(place, `must have no more than ${maxLength} characters`);
  }
}

function checkNumber({ minimum, maximum }: JsonSchema, value: number, place: string): void {
  if (minimum !== undefined && value < minimum) throw wrong(place, `must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) throw wrong(place, `must be at most ${maximum}`);
}

function checkItems({ items, maxItems }: JsonSchema, list: unknown[], place: string): void {
  if (maxItems !== undefined && list.length > maxItems) {
    throw wrong(place, `must have no more than ${maxItems} items`);
  }
  if (items === undefined) return;
  for (const [index, item] of list.entries()) check(items, item, `${place}/${index}`);
}

function unknown(fields: Fields, name: string): Refusal {
  const shown = name.slice(0, LONGEST_NAME);
  const meant = nearest(shown, Object.keys(fields));
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new Refusal(400, `there is no field ${JSON.stringify(shown)}${hint}`, { field: shown });
}

/** As much of a name that nobody knows as is said again. */
const LONGEST_NAME = 40;

function wrong(field: string, why: string): Refusal {
  return new Refusal(400, `${field} ${why}`, { field });
}
