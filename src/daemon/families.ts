/** Makes the families of programs with a `kill_mode`; what that takes is looked for at the first. */
import type { ProcessConfig } from '../config/config.ts';
import { openProcessTable } from '../os/procfs.ts';
import { Family, type FamilyContext } from './family.ts';
import { FamilyTable, type Programs } from './family-table.ts';

export type FamiliesContext = Omit<FamilyContext, 'table' | 'gone'>;

export class Families {
  readonly #context: FamiliesContext;
  readonly #programs: Programs;
  /** Null: there is no `/proc`. */
  #table: FamilyTable | null | undefined;

  /** @param isProgram Whether a process is the first of a program of ours. */
  constructor(context: FamiliesContext, isProgram: (pid: number) => boolean) {
    this.#context = context;
    this.#programs = { pid: context.pid, has: isProgram };
  }

  /**
   * Undefined without a `kill_mode`.
   *
   * @param gone Called when the last of it has gone that outlived the first process.
   */
  make(config: ProcessConfig, gone: () => void): Family | undefined {
    if (config.kill_mode === undefined) return undefined;
    this.#table ??= this.#openTable();
    if (this.#table === null) return undefined;
    return new Family(config, { ...this.#context, table: this.#table, gone });
  }

  /** Waits for nothing any more. Nothing may be left of any program that has ended. */
  suspend(): void {
    this.#table?.forget();
  }

  #openTable(): FamilyTable | null {
    const { os, clock, log } = this.#context;
    const table = openProcessTable(os);
    if (table !== undefined) return new FamilyTable(table, clock, this.#programs);
    log.warn('kill_mode needs /proc, which is not there: SIGKILL goes to process groups instead');
    return null;
  }
}
