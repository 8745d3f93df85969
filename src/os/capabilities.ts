/** What this process may do beyond what users may, as Linux tells it; elsewhere root may all. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from './port.ts';

/** The numbers of linux/capability.h. */
const BITS = { bindLowPorts: 10, raiseLimits: 24 } as const;

export type Capability = keyof typeof BITS;

export function isCapable(
  capability: Capability,
  uid: number,
  files: Pick<Files, 'readFile'>,
): boolean {
  try {
    const status = new TextDecoder().decode(files.readFile('/proc/self/status'));
    const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
    if (effective !== undefined) {
      return ((BigInt(`0x${effective}`) >> BigInt(BITS[capability])) & 1n) === 1n;
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
  return uid === 0;
}
