/**
 * For `ctl.test.ts`: a supervisord in a folder of its own, and Debian's supervisorctl.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { SupervisorClient } from '../../src/client/supervisor-client.ts';
import { projectRoot } from '../rig/commands.ts';
import { until } from '../rig/until.ts';
import { PROGRAMS } from './ctl-steps.ts';

export const ORIGINAL_DAEMON = '/usr/bin/supervisord';
export const OUR_DAEMON = path.join(projectRoot, 'bin/supervisord');

export interface Place {
  readonly folder: string;
  readonly config: string;
  readonly serverUrl: string;
  readonly webUrl: string;
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitStatus: number;
}

export async function createPlace(port: number): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), 'visord-ctl-'));
  const config = path.join(folder, 'supervisord.conf');
  const place = {
    folder,
    config,
    serverUrl: `unix://${folder}/ctl.sock`,
    webUrl: `http://127.0.0.1:${port}`,
  };
  await writeFile(config, configText(place, port, PROGRAMS));
  return place;
}

function configText({ folder, serverUrl }: Place, port: number, programs: string): string {
  return `[unix_http_server]
file = ${folder}/ctl.sock
[inet_http_server]
port = 127.0.0.1:${port}
username = user
password = secret
[supervisord]
logfile = ${folder}/main.log
pidfile = ${folder}/pid
childlogdir = ${folder}
[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl = ${serverUrl}
${programs}`;
}

/** A port of the loopback that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A daemon on a place, and what it says on stdout. */
export class Daemon {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly #lines: Interface;
  readonly #place: Place;

  constructor(command: string, place: Place) {
    this.#place = place;
    this.process = spawn(command, ['-n', '-c', place.config], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.ended = new Promise((resolve) => this.process.once('close', resolve));
    const { stdout } = this.process;
    assert.ok(stdout !== null);
    this.#lines = createInterface({ input: stdout });
  }

  /** Resolves when a line of the main log contains the text `times` times from now. */
  says(text: string, times = 1): Promise<void> {
    let left = times;
    return new Promise((resolve, reject) => {
      this.#lines.on('line', (line) => {
        if (line.includes(text) && --left === 0) resolve();
      });
      this.#lines.once('close', () => reject(new Error(`supervisord ended before "${text}"`)));
    });
  }

  async end(): Promise<void> {
    this.process.kill('SIGTERM');
    const client = new SupervisorClient(this.#place);
    const infos = await client.call('supervisor.getAllProcessInfo').catch(() => []);
    client.close();
    for (const { pid } of infos) killIfAlive(pid);
    await this.ended;
  }
}

/** Waits until a process of the daemon is in a state. */
export async function settled(
  place: Place,
  { process, is }: { readonly process: string; readonly is: string },
): Promise<void> {
  const client = new SupervisorClient(place);
  await until(`${process} to be ${is}`, async () => {
    const { statename } = await client.call('supervisor.getProcessInfo', process);
    return statename === is;
  });
  client.close();
}

export function killIfAlive(pid: number): void {
  try {
    if (pid > 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/**
 * Debian's supervisorctl, run line by line within one Python: its start takes longer than its
 * work. Arguments and outcomes go over its pipes as lines of JSON.
 */
export class Original {
  readonly #process = spawn('/usr/bin/python3', ['-c', ORIGINAL_LOOP], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  readonly #answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();

  async run(place: Place, args: readonly string[]): Promise<Outcome> {
    this.#process.stdin.write(`${JSON.stringify(['-c', place.config, ...args])}\n`);
    const answer = await this.#answers.next();
    assert.ok(answer.done !== true, 'Python has ended');
    return JSON.parse(answer.value) as Outcome; // made by ORIGINAL_LOOP
  }

  end(): void {
    this.#process.stdin.end();
  }
}

const ORIGINAL_LOOP = `
import io, json, sys
from supervisor import supervisorctl
lines, answers = sys.stdin, sys.stdout
sys.argv[0] = 'supervisorctl'
for line in lines:
    sys.stdout = io.TextIOWrapper(io.BytesIO(), 'utf-8', write_through=True)
    sys.stderr = io.TextIOWrapper(io.BytesIO(), 'utf-8', write_through=True)
    try:
        status = supervisorctl.main(json.loads(line))
    except SystemExit as leaving:
        status = leaving.code
    text = lambda stream: stream.buffer.getvalue().decode('utf-8')
    answer = {'stdout': text(sys.stdout), 'stderr': text(sys.stderr), 'exitStatus': status or 0}
    print(json.dumps(answer), file=answers, flush=True)
`;
