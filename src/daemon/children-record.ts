/**
 * The file of children through the lives of a daemon: what an earlier one has left behind is
 * settled once, then each life notes its own.
 */
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/errors.ts';
import type { Config, SupervisordOptions } from '../config/config.ts';
import type { Logger } from '../logs/logger.ts';
import type { FileStatus, Os } from '../os/port.ts';
import type { ProcessTable } from '../os/process-table.ts';
import { openProcessTable } from '../os/procfs.ts';
import { type Children, ChildrenFile, childrenPath, type Named } from './children.ts';

export interface RecordContext {
  readonly os: Os;
  readonly clock: Clock;
  /** Our own pid. */
  readonly pid: number;
  uid(): number;
}

const BOOT = '/proc/sys/kernel/random/boot_id';

/** All children end with the first process of their namespace: it leaves nobody behind. */
const FIRST = 1;

/** Undefined where nobody is left behind, or nobody could be recognised. */
export function openRecord(context: RecordContext): ChildrenRecord | undefined {
  const table = context.pid === FIRST ? undefined : openProcessTable(context.os);
  const boot = table && readBoot(context.os);
  return table === undefined || boot === undefined
    ? undefined
    : new ChildrenRecord(context, table, boot);
}

function readBoot(files: Pick<Os, 'readFile'>): string | undefined {
  try {
    return new TextDecoder().decode(files.readFile(BOOT)).trim();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

export class ChildrenRecord {
  readonly #context: RecordContext;
  readonly #table: ProcessTable;
  readonly #boot: string;
  #file: ChildrenFile | undefined;

  constructor(context: RecordContext, table: ProcessTable, boot: string) {
    this.#context = context;
    this.#table = table;
    this.#boot = boot;
  }

  /** Resolves when what an earlier daemon has left behind has been treated as `orphans=` says. */
  async settleLeftovers(config: Config, log: Logger): Promise<void> {
    const { orphans, pidfile } = config.supervisord;
    const path = childrenPath(pidfile);
    if (orphans === 'leave' || this.#kindOf(path) !== 'file') return;
    const { settleLeftovers } = await import('./leftovers.ts');
    await settleLeftovers(path, config, {
      ...this.#context,
      log,
      table: this.#table,
      boot: this.#boot,
      uid: this.#context.uid(),
    });
  }

  /**
   * From now on the children of this life are noted beside the pidfile, also if that could not be
   * written; but not beside a device or the like, which is there so that nothing is kept.
   */
  begin(
    { orphans, pidfile }: Pick<SupervisordOptions, 'orphans' | 'pidfile'>,
    children: Children<Named>,
    log: Logger,
  ): void {
    if (orphans === 'leave' || (this.#kindOf(pidfile) ?? 'file') !== 'file') return;
    const { os: files, clock, pid } = this.#context;
    const tools = { files, clock, log, table: this.#table, pid, boot: this.#boot };
    const file = new ChildrenFile(childrenPath(pidfile), children, tools);
    this.#file = file;
    children.changed = () => file.changed();
    if (children.size > 0) file.changed(); // those that another program has left us
  }

  /** The life has come to its end. */
  end(): void {
    this.#file?.close();
    this.#file = undefined;
  }

  /** Undefined if there is nothing, or no telling. */
  #kindOf(path: string): FileStatus['kind'] | undefined {
    try {
      return this.#context.os.stat(path).kind;
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return undefined;
    }
  }
}
