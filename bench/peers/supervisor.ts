/** Supervisor, and who takes its configuration, answers its calls and has its commands: ours. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Peer, Program } from '../peer.ts';
import { CLEAN_ENV, type Tools } from '../tools.ts';
import { Daemon } from './daemon.ts';

/** What the two commands run in. */
export interface Surroundings {
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the daemon's pid before it is ended. */
  readonly beforeEnd?: ((pid: number) => Promise<void>) | undefined;
}

export class SupervisorPeer implements Peer {
  readonly name: string;
  readonly kind = 'supervisor';
  readonly install: string;
  readonly most = Number.POSITIVE_INFINITY;
  readonly #bin: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #beforeEnd: Surroundings['beforeEnd'];

  /** @param bin The folder of the two commands */
  constructor(
    { name, install }: Pick<Peer, 'name' | 'install'>,
    bin: string,
    { env, beforeEnd }: Surroundings = {},
  ) {
    this.name = name;
    this.install = install;
    this.#bin = bin;
    this.#env = { ...CLEAN_ENV, ...env };
    this.#beforeEnd = beforeEnd;
  }

  /** What `supervisord -v` prints: for ours, the version of Supervisor that it follows. */
  version(): string | undefined {
    const supervisord = path.join(this.#bin, 'supervisord');
    const run = spawnSync(supervisord, ['-v'], { env: this.#env, encoding: 'utf8' });
    return run.status === 0 ? run.stdout.trim() : undefined;
  }

  run(tools: Tools, program: Program): Daemon {
    return this.supervise(tools, programSection(program));
  }

  /**
   * Runs it with sections of one's own, in which `FOLDER` stands for the daemon's folder.
   *
   * @param before What the shell does before it becomes supervisord: set limits, say
   */
  supervise(tools: Tools, sections: string, before?: string): Daemon {
    const folder = tools.folder();
    mkdirSync(path.join(folder, 'logs'));
    const text = DAEMON + sections;
    const file = path.join(folder, 'supervisord.conf');
    writeFileSync(file, text.replaceAll('FOLDER', folder));
    const surroundings = { env: this.#env, beforeEnd: this.#beforeEnd };
    return new Daemon(tools, { bin: this.#bin, folder, file, before, ...surroundings });
  }
}

/** Copies are told apart by their number: `p:p_0`, and its log `logs/p_0.log`. */
export function programSection({ command, copies, log }: Program): string {
  const logOptions =
    log === undefined
      ? 'stdout_logfile = NONE\n'
      : 'stdout_logfile = FOLDER/logs/%(program_name)s_%(process_num)d.log\n' +
        `stdout_logfile_maxbytes = ${log.maxBytes}\nstdout_logfile_backups = ${log.backups}\n`;
  if (copies === 0) return '';
  return (
    `[program:p]\ncommand = ${command.join(' ')}\nnumprocs = ${copies}\n` +
    'process_name = %(program_name)s_%(process_num)d\nautorestart = true\nstartsecs = 0\n' +
    `${logOptions}stderr_logfile = NONE\n`
  );
}

/**
 * Without `minfds`: Node has raised the limit of files for all that it starts, and Supervisor takes
 * longer for each start the larger `minfds` is.
 */
const DAEMON = `[supervisord]
logfile = FOLDER/supervisord.log
pidfile = FOLDER/supervisord.pid
childlogdir = FOLDER/logs
user = ${process.getuid?.() ?? 0}

[unix_http_server]
file = FOLDER/s

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl = unix://FOLDER/s

`;
