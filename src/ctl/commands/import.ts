/** `import`: program sections from what another supervisor was told, without a server. */
import { UserError } from '../../base/errors.ts';
import type { Command, Flags } from '../command.ts';
import { takeFlags } from '../command-flags.ts';
import { EXIT } from '../exit-status.ts';
import { commandHelp } from '../help-text.ts';
import type { Output } from '../output.ts';

const OUTPUT = '--output';

export const importCommand: Command = {
  name: 'import',
  summary: 'Write program sections from a file of pm2, systemd, compose, or a Procfile',
  args: [{ kind: 'format' }, { kind: 'any' }],
  forms: [
    ['import procfile <file>', 'Print a program for each line of a Procfile'],
    ['import pm2 <file>', 'Print one for each app of an ecosystem file; JavaScript is run'],
    ['import systemd <file>', 'Print one for a service unit'],
    ['import compose <file>', 'Print one for each service of a compose file'],
  ],
  flags: [
    { name: OUTPUT, argument: 'FILE', doc: 'Write to this file, which must not be there yet' },
  ],
  notes: ['What has no equivalent is told in a comment below its program.'],
  upcheck: false,
  async run(ctl, words, flags) {
    ctl.exitStatus = await importWith({ words, flags }, ctl.output);
  },
};

/** Does what the words behind `import` ask for. @returns the exit status */
export async function runImport(words: readonly string[], output: Output): Promise<number> {
  const { flags, names } = takeFlags(importCommand, words);
  return importWith({ words: names, flags }, output);
}

async function importWith(
  { words, flags }: { readonly words: readonly string[]; readonly flags: Flags },
  output: Output,
): Promise<number> {
  const [format, file, ...others] = words;
  if (format === undefined || file === undefined || others.length > 0) {
    const error = 'Error: import requires a format and a file';
    for (const line of [error, ...commandHelp(importCommand)]) output.line(line);
    return EXIT.INVALID_ARGUMENTS;
  }
  const target = flags.get(OUTPUT);
  try {
    const { importFile } = await import('../import/import.ts');
    const text = await importFile(format, file, target);
    if (target === undefined) output.write(Buffer.from(text));
    return EXIT.SUCCESS;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    output.line(`Error: import: ${error.message}`);
    return EXIT.GENERIC;
  }
}
