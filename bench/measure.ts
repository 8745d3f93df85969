/** What a measurement is. The list of them is in `bench/measures/`. */
import type { Peer } from './peers.ts';
import type { Stamps } from './stamps.ts';

export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Which is better. */
  readonly best: 'low' | 'high';
}

export interface Measure {
  readonly rows: readonly Row[];
  /** How many turns each peer has. */
  readonly rounds: { readonly quick: number; readonly full: number };
  /** One turn of one peer. @returns for each row the values seen, in the order of `rows` */
  turn(peer: Peer, stage: Stage): Promise<readonly (readonly number[])[]>;
}

/** What a turn may use. */
export interface Stage {
  readonly quick: boolean;
  /** On tmpfs where there is one. */
  readonly scratch: string;
  /** The compiled `bench/child.c`. */
  readonly child: string;
  readonly stamps: Stamps;
}

export function milliseconds(ns: number | bigint): number {
  return Number(ns) / 1e6;
}
