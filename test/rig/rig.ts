/**
 * What an end-to-end test stands on: a scratch directory, daemons in it, and programs that do what
 * the test tells them. `await using` ends every process and removes the directory, whatever
 * happened.
 *
 *   await using rig = await Rig.create();
 *   const child = rig.child();
 *   const daemon = await rig.daemon(`[program:x]\ncommand = ${child.command}`);
 *   const run = await child.nextRun();
 *
 * The same test runs against our daemon and against the original (`rig.reference`); where the two
 * are meant to differ, differences.ts says so.
 */
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Child, type Hello, Run } from './child.ts';
import {
  cleanEnv,
  marked,
  type Outcome,
  projectRoot,
  read,
  reference,
  sendSignal,
  start,
  supervisorctl,
  supervisord,
} from './commands.ts';
import { Daemon, type Paths } from './daemon.ts';
import { Program } from './program.ts';
import { until, within } from './until.ts';

/** How a daemon is started. */
export interface DaemonOptions {
  /** Command-line arguments behind `-c FILE`. */
  readonly flags?: readonly string[];
  /** Added to the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Shell commands to run first in the same process, such as `ulimit -Sn 4000`. */
  readonly before?: string;
  /** `user:password` of the unix socket. */
  readonly auth?: string;
  /** The program to run instead of the supervisord under test. */
  readonly command?: string;
  /** The TCP port to talk to instead of the unix socket. */
  readonly port?: number;
  /** What to call to know that it answers; `supervisor.getState` if not given. */
  readonly probe?: string;
}

export class Rig {
  /** True when the original is under test. */
  readonly reference = reference;
  /** The scratch directory; everybody may look into it. */
  readonly dir: string;
  readonly #children = new Map<string, Child>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #daemons = 0;

  static async create(): Promise<Rig> {
    const rig = new Rig(mkdtempSync(path.join(os.tmpdir(), 'rig-')));
    await new Promise<void>((resolve) => rig.#server.listen(rig.path('test.sock'), resolve));
    chmodSync(rig.path('test.sock'), 0o777);
    return rig;
  }

  private constructor(dir: string) {
    this.dir = dir;
    chmodSync(dir, 0o755);
    copyFileSync(path.join(projectRoot, 'test/rig/child.cjs'), this.path('child.cjs'));
    chmodSync(this.path('child.cjs'), 0o644);
    this.#server = createServer((socket) => this.#converse(socket));
  }

  /** A path in the scratch directory. */
  path(...parts: string[]): string {
    return path.join(this.dir, ...parts);
  }

  /** Writes a file of the scratch directory, with the folders it needs, and returns its path. */
  write(name: string, text: string | Buffer, mode?: number): string {
    const file = this.path(name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (mode !== undefined) chmodSync(file, mode);
    return file;
  }

  /** The text of a file of the scratch directory; empty if there is none. */
  read(name: string): string {
    return read(this.path(name));
  }

  /** Waits until a file of the scratch directory matches, and returns its text. */
  readUntil(name: string, pattern: RegExp): Promise<string> {
    return until(`${pattern} in ${name}`, () => {
      const text = this.read(name);
      return pattern.test(text) && text;
    }).catch((error: Error) => {
      throw new Error(`${error.message}, which contains: ${this.read(name)}`);
    });
  }

  /** Waits until a file of the scratch directory holds exactly this. */
  holds(name: string, text: string): Promise<boolean> {
    return until(`${name} to hold ${JSON.stringify(text)}`, () => this.read(name) === text);
  }

  /** A program whose processes do what the test tells them. */
  child(): Child {
    const name = `child${this.#children.size}`;
    const command = `${process.execPath} ${this.path('child.cjs')} ${this.path('test.sock')} ${name}`;
    const child = new Child(name, command);
    this.#children.set(name, child);
    return child;
  }

  /**
   * Starts a supervisord in the foreground and waits until it answers. Where `text` does not say
   * otherwise, everything it opens lies in the scratch directory.
   */
  daemon(text: string, options: DaemonOptions = {}): Promise<Daemon> {
    return this.foreground(this.configure(text).paths, options);
  }

  /** Starts a supervisord in the foreground with a configuration that is already written. */
  async foreground(paths: Paths, options: DaemonOptions = {}): Promise<Daemon> {
    const { auth, before, command = supervisord, env, flags = [], port, probe } = options;
    const process = start(command, ['-n', '-c', paths.config, ...flags], {
      cwd: this.dir,
      env: { ...cleanEnv(this.dir), ...env },
      before,
    });
    const where = port === undefined ? { socketPath: paths.socket } : { port };
    const address = { ...where, ...(auth === undefined ? {} : { auth }) };
    const daemon = new Daemon(this, paths, address, new Program(process));
    await daemon.ready(probe);
    return daemon;
  }

  /** Writes the configuration of another daemon; the sections of `text` win over the rig's. */
  configure(text: string): { paths: Paths; rewrite(text: string): void } {
    const n = this.#daemons++ || '';
    const paths = {
      config: this.path(`supervisord${n}.conf`),
      socket: this.path(`supervisor${n}.sock`),
      logfile: this.path(`supervisord${n}.log`),
      pidfile: this.path(`supervisord${n}.pid`),
    };
    const rewrite = (changed: string) =>
      writeFileSync(paths.config, basis(paths, this.dir) + changed);
    rewrite(text);
    return { paths, rewrite };
  }

  /** The daemon that a command has put into the background with this configuration. */
  async detached(paths: Paths): Promise<Daemon> {
    const daemon = new Daemon(this, paths, { socketPath: paths.socket });
    await daemon.ready();
    return daemon;
  }

  /** Runs the supervisord under test until it ends. */
  supervisord(...args: string[]): Promise<Outcome> {
    return this.run(supervisord, ...args);
  }

  /** Runs the supervisorctl under test until it ends. */
  supervisorctl(...args: string[]): Promise<Outcome> {
    return this.run(supervisorctl, ...args);
  }

  /** Runs any command in the scratch directory, with a clean environment. */
  run(command: string, ...args: string[]): Promise<Outcome> {
    return within(`the end of ${command}`, this.start(command, args).exited);
  }

  /** Starts any command in the scratch directory, with a clean environment. */
  start(command: string, args: readonly string[], input = ''): Program {
    const process = start(command, args, { cwd: this.dir, env: cleanEnv(this.dir) });
    process.stdin?.on('error', () => undefined); // it need not read what it is given
    process.stdin?.end(input);
    return new Program(process);
  }

  /** A TCP port that nothing listens on. */
  async freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Daemons first, or they would replace what is ended; then again until nothing is left.
    await until('the end of every process', () => {
      const left = marked(this.dir);
      for (const pid of left) sendSignal(pid, 'SIGKILL');
      return left.length === 0;
    });
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
    rmSync(this.dir, { recursive: true, force: true });
  }

  /** Finds out which program has connected, and hands its lines to the run. */
  #converse(socket: Socket): void {
    let received = '';
    let run: Run | undefined;
    this.#sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('error', () => undefined); // killed processes end conversations as they like
    socket.on('data', (text: string) => {
      const lines = (received + text).split('\n');
      received = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as {
          hello?: Hello;
          signal?: string;
          done?: number;
          stdin?: string;
        };
        if (message.hello === undefined) run?.receive(message);
        else run = this.#meet(socket, message.hello);
      }
    });
  }

  #meet(socket: Socket, hello: Hello): Run {
    const child = this.#children.get(hello.name);
    if (child === undefined) throw new Error(`a program called ${hello.name} has connected`);
    const run = new Run(child, socket, hello);
    child.connected(run);
    return run;
  }
}

/** Sections that every daemon needs. They come first: in a later section of the same name, keys win. */
function basis(paths: Paths, dir: string): string {
  return `[unix_http_server]
file = ${paths.socket}
[supervisord]
logfile = ${paths.logfile}
pidfile = ${paths.pidfile}
childlogdir = ${dir}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = unix://${paths.socket}

`;
}
