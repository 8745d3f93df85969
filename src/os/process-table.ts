/** What can be asked of the processes of the system; `procfs.ts` answers it. */

/** A process of the system, whoever's child it is. */
export interface ProcessStatus {
  readonly pid: number;
  readonly parent: number;
  /** Its process group. */
  readonly group: number;
  /** When it was started, in ticks since boot: with its pid that names a process for good. */
  readonly startTicks: number;
  /** It has ended, and its parent has not asked how. */
  readonly isZombie: boolean;
  /** Milliseconds of CPU time, its own and that of the children it has waited for. */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly threads: number;
}

/** What the system knows of all processes. What it does not tell us is undefined. */
export interface ProcessTable {
  /** Those there are, in no order; one that ends meanwhile may be missing. */
  all(): Iterator<ProcessStatus>;
  one(pid: number): ProcessStatus | undefined;
  /** A variable of the environment that it was started with. */
  variable(pid: number, name: string): string | undefined;
  /** Memory of a process, where each page counts as a part for each of those who share it. */
  pssBytes(pid: number): number | undefined;
  openFiles(pid: number): number | undefined;
  /** What it has read from and written to disks. */
  diskBytes(pid: number): { readonly read: number; readonly written: number } | undefined;
}
