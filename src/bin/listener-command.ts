/** What the listeners that are commands have in common: their flags, their errors, their end. */
import manifest from '../../package.json' with { type: 'json' };
import { UserError } from '../base/errors.ts';
import type { Surroundings } from '../config/codec.ts';
import { DescriptorOutput } from '../ctl/output.ts';
import { Commands } from '../kit/commands.ts';
import { createOs } from '../os/system.ts';
import { systemClock } from '../os/system-clock.ts';
import { type Command, helpText } from './flags.ts';

const USAGE_ERROR = 2;

const output = new DescriptorOutput(1, 2);

export function errorLine(text: string): void {
  output.errorLine(text);
}

export interface ListenerCommand<Line extends object> {
  readonly command: Command;
  /** The command line, or the name of a flag that asks for something else. */
  parse(words: readonly string[], surroundings: Surroundings): Line | string;
  run(line: Line, openFiles: number | undefined): Promise<void>;
}

/** Does what the command line says. */
export function runListener<Line extends object>(listener: ListenerCommand<Line>): void {
  const [argv0 = '', limit = 'unlimited', ...words] = process.argv.slice(2);
  const openFiles = limit === 'unlimited' ? undefined : Number(limit);
  start(listener, { argv0, words, openFiles }).catch((error: unknown) => {
    if (!(error instanceof UserError)) throw error; // Node prints it, and ends with 1
    errorLine(`Error: ${error.message}\nFor help, use ${argv0} -h`);
    process.exitCode = USAGE_ERROR;
  });
}

interface Call {
  readonly argv0: string;
  readonly words: readonly string[];
  readonly openFiles: number | undefined;
}

async function start<Line extends object>(
  { command, parse, run }: ListenerCommand<Line>,
  { argv0, words, openFiles }: Call,
): Promise<void> {
  const surroundings = {
    os: createOs(),
    env: process.env,
    cwd: process.cwd(),
    uid: process.getuid?.() ?? 0,
  };
  const line = parse(words, surroundings);
  if (line === 'help') output.line(helpText(command, argv0));
  else if (typeof line === 'string') output.line(manifest.version);
  else await run(line, openFiles);
}

export function createCommands(openFiles: number | undefined): Commands {
  return new Commands({ system: createOs(), clock: systemClock, env: process.env, openFiles });
}
