/**
 * `pidproxy`: runs a command, and passes the signals it gets on to the process in a pidfile.
 *
 * The launcher in `bin/` calls it with its own name as typed, the soft limit of descriptors that the
 * user had (a number or `unlimited`), then the arguments. When it ends is up to `pidproxy-modes.ts`;
 * it ends with 0, whatever the status of the command, or with 1 if a signal could not be sent.
 */
import './sigusr1.ts';
import path from 'node:path';
import { UserError } from '../base/errors.ts';
import { DescriptorOutput } from '../ctl/output.ts';
import { createOs } from '../os/system.ts';
import { helpText } from './flags.ts';
import { SIGNALS } from './pidfile.ts';
import { PIDPROXY, type PidproxyCommandLine, parsePidproxyFlags } from './pidproxy-flags.ts';
import { type Mode, Original, type Surroundings, Watching } from './pidproxy-modes.ts';

const FAILED = 1;

const output = new DescriptorOutput(1, 2);

function main(argv0: string, limit: string, ...words: readonly string[]): void {
  const system = createOs();
  const uid = process.getuid?.() ?? 0;
  const surroundings = { os: system, env: process.env, cwd: process.cwd(), uid };
  const line = parsePidproxyFlags(words, surroundings);
  if (line === undefined) {
    output.line(helpText(PIDPROXY, argv0));
    end(FAILED);
  }
  const around: Surroundings = {
    system,
    pidfile: line.pidfile,
    line: (text) => output.line(text),
    errorLine: (text) => output.errorLine(text),
    end,
  };
  const mode = line.original ? new Original(around) : new Watching(around);
  for (const signal of SIGNALS) process.on(signal, () => mode.pass(signal));
  run(line.argv, limit === 'unlimited' ? undefined : Number(limit), mode);
}

function run(argv: PidproxyCommandLine['argv'], openFiles: number | undefined, mode: Mode): void {
  const system = createOs();
  const command = path.resolve(argv[0]);
  let child: number | undefined;
  system.onExit((pid) => {
    if (pid === child) mode.commandEnded();
  });
  const env = Object.entries(process.env).map(([name, value]) => `${name}=${value}`);
  const request = { paths: [command], argv, env, fds: [0, 1, 2], openFiles } as const;
  system.spawn({ ...request, leads: 'nothing' }, (result) => {
    if (result.kind === 'spawned') child = result.pid;
    else {
      output.errorLine(`pidproxy: cannot start ${command}: ${result.code}`);
      mode.commandEnded();
    }
  });
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
