/** A /proc in the files of a test, with the processes that it puts there. */
import type { FakeFiles } from './fake-files.ts';

export interface FakeUsage {
  readonly parent: number;
  /** Its process group; its own if not given. */
  readonly group?: number;
  /** When it was started. */
  readonly startTicks?: number;
  /** `NAME=value`. */
  readonly environ?: readonly string[];
  readonly name?: string;
  readonly state?: 'S' | 'Z';
  /** User, system, and both of children that were waited for; in ticks of 10 ms. */
  readonly ticks?: readonly [number, number, number, number];
  readonly threads?: number;
  /** Of 4096 bytes. */
  readonly pages?: number;
  readonly pssKilobytes?: number;
  readonly read?: number;
  readonly written?: number;
  readonly descriptors?: number;
}

export class FakeProc {
  readonly #files: FakeFiles;

  constructor(files: FakeFiles) {
    this.#files = files;
    this.set(1, { parent: 0, name: 'init' });
    files.put('/proc/self/stat', files.readFile('/proc/1/stat'));
    files.put('/proc/self/auxv', auxv({ 6: 4096, 17: 100 }));
  }

  set(pid: number, usage: FakeUsage): void {
    const { parent, name = 'x', state = 'S', ticks = [0, 0, 0, 0], threads = 1, pages = 0 } = usage;
    const fields = Array.from({ length: 50 }, () => 0);
    fields[1] = parent;
    fields[2] = usage.group ?? pid;
    fields[19] = usage.startTicks ?? 0;
    fields.splice(11, 4, ...ticks);
    fields[17] = threads;
    fields[21] = pages;
    const line = `${pid} (${name}) ${[state, ...fields.slice(1)].join(' ')}\n`;
    this.#files.put(`/proc/${pid}/stat`, line);
    this.#files.put(
      `/proc/${pid}/smaps_rollup`,
      `0-1 ---p\nPss:   ${usage.pssKilobytes ?? 0} kB\n`,
    );
    const environ = (usage.environ ?? []).map((entry) => `${entry}\0`).join('');
    this.#files.put(`/proc/${pid}/environ`, environ);
    const { read = 0, written = 0 } = usage;
    this.#files.put(`/proc/${pid}/io`, `rchar: 1\nread_bytes: ${read}\nwrite_bytes: ${written}\n`);
    for (let fd = 0; fd < (usage.descriptors ?? 0); fd++) {
      this.#files.put(`/proc/${pid}/fd/${fd}`, '');
    }
  }

  remove(pid: number): void {
    this.#files.removeTree(`/proc/${pid}`);
  }
}

function auxv(values: Readonly<Record<number, number>>): Uint8Array {
  const words = Object.entries(values).flatMap(([key, value]) => [BigInt(key), BigInt(value)]);
  return new Uint8Array(new BigUint64Array([...words, 0n, 0n]).buffer);
}
