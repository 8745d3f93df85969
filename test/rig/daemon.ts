/** A supervisord under test, as its users see it: commands, requests, signals and log lines. */
import { type Outcome, read, reference, sendSignal, supervisorctl } from './commands.ts';
import type { Program } from './program.ts';
import type { Rig } from './rig.ts';
import { until, within } from './until.ts';
import { type Address, call, Fault, type Value } from './xmlrpc.ts';

/** Where things of one daemon lie. */
export interface Paths {
  readonly config: string;
  readonly socket: string;
  readonly logfile: string;
  readonly pidfile: string;
}

/** What `getProcessInfo` answers. */
export interface ProcessInfo {
  readonly name: string;
  readonly group: string;
  readonly statename: string;
  readonly state: number;
  readonly pid: number;
  readonly exitstatus: number;
  readonly spawnerr: string;
  readonly description: string;
  readonly stdout_logfile: string;
  readonly stderr_logfile: string;
  readonly logfile: string;
  readonly start: number;
  readonly stop: number;
  readonly now: number;
}

/** What every `supervisor.*` method answers while supervisord stops or restarts. */
const SHUTDOWN_STATE = 6;

/** How a connection fails to a daemon that is about to listen, or about to begin anew. */
const NOT_YET: ReadonlySet<string> = new Set(['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

export class Daemon {
  readonly paths: Paths;
  readonly #rig: Rig;
  readonly #address: Address;
  readonly #program: Program | undefined;

  /** @param program What was started; nothing for a daemon that has detached itself. */
  constructor(rig: Rig, paths: Paths, address: Address, program?: Program) {
    this.#rig = rig;
    this.paths = paths;
    this.#program = program;
    this.#address = address;
  }

  /** The pid, as the system knows it. */
  get pid(): number {
    return this.#program?.pid ?? Number(read(this.paths.pidfile));
  }

  /** What was started in the foreground, with what it printed and how it ended. */
  get program(): Program {
    if (this.#program === undefined) throw new Error('this supervisord has detached itself');
    return this.#program;
  }

  /** The daemon's own end, with what it printed. */
  get exited(): Promise<Outcome> {
    return within('the end of supervisord', this.program.exited);
  }

  /** Runs `supervisorctl` with the daemon's configuration. */
  ctl(...args: string[]): Promise<Outcome> {
    return this.#rig.supervisorctl('-c', this.paths.config, ...args);
  }

  /** Starts `supervisorctl` with the daemon's configuration, for commands that go on. */
  start(...args: string[]): Program {
    return this.#rig.start(supervisorctl, ['-c', this.paths.config, ...args]);
  }

  /** Runs `supervisorctl` as a shell that is given these lines. */
  shell(lines: string): Promise<Outcome> {
    return this.#rig.start(supervisorctl, ['-c', this.paths.config], lines).exited;
  }

  /** Calls a method over the unix socket; the name may leave `supervisor.` out. */
  async rpc<T = Value>(method: string, ...params: Value[]): Promise<T> {
    const name = method.includes('.') ? method : `supervisor.${method}`;
    return (await call(this.#address, name, params)) as T;
  }

  info(name: string): Promise<ProcessInfo> {
    return this.rpc<ProcessInfo>('getProcessInfo', name);
  }

  /** Waits until the process is in a state, and answers what is known of it then. */
  state(name: string, statename: string): Promise<ProcessInfo> {
    return until(`${name} to be ${statename}`, async () => {
      const info = await this.info(name);
      return info.statename === statename && info;
    });
  }

  /** The main log. */
  log(): string {
    return read(this.paths.logfile);
  }

  /** The messages of the main log as `LEVL message`, without their times. */
  messages(pattern: RegExp = /^/): string[] {
    return this.log()
      .split('\n')
      .map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /, ''))
      .filter((line) => line !== '' && pattern.test(line));
  }

  /** Waits for a line in the main log, and returns it. */
  logLine(pattern: RegExp): Promise<string> {
    return until(`the log line ${pattern}`, () =>
      this.log()
        .split('\n')
        .find((line) => pattern.test(line)),
    ).catch((error: Error) => {
      throw new Error(`${error.message}; the log is:\n${this.log()}`);
    });
  }

  /** Sends the daemon a signal. */
  signal(signal: NodeJS.Signals): void {
    sendSignal(this.pid, signal);
  }

  /** Ends it as an init system would, and answers how it ended. */
  stop(): Promise<Outcome> {
    return this.program.end('SIGTERM');
  }

  /** Waits until it answers a call of `probe`, or says why it never will. */
  async ready(probe = 'supervisor.getState'): Promise<void> {
    const answers = until('supervisord to answer', async () => {
      try {
        await call(this.#address, probe, []);
        return true;
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code !== undefined && NOT_YET.has(code)) return false;
        if (error instanceof Fault && error.code === SHUTDOWN_STATE) return false; // it restarts
        throw error;
      }
    });
    const early = this.#program?.exited.then(({ code, stdout, stderr }) => {
      const which = reference ? 'the original' : 'supervisord';
      throw new Error(`${which} ended with code ${code}: ${stderr}${stdout}`);
    });
    early?.catch(() => undefined);
    await Promise.race(early === undefined ? [answers] : [answers, early]);
  }
}
