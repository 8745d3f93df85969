/** `completion`: the script that makes a shell complete what is typed behind `supervisorctl`. */
import type { Command } from '../command.ts';
import { EXIT } from '../exit-status.ts';
import type { Output } from '../output.ts';
import { missingArgument, usageError } from '../usage.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'Print a script that completes commands, flags and names in your shell',
  args: [{ kind: 'shell' }],
  forms: [
    ['completion bash', 'Load it with: source <(supervisorctl completion bash)'],
    ['completion zsh', 'Load it with: source <(supervisorctl completion zsh)'],
    ['completion fish', 'Load it with: supervisorctl completion fish | source'],
  ],
  notes: [
    'Names are asked from the server that the line is about; when it is down there are none.',
  ],
  upcheck: false,
  async run(ctl, [shell, ...others]) {
    if (shell === undefined) return missingArgument(ctl, completion, 'the name of a shell');
    if (others.length > 0) return usageError(ctl, completion, 'completion: one shell at a time');
    if (await printScript(shell, ctl.output)) return;
    const text = `completion: no script for ${shell}`;
    usageError(ctl, completion, text, EXIT.INVALID_ARGUMENTS);
  },
};

/** @returns false if there is none for this shell. */
export async function printScript(shell: string, output: Output): Promise<boolean> {
  const { SCRIPTS } = await import('../completion-scripts.ts');
  const script = SCRIPTS.get(shell);
  if (script !== undefined) output.line(script);
  return script !== undefined;
}
