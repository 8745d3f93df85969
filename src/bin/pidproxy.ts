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
import { SIGNALS } from './pidfile.ts';
import { type Mode, Original, type Surroundings, Watching } from './pidproxy-modes.ts';

const FAILED = 1;
const ORIGINAL_FLAGS: readonly (string | undefined)[] = ['-o', '--original'];

const output = new DescriptorOutput(1, 2);

function main(argv0: string, limit: string, ...words: readonly string[]): void {
  const original = ORIGINAL_FLAGS.includes(words[0]);
  const [pidfile, ...argv] = original ? words.slice(1) : words;
  const [command] = argv;
  if (pidfile === undefined || command === undefined) {
    output.line(usage(argv0));
    end(FAILED);
  }
  const around: Surroundings = {
    system: createOs(),
    pidfile,
    line: (text) => output.line(text),
    errorLine: (text) => output.errorLine(text),
    end,
  };
  const mode = original ? new Original(around) : new Watching(around);
  for (const signal of SIGNALS) process.on(signal, () => mode.pass(signal));
  run(path.resolve(command), argv, limit === 'unlimited' ? undefined : Number(limit), mode);
}

function usage(argv0: string): string {
  return `Usage: ${argv0} [-o] PIDFILE COMMAND [ARGUMENT...]

Runs COMMAND (a path) and passes on the signals TERM, HUP, INT, USR1, USR2 and QUIT
to the process whose number is in PIDFILE. Ends when both have ended.

  -o, --original  End with COMMAND, and at once after TERM, INT and QUIT`;
}

function run(
  command: string,
  argv: readonly string[],
  openFiles: number | undefined,
  mode: Mode,
): void {
  const system = createOs();
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
