/**
 * Runs commands that are given something to read, such as `sendmail -t`.
 *
 * Their standard output and error go to our standard error. A command is over when it has ended;
 * one that takes too long is killed, with the process group that it leads.
 */
import type { Clock } from '../base/clock.ts';
import { isSystemError } from '../base/errors.ts';
import type { Channels, Files, Processes } from '../os/port.ts';
import type { Ending } from '../os/wait-status.ts';

export interface CommandSurroundings {
  readonly system: Pick<Channels, 'openPipe' | 'whenWritable'> &
    Pick<Files, 'close' | 'write'> &
    Pick<Processes, 'spawn' | 'kill' | 'onExit'>;
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The soft limit of open files that the commands get. */
  readonly openFiles: number | undefined;
}

const SIGKILL = 9;
const STDERR = 2;

export class Commands {
  readonly #around: CommandSurroundings;
  readonly #running = new Map<number, (ending: Ending) => void>();

  /** From here on it is this object that hears of every child that ends. */
  constructor(around: CommandSurroundings) {
    this.#around = around;
    around.system.onExit((pid, ending) => this.#running.get(pid)?.(ending));
  }

  /**
   * Runs a command with `input` to read.
   *
   * @throws {Error} if it cannot be started, ends with another status than 0, or too late
   */
  async run(argv: readonly string[], input: string, timeoutMs: number): Promise<void> {
    const { system, clock } = this.#around;
    const pipe = system.openPipe();
    const started = await this.#spawn(argv, pipe.read).finally(() => system.close(pipe.read));
    if ('code' in started) {
      system.close(pipe.write);
      throw new Error(`cannot run ${argv[0]}: ${started.code}`);
    }
    const { pid } = started;
    const feeding = feed(pipe.write, Buffer.from(input), this.#around);
    let isLate = false;
    const timer = clock.at(clock.monotonic() + timeoutMs, () => {
      isLate = true;
      system.kill(-pid, SIGKILL);
    });
    const ending = await started.ended;
    this.#running.delete(pid);
    timer.cancel();
    feeding.stop();
    if (isLate) throw new Error(`${argv[0]} took longer than ${timeoutMs} ms`);
    if (ending.kind === 'signal') throw new Error(`${argv[0]} ended by signal ${ending.signal}`);
    if (ending.code !== 0) throw new Error(`${argv[0]} ended with status ${ending.code}`);
  }

  #spawn(argv: readonly string[], stdin: number): Promise<Started | { readonly code: string }> {
    const { system, env, openFiles } = this.#around;
    const request = {
      paths: placesOf(argv[0] ?? '', env.PATH),
      argv,
      env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
      fds: [stdin, STDERR, STDERR],
      openFiles,
    };
    return new Promise((resolve) => {
      system.spawn(request, (result) => {
        if (result.kind !== 'spawned') return resolve(result);
        const { pid } = result;
        // At once: its end may be the next thing that is heard.
        const ended = new Promise<Ending>((end) => this.#running.set(pid, end));
        resolve({ pid, ended });
      });
    });
  }
}

interface Started {
  readonly pid: number;
  readonly ended: Promise<Ending>;
}

/** Where a command may be: a name without a slash is looked for in PATH. */
function placesOf(command: string, path = '/usr/bin:/bin'): string[] {
  if (command.includes('/')) return [command];
  return path.split(':').map((folder) => `${folder === '' ? '.' : folder}/${command}`);
}

/** Writes the bytes as the pipe takes them, and closes it. A reader that has gone is no error. */
function feed(fd: number, bytes: Uint8Array, { system }: CommandSurroundings): { stop(): void } {
  let start = 0;
  let waiting: { cancel(): void } | undefined;
  let isOpen = true;
  const stop = () => {
    waiting?.cancel();
    if (isOpen) system.close(fd);
    isOpen = false;
  };
  const go = () => {
    waiting = undefined;
    try {
      while (start < bytes.length) start += system.write(fd, bytes, start, bytes.length);
    } catch (error) {
      if (isSystemError(error) && error.code === 'EAGAIN') {
        waiting = system.whenWritable(fd, go);
        return;
      }
      if (!isSystemError(error) || error.code !== 'EPIPE') throw error;
    }
    stop();
  };
  go();
  return { stop };
}
