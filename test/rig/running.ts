/** For the tests of this folder: programs started on the real system, with what they print. */
import { constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { env as environ } from 'node:process';
import { after } from 'node:test';
import type { Channel, ChannelReader, Os, SpawnRequest, SpawnResult } from '../../src/os/port.ts';
import { createOs } from '../../src/os/system.ts';
import type { Ending } from '../../src/os/wait-status.ts';

const system = createOs();
const opened: Channel[] = [];

/** The real system; channels that a failed test has left open are closed after the last one. */
export const os: Os = {
  ...system,
  readFrom(fd, reader) {
    const channel = system.readFrom(fd, reader);
    opened.push(channel);
    return channel;
  },
};
after(() => {
  for (const channel of opened) channel.close();
});

const waiting = new Map<number, (ending: Ending) => void>();

os.onExit((pid, ending) => {
  const tell = waiting.get(pid);
  waiting.delete(pid);
  tell?.(ending);
});

/** The end of a process that has just been spawned; ask for it within `done`. */
export function endOf(pid: number): Promise<Ending> {
  return new Promise((resolve) => waiting.set(pid, resolve));
}

export interface Run {
  readonly result: SpawnResult;
  /** Undefined if there was no process. */
  readonly ending: Ending | undefined;
  /** Both its stdout and its stderr. */
  readonly output: string;
}

/** Runs a program with /dev/null as stdin until it has ended and closed its output. */
export async function run(request: Omit<SpawnRequest, 'fds'>): Promise<Run> {
  const pipe = os.openPipe();
  const stdin = os.open('/dev/null', constants.O_RDONLY);
  const output = readAll(pipe.read);
  const { result, ended } = await spawn({ ...request, fds: [stdin, pipe.write, pipe.write] });
  os.close(stdin);
  os.close(pipe.write);
  return { result, output: (await output).toString(), ending: await ended };
}

/** Runs a line of shell. */
export function sh(line: string, more: Partial<SpawnRequest> = {}): Promise<Run> {
  return run({
    paths: ['/bin/sh'],
    argv: ['sh', '-c', line],
    env: ['PATH=/usr/bin:/bin'],
    ...more,
  });
}

export function spawn(
  request: SpawnRequest,
): Promise<{ result: SpawnResult; ended: Promise<Ending> | undefined }> {
  return new Promise((resolve) => {
    os.spawn(request, (result) => {
      const ended = result.kind === 'refused' ? undefined : endOf(result.pid);
      resolve({ result, ended });
    });
  });
}

/** Reads a pipe to its end. */
export function readAll(fd: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    os.readFrom(fd, {
      data: (bytes, start, end) => chunks.push(Buffer.from(bytes.subarray(start, end))),
      end: () => resolve(Buffer.concat(chunks)),
    });
  });
}

/** A reader that keeps what it got and lets a test wait for the next piece of news. */
export class Collector implements ChannelReader {
  readonly channel: Channel;
  text = '';
  ended = false;
  #wake: () => void = () => {};

  constructor(fd: number) {
    this.channel = os.readFrom(fd, this);
  }

  data(bytes: Uint8Array, start: number, end: number): void {
    this.text += Buffer.from(bytes.subarray(start, end)).toString('latin1');
    this.#wake();
  }

  end(): void {
    this.ended = true;
    this.#wake();
  }

  /** Resolves when there is something new. */
  news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A folder that is removed when the block ends. */
export function scratch(): { readonly path: string } & Disposable {
  const folder = mkdtempSync(path.join(tmpdir(), 'visord-os-'));
  return {
    path: folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Those of our variables, for a Node that must load the addon as we do. */
export function ownEnvironment(...names: string[]): string[] {
  return Object.entries(environ)
    .filter(([name]) => names.includes(name))
    .map(([name, value]) => `${name}=${value}`);
}

const isRoot = process.getuid?.() === 0;
/** For the options of a test that changes users. */
export const asRoot = { skip: isRoot ? false : 'needs root' };
