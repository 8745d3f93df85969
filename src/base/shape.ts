/**
 * What data must look like that comes as JSON from somewhere else.
 *
 *   const point = object<Point>({ x: integer(0, 100), label: optional(text) });
 *   readAs(point, JSON.parse(words))  ->  a Point and nothing else, or a UserError that names the field
 *
 * A shape reads a value and gives a copy of what it knows of it. Fields that it does not know are left
 * out; a field that need not be there is absent from the copy, too.
 */

import { fromBase64, toBase64 } from './base64.ts';
import { UserError } from './errors.ts';

/** @throws {Misfit} */
export type Shape<T> = (value: unknown) => T;

/** One shape per field of T; the compiler asks for those that are missing. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape<T[K]> };

/** A value that has not the shape that it should have. */
export class Misfit extends Error {
  readonly expected: string;
  /** Where it is, from the inside out. */
  readonly #steps: string[] = [];

  constructor(expected: string) {
    super(`expected ${expected}`);
    this.expected = expected;
  }

  /** It is at `step` of something else. */
  at(step: string): this {
    this.#steps.push(step);
    return this;
  }

  /** `groups[2].name`; empty for the whole. */
  get place(): string {
    return this.#steps.toReversed().join('').replace(/^\./, '');
  }
}

/**
 * Reads a value.
 *
 * @throws {UserError} that names the field and what it should be
 */
export function readAs<T>(shape: Shape<T>, value: unknown): T {
  try {
    return shape(value);
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const where = error.place === '' ? '' : `${error.place}: `;
    throw new UserError(`${where}${error.expected} is expected`);
  }
}

export const text: Shape<string> = (value) => {
  if (typeof value !== 'string') throw new Misfit('text');
  return value;
};

export const boolean: Shape<boolean> = (value) => {
  if (typeof value !== 'boolean') throw new Misfit('true or false');
  return value;
};

/** Any number that JSON can say. */
export const number: Shape<number> = (value) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Misfit('a number');
  return value;
};

export function integer(least: number, most: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value) => {
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) {
      return Number(value);
    }
    throw new Misfit(`a whole number from ${least} to ${most}`);
  };
}

/** Bytes as base64. */
export const bytes: Shape<string> = (value) => {
  if (typeof value === 'string' && toBase64(fromBase64(value)) === value) return value;
  throw new Misfit('base64');
};

export function oneOf<Word extends string | number | boolean>(
  ...words: readonly Word[]
): Shape<Word> {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Misfit(words.join(' or '));
    return found;
  };
}

/** One of the names of a table. */
export function keyOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Shape<Key> {
  return oneOf(...(Object.keys(table) as Key[]));
}

/** It need not be there. */
export function optional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value) => (value === undefined ? undefined : shape(value));
}

/** If it is not there, it is what a version that did not know it would have meant. */
export function or<T>(shape: Shape<T>, otherwise: T): Shape<T> {
  return (value) => (value === undefined ? otherwise : shape(value));
}

export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new Misfit('a list');
    return value.map((item: unknown, index) => within(`[${index}]`, shape, item));
  };
}

/** Names that are not known before, each with a value of the same kind. */
export function map<T>(shape: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value) =>
    Object.fromEntries(
      Object.entries(recordOf(value)).map(([name, field]) => [
        name,
        within(`.${name}`, shape, field),
      ]),
    );
}

export function object<T>(fields: Fields<T>): Shape<T> {
  const shapes = Object.entries<Shape<unknown>>(fields);
  return (value) => {
    const record = recordOf(value);
    const result: Record<string, unknown> = {};
    for (const [name, shape] of shapes) {
      const own = Object.hasOwn(record, name) ? record[name] : undefined;
      const field = within(`.${name}`, shape, own);
      if (field !== undefined) result[name] = field;
    }
    return result as T;
  };
}

/** One of several, told apart by whether a field is there. */
export function having<A, B>(field: string, shape: Shape<A>, other: Shape<B>): Shape<A | B> {
  return (value) => (Object.hasOwn(recordOf(value), field) ? shape(value) : other(value));
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw new Misfit('an object');
}

function within<T>(step: string, shape: Shape<T>, value: unknown): T {
  try {
    return shape(value);
  } catch (error) {
    throw error instanceof Misfit ? error.at(step) : error;
  }
}
