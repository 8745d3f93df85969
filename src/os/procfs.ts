/**
 * The processes of the system, as Linux shows them in /proc.
 *
 * A file of /proc is made when it is read, so everything is read with one call into one buffer. What
 * cannot be read (it has ended, it is another user's) is left out.
 */
import { constants } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../base/errors.ts';
import type { Files } from './port.ts';
import type { ProcessStatus, ProcessTable } from './process-table.ts';

type ProcFiles = Pick<Files, 'open' | 'close' | 'read' | 'readFile' | 'stat' | 'readDirectory'>;

const BUFFER_BYTES = 4096;

/** Fields of `stat` behind `pid (name) `, counted from the state. */
const PARENT = 1;
const GROUP = 2;
const CPU_TIMES = [11, 12, 13, 14] as const; // user and system, its own and its children's
const THREADS = 17;
const START_TICKS = 19;
const RSS_PAGES = 21;

/** Keys of the auxiliary vector, which the kernel hands to every program. */
const PAGE_SIZE = 6;
const CLOCK_TICKS = 17;

/** @returns undefined where there is no /proc */
export function openProcessTable(files: ProcFiles): ProcessTable | undefined {
  const proc = new ProcFolder(files);
  if (proc.bytes('self/stat') === undefined) return undefined;
  const units = unitsOf(proc.bytes('self/auxv'));
  const one = (pid: number | string): ProcessStatus | undefined => {
    const line = proc.text(`${pid}/stat`);
    return line === undefined ? undefined : readStatus(line, units);
  };
  return {
    *all() {
      for (const name of proc.names('.') ?? []) {
        const status = isNumber(name) ? one(name) : undefined;
        if (status !== undefined) yield status;
      }
    },
    one,
    variable(pid, name) {
      const entries = `\0${proc.whole(`${pid}/environ`)}`;
      const at = entries.indexOf(`\0${name}=`);
      return at === -1 ? undefined : entries.slice(at + name.length + 2).split('\0', 1)[0];
    },
    pssBytes(pid) {
      const kilobytes = proc.number(`${pid}/smaps_rollup`, /^Pss: +(\d+) kB$/m);
      return kilobytes === undefined ? undefined : kilobytes * 1024;
    },
    openFiles: (pid) => proc.count(`${pid}/fd`),
    diskBytes(pid) {
      const read = proc.number(`${pid}/io`, /^read_bytes: (\d+)$/m);
      const written = proc.number(`${pid}/io`, /^write_bytes: (\d+)$/m);
      return read === undefined || written === undefined ? undefined : { read, written };
    },
  };
}

interface Units {
  readonly pageBytes: number;
  readonly tickMs: number;
}

/** How the system counts memory and time: pairs of words, key and value, as the program has them. */
function unitsOf(vector: Uint8Array | undefined): Units {
  const known = new Map<number, number>();
  const view = new DataView(new Uint8Array(vector ?? []).buffer);
  for (let at = 0; at + 16 <= view.byteLength; at += 16) {
    known.set(Number(view.getBigUint64(at, true)), Number(view.getBigUint64(at + 8, true)));
  }
  const pageBytes = known.get(PAGE_SIZE) ?? 4096;
  return { pageBytes, tickMs: 1000 / (known.get(CLOCK_TICKS) ?? 100) };
}

/** The name of a program may hold anything, but nothing behind it has a parenthesis. */
function readStatus(line: string, { pageBytes, tickMs }: Units): ProcessStatus | undefined {
  const end = line.lastIndexOf(')');
  const fields = line.slice(end + 2).split(' ');
  const number = (field: number) => Number(fields[field]);
  if (end === -1 || !Number.isFinite(number(RSS_PAGES))) return undefined;
  const ticks = CPU_TIMES.reduce((sum, field) => sum + number(field), 0);
  return {
    pid: Number.parseInt(line, 10),
    parent: number(PARENT),
    group: number(GROUP),
    startTicks: number(START_TICKS),
    isZombie: fields[0] === 'Z',
    cpuMs: ticks * tickMs,
    rssBytes: number(RSS_PAGES) * pageBytes,
    threads: number(THREADS),
  };
}

class ProcFolder {
  readonly #files: ProcFiles;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);

  constructor(files: ProcFiles) {
    this.#files = files;
  }

  /** The beginning of a file, valid until the next call. */
  bytes(name: string): Uint8Array | undefined {
    return this.#attempt(() => {
      const fd = this.#files.open(`/proc/${name}`, constants.O_RDONLY);
      try {
        return this.#buffer.subarray(0, this.#files.read(fd, this.#buffer, 0));
      } finally {
        this.#files.close(fd);
      }
    });
  }

  text(name: string): string | undefined {
    const bytes = this.bytes(name);
    return bytes && Buffer.from(bytes.buffer, 0, bytes.length).toString('latin1');
  }

  /** All of a file, however long; empty if it cannot be read. */
  whole(name: string): string {
    const bytes = this.#attempt(() => this.#files.readFile(`/proc/${name}`));
    return bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
  }

  number(name: string, pattern: RegExp): number | undefined {
    const digits = pattern.exec(this.text(name) ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  names(folder: string): string[] | undefined {
    return this.#attempt(() => this.#files.readDirectory(path.join('/proc', folder)));
  }

  /** How many names a folder has. Since Linux 6.2 that of descriptors has this as its size. */
  count(name: string): number | undefined {
    const size = this.#attempt(() => this.#files.stat(`/proc/${name}`).size);
    return size === 0 ? this.names(name)?.length : size;
  }

  #attempt<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return undefined;
    }
  }
}

function isNumber(name: string): boolean {
  const code = name.charCodeAt(0);
  return code >= 0x30 && code <= 0x39;
}
