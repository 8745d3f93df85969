/**
 * One supervisord in a folder of its own, asked over its unix socket.
 *
 * Started with `-n` and quiet logs, ended by SIGTERM. Whoever starts one ends it: `await using`.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CLEAN_ENV, type Peer } from './peers.ts';

export class Daemon {
  readonly folder: string;
  /** process.hrtime.bigint() just before it was executed. */
  readonly startedNs: bigint;
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #peer: Peer;

  /** @param programs The [program:x] sections; `FOLDER` in them stands for the daemon's folder. */
  constructor(peer: Peer, scratch: string, programs: string) {
    this.#peer = peer;
    this.folder = mkdtempSync(path.join(scratch, 'd-'));
    mkdirSync(path.join(this.folder, 'logs'));
    const file = path.join(this.folder, 'supervisord.conf');
    writeFileSync(file, configuration(this.folder) + programs.replaceAll('FOLDER', this.folder));
    this.startedNs = process.hrtime.bigint();
    this.#process = spawn(peer.supervisord, ['-n', '-c', file], {
      env: CLEAN_ENV,
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`cannot start ${this.#peer.supervisord}`);
    return this.#process.pid;
  }

  /** Asks for the state until it is answered. @returns when that was, by process.hrtime. */
  async answered(): Promise<bigint> {
    for (;;) {
      if (this.#process.exitCode !== null) throw new Error(`${this.#peer.name} has ended`);
      try {
        await this.call('supervisor.getState');
        return process.hrtime.bigint();
      } catch {
        await sleep(1);
      }
    }
  }

  /** Calls a method whose parameters are strings. @returns the body of the answer */
  async call(method: string, ...params: readonly string[]): Promise<string> {
    const list = params.map((text) => `<param><value><string>${text}</string></value></param>`);
    const body =
      `<?xml version='1.0'?>\n<methodCall><methodName>${method}</methodName>` +
      `<params>${list.join('')}</params></methodCall>`;
    const answer = await post(path.join(this.folder, 's'), body);
    if (answer.includes('<fault>')) throw new Error(`${method}: ${answer}`);
    return answer;
  }

  /** Runs `supervisorctl` to its end. @returns its wall time in nanoseconds */
  ctl(...args: readonly string[]): number {
    const file = path.join(this.folder, 'supervisord.conf');
    const options = { env: CLEAN_ENV, cwd: this.folder };
    const before = process.hrtime.bigint();
    const run = spawnSync(this.#peer.supervisorctl, ['-c', file, ...args], options);
    const took = process.hrtime.bigint() - before;
    if (run.status !== 0) throw new Error(`${this.#peer.name} ctl: ${run.stdout}${run.stderr}`);
    return Number(took);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill('SIGTERM');
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function configuration(folder: string): string {
  return `[supervisord]
logfile = ${folder}/supervisord.log
pidfile = ${folder}/supervisord.pid
childlogdir = ${folder}/logs
user = ${process.getuid?.() ?? 0}

[unix_http_server]
file = ${folder}/s

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://${folder}/s

`;
}

function post(socketPath: string, body: string): Promise<string> {
  const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: '/RPC2', method: 'POST', headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      answer.on('end', () => resolve(text)).on('error', reject);
    });
    call.on('error', reject).end(body);
  });
}
