/** What is compared: whatever runs programs. The list of them is in `bench/peers.ts`. */
import type { Tools } from './tools.ts';

/** A program that is to run, in as many copies as wanted. */
export interface Program {
  /** What is executed, by its full path, and its arguments. None of them needs quoting. */
  readonly command: readonly string[];
  readonly copies: number;
  /** Undefined: what it prints is of no interest, and goes nowhere if that can be said. */
  readonly log?: LogLimits;
}

export interface LogLimits {
  /** How large a log may become; 0: as large as it likes. */
  readonly maxBytes: number;
  readonly backups: number;
}

/** A program that does nothing but tell when it began, and nothing of which is logged. */
export function stampers(tools: Tools, copies: number): Program {
  return { command: [tools.child, 'stamp', tools.stamps.path], copies };
}

export interface Peer {
  readonly name: string;
  /** Whether it is configured, asked and ended as Supervisor is. */
  readonly kind: 'supervisor' | 'other' | 'limit';
  /** How to get it, printed where it is missing. */
  readonly install: string;
  /** The most copies of one program that it runs. */
  readonly most: number;
  /** What it says of itself; undefined where it is not installed. */
  version(): string | undefined;
  /** Starts it with nothing else to do. Whoever starts it ends it: `await using`. */
  run(tools: Tools, program: Program): Running;
}

/** A peer that runs. Its end is that of all its programs. */
export interface Running extends AsyncDisposable {
  /** process.hrtime.bigint() just before it was executed. */
  readonly startedNs: bigint;
  /** What supervises: the daemon, and what it runs to watch or log its programs. */
  pids(): readonly number[];
  /** What runs of the program that was asked for. */
  programs(): readonly number[];
  /** The files that hold the log of a copy, the oldest first. */
  logsOf(copy: number): readonly string[];
}
