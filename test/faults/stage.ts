/**
 * A supervisord to which something happens, beside programs that must not notice: what every row of
 * faults.ts promises is checked here, before the fault, during it (`works`) and at the end.
 *
 *   fault('disk-full', async (stage) => {
 *     const daemon = await stage.start('[program:x]…');
 *     …
 *     await stage.works();
 *     …
 *   });
 */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Child, Run } from '../rig/child.ts';
import { projectRoot, read, sendSignal } from '../rig/commands.ts';
import type { Daemon, Paths } from '../rig/daemon.ts';
import { type Need, needs } from '../rig/differences.ts';
import { Proc } from '../rig/proc.ts';
import { callRequest, RawClient } from '../rig/raw-client.ts';
import { type DaemonOptions, Rig } from '../rig/rig.ts';
import { until, within } from '../rig/until.ts';
import type { Value } from '../rig/xmlrpc.ts';
import { compile } from './compile.ts';
import { FAULTS, type FaultId } from './faults.ts';
import { Witness, witnessSections } from './witness.ts';

/** How a request fails while connections have to be closed, or the socket is not there. */
const NO_ANSWER: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ENOENT',
  'EAGAIN',
]);

/** The plug-in that looks at supervisord from inside. */
const INSIDE = `[rpcinterface:inside]
supervisor.rpcinterface_factory = ${path.join(projectRoot, 'test/faults/inside.cjs')}:makeInterface
`;

/** By inside.cjs. Memory in KiB. */
export interface Holdings {
  readonly heap: number;
  readonly external: number;
  readonly rss: number;
  readonly timers: number;
}

/** How much the heap and what it refers to may differ with nothing kept. */
const NOISE_KIB = 4096;

/** Nothing was kept between two looks, or no more than so many KiB. */
export function assertFlat(before: Holdings, after: Holdings, keptKib = 0): void {
  const grown = after.heap + after.external - before.heap - before.external;
  assert.ok(grown <= keptKib + NOISE_KIB, JSON.stringify({ before, after }));
}

/** Makes the test of one row. */
export function fault(
  id: FaultId,
  act: (stage: Stage) => Promise<void>,
  need: Need = { skip: false },
): void {
  const compiler = needs('gcc', 'apt-get install gcc');
  const options = compiler.skip === false ? need : compiler;
  test(`${id}: ${FAULTS[id].fault}`, options, async (context) => {
    await using stage = await Stage.create();
    await act(stage);
    await stage.verify(context);
  });
}

export class Stage {
  readonly rig: Rig;
  readonly #witness: string;
  readonly #disks: string[] = [];
  #daemon: Daemon | undefined;
  #witnesses: readonly Witness[] = [];
  /** As /proc of this test knows it. */
  #pid = 0;
  /** With nothing running. */
  #descriptors = 0;
  #lines = 0;

  static async create(): Promise<Stage> {
    const rig = await Rig.create();
    return new Stage(rig, await compile(rig, 'faults/programs/witness'));
  }

  private constructor(rig: Rig, witness: string) {
    this.rig = rig;
    this.#witness = witness;
  }

  /** The pid of supervisord, even if it is the first process of a namespace. */
  get pid(): number {
    return this.#pid;
  }

  /** Starts supervisord and the witnesses. What else is in `text` should have `autostart=false`. */
  start(text: string, options: DaemonOptions = {}): Promise<Daemon> {
    return this.begin(this.configure(text).paths, options);
  }

  /** The same in two steps: a configuration that has the witnesses, and can be written anew … */
  configure(text: string): { paths: Paths; rewrite(text: string): void } {
    const ours = INSIDE + witnessSections(this.rig, this.#witness);
    const { paths, rewrite } = this.rig.configure(ours + text);
    return { paths, rewrite: (changed) => rewrite(ours + changed) };
  }

  /** … and supervisord with it. */
  async begin(paths: Paths, options: DaemonOptions = {}): Promise<Daemon> {
    const { rig } = this;
    const daemon = await rig.foreground(paths, options);
    this.#daemon = daemon;
    this.#pid = supervisordAt(daemon.pid);
    this.#witnesses = Witness.all(rig, daemon);
    // Once for what is opened only with the first program.
    for (const witness of this.#witnesses) await witness.start();
    for (const witness of this.#witnesses) await witness.stop();
    this.#descriptors = this.#countDescriptors();
    for (const witness of this.#witnesses) await witness.start();
    return daemon;
  }

  /** Starts a program, and answers its process. */
  async run(name: string, child: Child): Promise<Run> {
    await this.#supervisord.rpc('startProcess', name, false);
    return child.nextRun();
  }

  /** A file system of its own, in memory, with room for so many KiB. @returns where it is */
  async disk(kib: number): Promise<string> {
    const folder = this.rig.path(`disk${this.#disks.length}`);
    mkdirSync(folder);
    const options = ['-t', 'tmpfs', '-o', `size=${kib}k,mode=777`];
    const { code, stderr } = await this.rig.run('mount', ...options, 'tmpfs', folder);
    assert.equal(code, 0, stderr);
    this.#disks.push(folder);
    return folder;
  }

  /** Everything that must go on does so now: it answers, and the witnesses are heard. */
  async works(): Promise<void> {
    await this.answers();
    await this.witnessesAreHeard();
    await this.answers();
  }

  async witnessesAreHeard(): Promise<void> {
    await Promise.all(this.#witnesses.map((witness) => witness.isHeard()));
  }

  async answers(): Promise<void> {
    const { statename } = await this.ask<{ statename: string }>('getState');
    assert.equal(statename, 'RUNNING');
  }

  /** Calls a method until there is an answer: in need, connections may be closed without one. */
  async ask<T>(method: string, ...params: Value[]): Promise<T> {
    const { answer } = await until(`an answer to ${method}`, async () => {
      try {
        return { answer: await this.#supervisord.rpc<T>(method, ...params) };
      } catch (error) {
        if (error instanceof Error && 'code' in error && NO_ANSWER.has(error.code)) return false;
        throw error;
      }
    });
    return answer;
  }

  /** What supervisord holds when garbage has been collected. */
  holdings(): Promise<Holdings> {
    return this.ask<Holdings>('inside.holdings');
  }

  /** Lets `act` call methods over a connection that was made before. */
  async onOneConnection(
    act: (ask: (method: string, params?: string) => Promise<void>) => Promise<void>,
  ): Promise<void> {
    using client = new RawClient(this.#supervisord.paths.socket);
    const ask = async (method: string, params = ''): Promise<void> => {
      client.received = '';
      client.send(callRequest(`supervisor.${method}`, `<params>${params}</params>`));
      await within(`an answer to ${method}`, client.until(/<\/methodResponse>/));
    };
    await ask('getState');
    await act(ask);
  }

  /** What is true after every fault. Ends supervisord. */
  async verify(context: TestContext): Promise<void> {
    await this.works();
    await this.settle();
    context.diagnostic(`lines written and found: ${this.#lines}`);
    await this.end();
  }

  /**
   * Kills supervisord, which is the fault: what the row says from here on it says of the next one,
   * which `begin` starts. Counts the lines that the witnesses have in their logs by then.
   */
  async kill(): Promise<void> {
    sendSignal(this.#pid, 'SIGKILL');
    await this.#supervisord.exited;
    for (const witness of this.#witnesses) this.#lines += await witness.bereaved();
    this.#daemon = undefined;
    this.#witnesses = [];
  }

  /** Ends the witnesses, counts their lines, and begins anew. */
  async recount(): Promise<void> {
    await this.#count();
    for (const witness of this.#witnesses) await witness.start();
  }

  /** How many lines have been counted. */
  get lines(): number {
    return this.#lines;
  }

  /** Stops everything, and finds nothing left of it. */
  async settle(): Promise<void> {
    await this.#count();
    await this.#supervisord.rpc('stopAllProcesses');
    await until('no zombie to be left', () => zombiesOf(this.#pid) === 0);
    await until(`no more than ${this.#descriptors} descriptors`, () => {
      return this.#countDescriptors() <= this.#descriptors;
    });
  }

  /** Ends supervisord. */
  async end(): Promise<void> {
    sendSignal(this.#pid, 'SIGTERM');
    const { code, stdout } = await this.#supervisord.exited;
    assert.doesNotMatch(stdout, /bug in visord|uncaptured/);
    assert.equal(code, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const disk of this.#disks) await this.rig.run('umount', '-l', disk);
    await this.rig[Symbol.asyncDispose]();
  }

  get #supervisord(): Daemon {
    if (this.#daemon === undefined) throw new Error('it has not been started');
    return this.#daemon;
  }

  async #count(): Promise<void> {
    for (const witness of this.#witnesses) this.#lines += await witness.stop();
  }

  #countDescriptors(): number {
    return Object.keys(new Proc(this.#pid).descriptors).length;
  }
}

/** The process itself, or the child that it has made as the first one of a namespace. */
function supervisordAt(pid: number): number {
  if (read(`/proc/${pid}/comm`) === 'supervisord\n') return pid;
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

/** How many children of a process have ended and not been waited for. */
export function zombiesOf(pid: number): number {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => read(`/proc/${name}/stat`).split(') ').pop()?.split(' ') ?? [])
    .filter(([state, parent]) => state === 'Z' && Number(parent) === pid).length;
}
