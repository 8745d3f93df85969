/** A process as the kernel shows it in /proc: what a program cannot get wrong about itself. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { read } from './commands.ts';
import { until } from './until.ts';

/** What /proc knows of a process. */
export class Proc {
  readonly pid: number;

  /** Waits until the process has become the program: before, it is still a copy of its parent. */
  static async running(pid: number, program: string): Promise<Proc> {
    await until(`${pid} to run ${program}`, () => read(`/proc/${pid}/comm`) === `${program}\n`);
    return new Proc(pid);
  }

  constructor(pid: number) {
    this.pid = pid;
  }

  /** Open descriptors and what they lead to; without those that are closed while we look. */
  get descriptors(): Record<string, string> {
    const folder = `/proc/${this.pid}/fd`;
    return Object.fromEntries(
      readdirSync(folder).flatMap((fd) => {
        const target = linkTarget(`${folder}/${fd}`);
        return target === undefined ? [] : [[fd, target]];
      }),
    );
  }

  get argv(): string[] {
    return this.#list('cmdline');
  }

  /** The environment it was started with. */
  get env(): Record<string, string> {
    return Object.fromEntries(
      this.#list('environ').map((entry) => {
        const equals = entry.indexOf('=');
        return [entry.slice(0, equals), entry.slice(equals + 1)];
      }),
    );
  }

  get cwd(): string {
    return readlinkSync(`/proc/${this.pid}/cwd`);
  }

  /** A line of `status`, such as `Umask` or `Groups`. */
  status(key: string): string {
    const line = new RegExp(`^${key}:\\s*(.*?)\\s*$`, 'm').exec(this.#text('status'));
    return line?.[1] ?? '';
  }

  /** A soft limit, such as that of `Max open files`. */
  softLimit(name: string): number {
    const line = new RegExp(`^${name} +(\\d+)`, 'm').exec(this.#text('limits'));
    return Number(line?.[1]);
  }

  /** Parent, process group and session. */
  get family(): { ppid: number; pgid: number; sid: number } {
    const fields = this.#text('stat').split(') ').pop()?.split(' ').map(Number) ?? [];
    const [, ppid = 0, pgid = 0, sid = 0] = fields;
    return { ppid, pgid, sid };
  }

  /** Its children, whichever of its threads has made them. */
  get children(): number[] {
    return readdirSync(`/proc/${this.pid}/task`)
      .flatMap((thread) => read(`/proc/${this.pid}/task/${thread}/children`).trim().split(' '))
      .filter((pid) => pid !== '')
      .map(Number);
  }

  #text(name: string): string {
    return readFileSync(`/proc/${this.pid}/${name}`, 'utf8');
  }

  #list(name: string): string[] {
    return this.#text(name).split('\0').slice(0, -1);
  }
}

/** Undefined if there is no such link. */
function linkTarget(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
