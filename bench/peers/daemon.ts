/** One supervisord in a folder of its own, asked over its unix socket. Started with `-n`. */
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ProcessTree } from '../process-tree.ts';
import type { Tools } from '../tools.ts';

interface Start {
  readonly bin: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
  /** Its configuration. */
  readonly file: string;
  readonly before: string | undefined;
  readonly beforeEnd: ((pid: number) => Promise<void>) | undefined;
}

/** Which of several calls are how far apart. */
export interface Calls {
  readonly count: number;
  /** Between two of them. */
  readonly pauseUs?: number;
}

export class Daemon extends ProcessTree {
  readonly #start: Start;
  readonly #client: string;

  constructor(tools: Tools, start: Start) {
    const command = [path.join(start.bin, 'supervisord'), '-n', '-c', start.file] as const;
    super(tools, {
      command:
        start.before === undefined
          ? command
          : ['/bin/sh', '-c', `${start.before}; exec ${command.join(' ')}`],
      folder: start.folder,
      env: start.env,
      beforeEnd: start.beforeEnd,
      logsOf: (copy) => rotated(path.join(start.folder, `logs/p_${copy}.log`)),
    });
    this.#start = start;
    this.#client = tools.client;
  }

  /** Where it answers. */
  get socket(): string {
    return path.join(this.folder, 's');
  }

  /** Asks for the state until it is answered. @returns when that was, by process.hrtime */
  async answered(): Promise<bigint> {
    const [first] = await this.#calls('supervisor.getState', [], { count: 1 });
    return BigInt(first?.split(' ')[1] ?? 0);
  }

  /** Calls a method whose parameters are strings, one call after the other. @returns nanoseconds each */
  async time(method: string, params: readonly string[], calls: Calls): Promise<number[]> {
    const lines = await this.#calls(method, params, calls);
    return lines.map((line) => Number(line.split(' ')[0]));
  }

  /** Runs `supervisorctl` to its end. @returns its wall time in nanoseconds */
  ctl(...args: readonly string[]): number {
    const supervisorctl = path.join(this.#start.bin, 'supervisorctl');
    const options = { env: this.#start.env, cwd: this.folder };
    const before = process.hrtime.bigint();
    const run = spawnSync(supervisorctl, ['-c', this.#start.file, ...args], options);
    const took = process.hrtime.bigint() - before;
    if (run.status !== 0) throw new Error(`${supervisorctl}: ${run.stdout}${run.stderr}`);
    return Number(took);
  }

  async #calls(
    method: string,
    params: readonly string[],
    { count, pauseUs = 0 }: Calls,
  ): Promise<string[]> {
    const request = path.join(this.folder, 'request');
    writeFileSync(request, requestOf(method, params));
    const args = [this.socket, request, `${count}`, `${pauseUs}`];
    const { stdout } = await promisify(execFile)(this.#client, args, { maxBuffer: 1 << 26 });
    return stdout.trimEnd().split('\n');
  }
}

function requestOf(method: string, params: readonly string[]): string {
  const list = params.map((text) => `<param><value><string>${text}</string></value></param>`);
  const body =
    `<?xml version='1.0'?>\n<methodCall><methodName>${method}</methodName>` +
    `<params>${list.join('')}</params></methodCall>`;
  return (
    'POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/xml\r\n' +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
}

/** A log and its backups, the oldest first. */
function rotated(log: string): string[] {
  const files = [log];
  while (existsSync(`${log}.${files.length}`)) files.push(`${log}.${files.length}`);
  return files.reverse();
}
