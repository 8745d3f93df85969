/** How a process ended, taken from the word that `waitpid` stores. */

export type Ending =
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number; readonly coreDumped: boolean };

/**
 * Splits the status word that `waitpid` stores.
 *
 * Bits 0-6 hold the signal that ended the process (0 when it exited by itself), bit 7 the core
 * dump flag, bits 8-15 the exit code. This layout is shared by Linux and macOS.
 *
 * @param status The word as stored by `waitpid`, called without WUNTRACED or WCONTINUED.
 * @throws {RangeError} if the word says "stopped" (0x7f), which those flags rule out.
 * @see {@link https://man7.org/linux/man-pages/man2/waitpid.2.html} WIFEXITED and friends
 */
export function decodeWaitStatus(status: number): Ending {
  const signal = status & 0x7f;
  if (signal === 0x7f) throw new RangeError(`wait status 0x${status.toString(16)} is no ending`);
  if (signal !== 0) return { kind: 'signal', signal, coreDumped: (status & 0x80) !== 0 };
  return { kind: 'exit', code: (status >> 8) & 0xff };
}
