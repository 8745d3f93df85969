/** The values that arguments and results are made of, whatever carries them over the wire. */

export type WireValue =
  | string
  | number
  | boolean
  | null
  | Date
  | Uint8Array
  | readonly WireValue[]
  | WireStruct;

export interface WireStruct {
  readonly [name: string]: WireValue;
}

export function isArray(value: WireValue): value is readonly WireValue[] {
  return Array.isArray(value);
}

export function isStruct(value: WireValue): value is WireStruct {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}
