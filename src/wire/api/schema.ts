/**
 * The shapes of the JSON API, written once: as JSON Schema (2020-12), and as the types of the values.
 *
 *   const point = object('Point', 'A place.', { x: integer('To the right'), y: integer('Down') });
 *   type Point = ValueOf<typeof point>;   // { readonly x: number; readonly y: number }
 *
 * What answers say is checked against them in tests, what requests say by the server; the OpenAPI
 * document and the reference are printed from them. Sizes are bytes, durations seconds, times
 * ISO 8601 in UTC, unless a description says otherwise.
 */

/** As much of JSON Schema as is needed here. */
export interface JsonSchema {
  readonly type?: JsonType | readonly JsonType[];
  /** The name under which the OpenAPI document has it. */
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly (string | null)[];
  readonly format?: 'date-time';
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly default?: string | number | boolean;
  /** It may hold what is nobody else's business: logs do not show it. */
  readonly writeOnly?: boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
}

export type JsonType = 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'array' | 'object';

declare const VALUE: unique symbol;

/** A schema, and the type of what fits it. */
export interface Schema<T> extends JsonSchema {
  readonly [VALUE]?: T;
}

/** A field of an object that may be left out. */
export interface OptionalField<T> {
  readonly optional: JsonSchema;
  readonly [VALUE]?: T;
}

export type Field<T = unknown> = Schema<T> | OptionalField<T>;

export type Fields = Readonly<Record<string, Field>>;

export type ValueOf<F> = F extends { readonly [VALUE]?: infer T } ? T : never;

/** The object that has the fields. */
export type ValuesOf<F> = { readonly [K in keyof F]: ValueOf<F[K]> };

export function string(
  description: string,
  bounds: { maxLength?: number; writeOnly?: boolean } = {},
): Schema<string> {
  return { type: 'string', description, ...bounds };
}

export function oneOf<const T extends string>(
  values: readonly T[],
  description: string,
): Schema<T> {
  return { type: 'string', enum: values, description };
}

/** A moment, such as `2026-11-22T08:00:00.000Z`. */
export function time(description: string): Schema<string> {
  return { type: 'string', format: 'date-time', description };
}

interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

export function integer(description: string, range: Range = {}): Schema<number> {
  return { type: 'integer', description, ...range };
}

export function number(description: string, range: Range = {}): Schema<number> {
  return { type: 'number', description, ...range };
}

export function boolean(description: string): Schema<boolean> {
  return { type: 'boolean', description };
}

export function list<T>(
  items: Schema<T>,
  description: string,
  bounds: { maxItems?: number } = {},
): Schema<readonly T[]> {
  return { type: 'array', description, items, ...bounds };
}

/** What is null where there is nothing to tell. */
export function nullable<T>(schema: Schema<T>, description?: string): Schema<T | null> {
  const { type, title, enum: values } = schema;
  if (title === undefined && typeof type === 'string') {
    const words = values === undefined ? {} : { enum: [...values, null] };
    return { ...schema, ...words, type: [type, 'null'] } as Schema<T | null>;
  }
  const described = description === undefined ? {} : { description };
  return { ...described, anyOf: [schema, { type: 'null' }] };
}

/** A field that need not be given; it is `fallback` then, or undefined. */
export function optional<T>(schema: Schema<T>): OptionalField<T | undefined>;
export function optional<T extends string | number | boolean>(
  schema: Schema<T>,
  fallback: T,
): OptionalField<T>;
export function optional(
  schema: JsonSchema,
  fallback?: string | number | boolean,
): OptionalField<unknown> {
  return { optional: fallback === undefined ? schema : { ...schema, default: fallback } };
}

/** An object with a name of its own in the OpenAPI document. */
export function object<const F extends Fields>(
  title: string,
  description: string,
  fields: F,
): Schema<ValuesOf<F>> {
  return { title, ...struct(description, fields) };
}

/** An object with these fields and no others. */
export function struct<const F extends Fields>(
  description: string,
  fields: F,
): Schema<ValuesOf<F>> {
  const entries = Object.entries(fields);
  return {
    type: 'object',
    description,
    properties: Object.fromEntries(entries.map(([name, field]) => [name, schemaOf(field)])),
    required: entries.filter(([, field]) => !('optional' in field)).map(([name]) => name),
    additionalProperties: false,
  };
}

export function schemaOf(field: Field): JsonSchema {
  return 'optional' in field ? field.optional : field;
}
