/** The command line of visord-crashlog. */
import { UserError } from '../base/errors.ts';
import { splitWords } from '../base/shell-words.ts';
import { list, type Surroundings } from '../config/codec.ts';
import { type Command, parseFlags } from './flags.ts';
import { atLeast } from './numbers.ts';

const some = atLeast(1);

export const VISORD_CRASHLOG: Command = {
  synopsis: '(--file FILE | --command COMMAND) [OPTION...]',
  doc:
    'An event listener that records crashes: how a program ended, after how long, and what it ' +
    'said last. Run it as [eventlistener:crashlog] with events=PROCESS_STATE.',
  positionals: false,
  flags: [
    {
      short: 'f',
      long: 'file',
      argument: 'FILE',
      name: 'file',
      doc: 'The file to append each record to',
    },
    {
      short: 'c',
      long: 'command',
      argument: 'COMMAND',
      name: 'command',
      doc: 'What to run for each record, which it can read; its words are split as by a shell',
    },
    {
      short: 'l',
      long: 'lines',
      argument: 'N',
      name: 'lines',
      type: some,
      doc: 'How many lines of stdout and of stderr to record (default: 20)',
    },
    {
      short: 'p',
      long: 'programs',
      argument: 'PATTERNS',
      name: 'programs',
      doc: 'Which groups or processes to record, separated by commas (default: *)',
    },
    {
      long: 'timeout',
      argument: 'SECONDS',
      name: 'timeout',
      type: some,
      doc: 'How long COMMAND may take, and supervisord to answer (default: 10)',
    },
    { short: 'h', long: 'help', name: 'help', instead: true, doc: 'Print this text' },
    { short: 'v', long: 'version', name: 'version', instead: true, doc: 'Print the version' },
  ],
};

export interface CrashlogCommandLine {
  readonly file: string | undefined;
  readonly command: readonly string[] | undefined;
  readonly lines: number;
  readonly programs: readonly string[];
  readonly timeoutMs: number;
}

const DEFAULTS = { lines: '20', programs: '*', timeout: '10' };

/**
 * Or the name of the flag that asks for something else.
 *
 * @throws {UserError}
 */
export function parseCrashlogFlags(
  words: readonly string[],
  surroundings: Surroundings,
): CrashlogCommandLine | string {
  const { instead, values: given } = parseFlags(VISORD_CRASHLOG, words, surroundings);
  if (instead !== undefined) return instead;
  const values = { ...DEFAULTS, ...given };
  const command = given.command === undefined ? undefined : splitWords(given.command);
  if (command?.length === 0) throw new UserError('invalid value for --command: no command');
  if (given.file === undefined && command === undefined) {
    throw new UserError('nothing to do: give --file, --command, or both');
  }
  return {
    file: given.file,
    command,
    lines: Number(values.lines),
    programs: list.parse(values.programs, surroundings),
    timeoutMs: Number(values.timeout) * 1000,
  };
}
