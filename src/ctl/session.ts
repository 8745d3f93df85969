/**
 * The interactive shell: asks for lines and runs them, until it is left by a command, the end of the
 * input, or Ctrl-C. Loaded only when a shell is opened.
 */
import type { Ctl } from './command.ts';
import { Completer } from './completion.ts';
import { LineHistory } from './history.ts';
import { runLine } from './shell.ts';

export interface ShellSettings {
  /** What is run before anything is asked. */
  readonly firstLine: string;
  readonly prompt: string;
  /** Where the lines that are typed are kept; undefined for nowhere. */
  readonly historyFile: string | undefined;
}

export async function runShell(ctl: Ctl, settings: ShellSettings): Promise<void> {
  const { output, terminal, client } = ctl;
  const history = new LineHistory(settings.historyFile);
  const completer = new Completer(ctl);
  const forget = terminal.onInterrupt(() => {
    output.line('');
    terminal.close();
    client.close(); // a command that waits for the server ends
  });
  let line = settings.firstLine;
  while (!(await runLine(ctl, line))) {
    if (line.trim() !== '') completer.forget();
    const typing = { history, complete: (text: string) => completer.complete(text) };
    const answer = await terminal.ask(settings.prompt, typing);
    if (terminal.closed || output.closed) break;
    line = answer ?? 'EOF';
  }
  forget();
  terminal.close();
  history.save();
}
