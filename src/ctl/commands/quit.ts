/** `quit`, `exit` and `EOF`, which is what the end of the input stands for: leave the shell. */
import type { Command, Form } from '../command.ts';

export const quit = leave('quit', [['quit', 'Leave the shell']]);
export const exit = leave('exit', [['exit', 'Leave the shell']]);
export const endOfInput = leave('EOF', []);

function leave(name: string, forms: readonly Form[]): Command {
  return {
    name,
    summary: 'Leave the shell',
    args: [{ kind: 'any', optional: true, many: true }],
    forms,
    upcheck: false,
    leaves: true,
    run(ctl) {
      ctl.output.line('');
    },
  };
}
