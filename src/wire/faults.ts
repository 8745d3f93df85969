/** The faults of the XML-RPC interface: expected outcomes, with their codes on the wire. */

export const FAULTS = {
  UNKNOWN_METHOD: 1,
  INCORRECT_PARAMETERS: 2,
  BAD_ARGUMENTS: 3,
  SIGNATURE_UNSUPPORTED: 4,
  SHUTDOWN_STATE: 6,
  BAD_NAME: 10,
  BAD_SIGNAL: 11,
  NO_FILE: 20,
  NOT_EXECUTABLE: 21,
  FAILED: 30,
  ABNORMAL_TERMINATION: 40,
  SPAWN_ERROR: 50,
  ALREADY_STARTED: 60,
  NOT_RUNNING: 70,
  SUCCESS: 80,
  ALREADY_ADDED: 90,
  STILL_RUNNING: 91,
  CANT_REREAD: 92,
  /** Ours, not the original's: who asks may not do that. */
  NOT_PERMITTED: 100,
  /** Ours: another program takes over the daemon. What was asked for may go on; ask again. */
  UPGRADING: 101,
} as const;

export type FaultName = keyof typeof FAULTS;

/** An expected outcome that a caller is told by code and text: `BAD_NAME: web`. */
export class RpcFault extends Error {
  override readonly name = 'RpcFault';
  readonly fault: FaultName;

  constructor(fault: FaultName, extra?: string) {
    super(extra === undefined ? fault : `${fault}: ${extra}`);
    this.fault = fault;
  }

  get code(): number {
    return FAULTS[this.fault];
  }
}
