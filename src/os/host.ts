/** The machine that this runs on, as the system tells. */
import os from 'node:os';

export interface HostFacts {
  readonly hostname: string;
  /** Such as `linux`. */
  readonly platform: string;
  /** Of the kernel. */
  readonly release: string;
  /** Such as `x64`. */
  readonly arch: string;
  /** How many processors we may use. */
  readonly cpus: number;
  /** Load averages over one, five and fifteen minutes. */
  readonly load: readonly number[];
  /** Bytes. */
  readonly memory: { readonly total: number; readonly available: number };
  /** Seconds since it was booted. */
  readonly uptime: number;
}

export function hostFacts(): HostFacts {
  return {
    hostname: os.hostname(),
    platform: os.platform(),
    release: os.release(),
    arch: os.arch(),
    cpus: os.availableParallelism(),
    load: os.loadavg(),
    memory: { total: os.totalmem(), available: os.freemem() },
    uptime: os.uptime(),
  };
}
