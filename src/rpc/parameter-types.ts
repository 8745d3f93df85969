/**
 * What an argument may be: its name on the wire, its type in our code, and how it is read.
 *
 * Clients in dynamic languages send `1` for true and `"5"` for 5, and the original takes them;
 * so does `read`. It answers undefined for what cannot be meant.
 *
 * To add a kind of argument: one entry here, and its type in `ParameterValues`.
 */
import { isArray, isStruct, type WireStruct, type WireValue } from '../wire/value.ts';

export interface ParameterValues {
  readonly string: string;
  readonly int: number;
  readonly boolean: boolean;
  /** The name or the number of a signal, as text. */
  readonly signal: string;
  /** The name or the number of a level of the log, as text. */
  readonly level: string;
  readonly array: readonly WireValue[];
  readonly struct: WireStruct;
}

export type ParameterType = keyof ParameterValues;

interface ParameterCodec<T> {
  /** The type that signatures and help name. */
  readonly wire: string;
  read(value: WireValue): T | undefined;
}

export const PARAMETER_TYPES: {
  readonly [Type in ParameterType]: ParameterCodec<ParameterValues[Type]>;
} = {
  string: { wire: 'string', read: readString },
  int: { wire: 'int', read: readInteger },
  boolean: { wire: 'boolean', read: readBoolean },
  signal: { wire: 'string', read: readWordOrNumber },
  level: { wire: 'string', read: readWordOrNumber },
  array: { wire: 'array', read: (value) => (isArray(value) ? value : undefined) },
  struct: { wire: 'struct', read: (value) => (isStruct(value) ? value : undefined) },
};

function readString(value: WireValue): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined;
}

function readWordOrNumber(value: WireValue): string | undefined {
  return typeof value === 'number' ? String(value) : readString(value);
}

function readInteger(value: WireValue): number | undefined {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') return /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : undefined;
}

function readBoolean(value: WireValue): boolean | undefined {
  const isScalar = value === null || ['boolean', 'number', 'string'].includes(typeof value);
  return isScalar ? Boolean(value) : undefined;
}
