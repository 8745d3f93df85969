/**
 * `pidproxy`: runs a command, and passes the signals it gets on to the process in a pidfile.
 *
 * The launcher in `bin/` calls it with its own name as typed, the soft limit of descriptors that the
 * user had (a number or `unlimited`), then the arguments. It ends with 0 after a signal that asks
 * for an end, or some seconds after its command did; the command's own status is not passed on.
 */
import './sigusr1.ts';
import { constants } from 'node:os';
import path from 'node:path';
import { isSystemError, UserError } from '../base/errors.ts';
import { parseInteger } from '../base/python-text.ts';
import { DescriptorOutput } from '../ctl/output.ts';
import { files } from '../os/files.ts';
import { createOs } from '../os/system.ts';

const FAILED = 1;
/** As the original: a command that ends early has been running for that long. */
const LOOK_AFTER_MS = 5_000;
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'] as const;
const ENDING_SIGNALS: readonly string[] = ['SIGTERM', 'SIGINT', 'SIGQUIT'];

type Signal = (typeof SIGNALS)[number];

const output = new DescriptorOutput(1, 2);

function main(argv0: string, limit: string, pidfile?: string, ...argv: readonly string[]): void {
  const [command] = argv;
  if (pidfile === undefined || command === undefined) {
    output.line(usage(argv0));
    end(FAILED);
  }
  for (const signal of SIGNALS) process.on(signal, () => pass(signal, pidfile));
  run(path.resolve(command), argv, limit === 'unlimited' ? undefined : Number(limit));
}

function usage(argv0: string): string {
  return `Usage: ${argv0} PIDFILE COMMAND [ARGUMENT...]

Runs COMMAND (a path) and passes on the signals TERM, HUP, INT, USR1, USR2 and QUIT
to the process whose number is in PIDFILE.`;
}

function run(command: string, argv: readonly string[], openFiles: number | undefined): void {
  const system = createOs();
  let ended = false;
  system.onExit(() => {
    ended = true;
  });
  const env = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const request = { paths: [command], argv, env, fds: [0, 1, 2], openFiles } as const;
  system.spawn({ ...request, leads: 'nothing' }, (result) => {
    if (result.kind === 'spawned') return;
    ended = true;
    output.errorLine(`pidproxy: cannot start ${command}: ${result.code}`);
  });
  setInterval(() => {
    if (ended) end(0);
  }, LOOK_AFTER_MS);
}

function pass(signal: Signal, pidfile: string): void {
  const pid = readPid(pidfile);
  if (pid === undefined) {
    output.line(`Can't read child pidfile ${pidfile}!`);
    return;
  }
  try {
    createOs().kill(pid, constants.signals[signal]);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    output.errorLine(`pidproxy: cannot send ${signal} to process ${pid}: ${error.code}`);
    end(FAILED);
  }
  if (ENDING_SIGNALS.includes(signal)) end(0);
}

/** Undefined if there is no number of a process. */
function readPid(pidfile: string): number | undefined {
  try {
    const pid = parseInteger(Buffer.from(files.readFile(pidfile)).toString());
    return pid >= 1 ? pid : undefined; // 0 and less would be groups of processes, or everybody
  } catch (error) {
    if (!isSystemError(error) && !(error instanceof UserError)) throw error;
    return undefined;
  }
}

function end(status: number): never {
  output.flush();
  process.exit(status);
}

const [argv0 = 'pidproxy', limit = 'unlimited', ...words] = process.argv.slice(2);
try {
  main(argv0, limit, ...words);
} catch (error) {
  if (!(error instanceof UserError)) throw error; // the addon is not there
  output.errorLine(`Error: ${error.message}`);
  end(FAILED);
}
