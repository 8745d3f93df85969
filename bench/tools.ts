/** What the measurements work with: a folder, and the compiled programs of `bench/c`. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stamps } from './stamps.ts';

/**
 * A spawner thread of ours lingers for 5 s, and V8 collects garbage from some 8 s after the last work
 * on: later on a machine that is busy.
 */
const SETTLE_MS = 30_000;
const SETTLE_QUICK_MS = 12_000;

export class Tools {
  readonly quick: boolean;
  /** On tmpfs where there is one, so that no disk is measured. */
  readonly scratch: string;
  readonly stamps: Stamps;
  readonly child: string;
  readonly spawner: string;
  readonly client: string;
  /** What has been started and not ended yet. */
  readonly running = new Set<AsyncDisposable>();

  /** @param root The folder that holds package.json */
  constructor(root: string, quick: boolean) {
    this.quick = quick;
    this.scratch = mkdtempSync(path.join(tmpfs(), 'visord-bench-'));
    this.child = this.#compile(root, 'child');
    this.spawner = this.#compile(root, 'spawner');
    this.client = this.#compile(root, 'call');
    this.stamps = new Stamps(path.join(this.scratch, 'stamps'));
  }

  /** A new, empty folder. */
  folder(): string {
    return mkdtempSync(path.join(this.scratch, 'd-'));
  }

  /** Waits until what has been started is at rest. */
  async settle(): Promise<void> {
    await sleep(this.quick ? SETTLE_QUICK_MS : SETTLE_MS);
  }

  /** Ends what runs as well: for a benchmark that is interrupted. */
  async abandon(): Promise<void> {
    for (const one of this.running) await one[Symbol.asyncDispose]();
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.stamps.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  #compile(root: string, name: string): string {
    const program = path.join(this.scratch, name);
    execFileSync('cc', ['-O2', '-o', program, path.join(root, `bench/c/${name}.c`)]);
    return program;
  }
}

function tmpfs(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return os.tmpdir();
  }
}

/**
 * The environment of everything that is measured. Above all without NODE_EXTRA_CA_CERTS, which
 * makes Node 20 parse a file of certificates at every start.
 */
export const CLEAN_ENV: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
  HOME: process.env.HOME ?? '/',
  LANG: 'C.UTF-8',
};
