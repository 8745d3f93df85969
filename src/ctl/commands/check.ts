/** `check`: look at a configuration file and what it names, without a server. */
import { type CheckOptions, exitStatusOf, reportText } from '../../check/report.ts';
import type { CheckFile, Command, Flags } from '../command.ts';
import { takeFlags } from '../command-flags.ts';
import { EXIT } from '../exit-status.ts';
import { commandHelp } from '../help-text.ts';
import type { Output } from '../output.ts';

export const check: Command = {
  name: 'check',
  summary: 'Check a configuration file and what it names, without a server',
  args: [{ kind: 'any', optional: true, many: true }],
  forms: [
    ['check', 'Check the configuration file that supervisord would find'],
    ['check <file>', 'Check this file'],
  ],
  flags: [
    { name: '--strict', doc: 'End with status 1 if there are warnings, 2 if there are errors' },
    { name: '--json', doc: 'Print what is found as JSON' },
  ],
  upcheck: false,
  async run(ctl, words, flags) {
    ctl.exitStatus = await checkWith({ files: words, flags }, ctl.check, ctl.output);
  },
};

/** Does what the words behind `check` ask for. @returns the exit status */
export async function runCheck(
  words: readonly string[],
  checkFile: CheckFile,
  output: Output,
): Promise<number> {
  const { flags, names } = takeFlags(check, words);
  return checkWith({ files: names, flags }, checkFile, output);
}

async function checkWith(
  { files, flags }: { readonly files: readonly string[]; readonly flags: Flags },
  checkFile: CheckFile,
  output: Output,
): Promise<number> {
  const unknown = files.find((word) => word.startsWith('--'));
  if (unknown !== undefined || files.length > 1) {
    const error = unknown === undefined ? 'one file at a time' : `unknown option ${unknown}`;
    for (const line of [`Error: check: ${error}`, ...commandHelp(check)]) output.line(line);
    return EXIT.INVALID_ARGUMENTS;
  }
  const options: CheckOptions = {
    json: flags.has('--json'),
    strict: flags.has('--strict'),
  };
  const report = await checkFile(files[0]);
  output.line(reportText(report, options));
  return exitStatusOf(report, options);
}
