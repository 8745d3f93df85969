/**
 * The test's side of the conversation with child.cjs: `Child` is a program of the configuration,
 * `Run` one process of it. A run ends when its connection does, which is when the process is gone.
 */
import type { Socket } from 'node:net';
import { within } from './until.ts';

/** What a process says about itself when it connects. */
export interface Hello {
  readonly name: string;
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  readonly sid: number;
  readonly cwd: string;
  readonly umask: number;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly env: Readonly<Record<string, string>>;
}

/** Things that arrive, and somebody who waits for them: whichever comes first waits for the other. */
class Queue<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  add(item: T): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#arrived.push(item);
    else waiter(item);
  }

  next(): Promise<T> {
    const item = this.#arrived.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** One process that runs child.cjs and has connected. */
export class Run {
  readonly hello: Hello;
  readonly pid: number;
  readonly #child: Child;
  readonly #socket: Socket;
  readonly #signals = new Queue<string>();
  readonly #stdin = new Queue<Buffer>();
  readonly #obeyed = new Map<number, () => void>();
  readonly #gone: Promise<void>;
  #orders = 0;

  constructor(child: Child, socket: Socket, hello: Hello) {
    this.#child = child;
    this.#socket = socket;
    this.hello = hello;
    this.pid = hello.pid;
    this.#gone = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  /** Fulfilled when the process is gone. */
  get ended(): Promise<void> {
    return within(`the end of ${this.hello.name} (${this.pid})`, this.#gone);
  }

  /** Takes a line that the process sent; called by the rig. */
  receive(message: { signal?: string; done?: number; stdin?: string }): void {
    if (message.stdin !== undefined) this.#stdin.add(Buffer.from(message.stdin, 'base64'));
    if (message.signal !== undefined) this.#signals.add(message.signal);
    if (message.done !== undefined) this.#obeyed.get(message.done)?.();
  }

  /** Makes the process report the signal instead of dying of it. */
  trap(signal: NodeJS.Signals): Promise<void> {
    return this.#order({ do: 'trap', signal });
  }

  /** The next signal that was trapped. */
  nextSignal(): Promise<string> {
    return within(`a signal to ${this.hello.name}`, this.#signals.next());
  }

  /** Writes to stdout (or another descriptor); fulfilled when the kernel has taken all of it. */
  write(data: string | Buffer, fd = 1): Promise<void> {
    return this.#order({ do: 'write', fd, base64: Buffer.from(data).toString('base64') });
  }

  /** Makes the process read its stdin from now on. */
  read(): Promise<void> {
    return this.#order({ do: 'read' });
  }

  /** Makes it read once, at most so many bytes; it waits for the first. */
  readOnce(count: number): Promise<void> {
    return this.#order({ do: 'readOnce', count });
  }

  /** The next piece that it has read. */
  nextInput(): Promise<Buffer> {
    return within(`something on the stdin of ${this.hello.name}`, this.#stdin.next());
  }

  /** Closes a descriptor of the process. */
  close(fd: number): Promise<void> {
    return this.#order({ do: 'close', fd });
  }

  /** Starts a process of its own, in the same process group, and waits until it has connected. */
  async fork(): Promise<Run> {
    await this.#order({ do: 'fork' });
    return this.#child.nextRun();
  }

  /** Exits; fulfilled when the process is gone. */
  exit(code: number): Promise<void> {
    this.#send({ do: 'exit', code });
    return this.ended;
  }

  /** Sends itself a signal that ends it. */
  die(signal: NodeJS.Signals): Promise<void> {
    this.#send({ do: 'die', signal });
    return this.ended;
  }

  /** Ends the conversation, which ends the process. */
  release(): void {
    this.#socket.destroy();
  }

  #order(order: object): Promise<void> {
    const id = this.#send(order);
    const done = new Promise<void>((resolve) => this.#obeyed.set(id, resolve));
    const early = this.#gone.then(() => {
      throw new Error(`${this.hello.name} (${this.pid}) ended before it obeyed`);
    });
    const what = `${this.hello.name} to obey ${JSON.stringify(order).slice(0, 80)}`;
    return within(what, Promise.race([done, early]));
  }

  #send(order: object): number {
    const id = this.#orders++;
    this.#socket.write(`${JSON.stringify({ ...order, id })}\n`);
    return id;
  }
}

/** A program that does what it is told. */
export class Child {
  /** What to write behind `command =`. */
  readonly command: string;
  readonly #name: string;
  readonly #runs = new Queue<Run>();

  constructor(name: string, command: string) {
    this.#name = name;
    this.command = command;
  }

  /** Takes a process that has connected; called by the rig. */
  connected(run: Run): void {
    this.#runs.add(run);
  }

  /** The next process of this program that has started; each is returned once. */
  nextRun(): Promise<Run> {
    return within(`a process of ${this.#name}`, this.#runs.next());
  }

  /** The next `count` processes, by the name that Supervisor gave them. */
  async nextRuns(count: number): Promise<Map<string, Run>> {
    const runs = new Map<string, Run>();
    while (runs.size < count) {
      const run = await this.nextRun();
      runs.set(run.hello.env.SUPERVISOR_PROCESS_NAME ?? '', run);
    }
    return runs;
  }
}
