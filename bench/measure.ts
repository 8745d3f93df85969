/** What a measurement is. The list of them is in `bench/measures.ts`. */
import type { Goal } from './goals.ts';
import type { Peer } from './peer.ts';
import type { SupervisorPeer } from './peers/supervisor.ts';
import type { Tools } from './tools.ts';

export interface Row {
  readonly name: string;
  readonly unit: string;
  /** Which is better. */
  readonly best: 'low' | 'high';
  /** What counts of all values: the median, unless something else is said. */
  readonly share?: number;
  /** What ours must reach; none where the row only informs. */
  readonly goals?: readonly Goal[];
}

/** For each row the values seen in one turn, in the order of the rows. None where it does not apply. */
export type Values = readonly (readonly number[])[];

interface Measured {
  readonly rows: readonly Row[];
  /** How many turns each peer has; 0: it takes too long to be measured. */
  readonly rounds: { readonly quick: number; readonly full: number };
}

export type Measure = Measured &
  (
    | {
        /** Everybody takes part, or only those who speak Supervisor's protocol. */
        readonly of: 'all';
        /** The most copies of a program that a turn runs: who cannot run that many is left out. */
        readonly copies: number;
        /** Whether the limit means something here. */
        readonly limit: boolean;
        turn(peer: Peer, tools: Tools): Promise<Values>;
      }
    | {
        readonly of: 'supervisors';
        turn(peer: SupervisorPeer, tools: Tools): Promise<Values>;
      }
    | {
        /** Ours alone: the others have nothing like it. */
        readonly of: 'visord';
        turn(peer: SupervisorPeer, tools: Tools): Promise<Values>;
      }
  );

export function milliseconds(ns: number | bigint): number {
  return Number(ns) / 1e6;
}
