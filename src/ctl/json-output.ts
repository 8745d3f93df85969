/**
 * `--json`: one document on stdout, whatever happens. A command that could not do its work says
 * why in `{"error": "..."}`, in the words that it would have printed; its exit status is the same.
 */
import type { Ctl, Typed } from './command.ts';
import type { Output } from './output.ts';

/** @param perform runs a command as without `--json`. @returns what it returns. */
export async function runAsJson(
  ctl: Ctl,
  typed: Typed,
  perform: (ctl: Ctl, typed: Typed) => Promise<boolean>,
): Promise<boolean> {
  const { json } = typed.command;
  if (json === undefined) return perform(ctl, typed);
  const lines: string[] = [];
  let document: object | undefined;
  const inner: Ctl = { ...ctl, output: withoutLines(ctl.output, lines) };
  const run: typeof typed.command.run = async (_ctl, words, flags) => {
    document = await json.document(inner, words, flags);
  };
  const leaves = await perform(inner, { ...typed, command: { ...typed.command, run } });
  ctl.exitStatus = inner.exitStatus;
  if (ctl.terminal.closed) return leaves; // by Ctrl-C
  ctl.output.line(JSON.stringify(document ?? { error: errorOf(lines) }));
  return leaves;
}

/** What was printed, without the help below an error of usage. */
function errorOf(lines: readonly string[]): string {
  const [first = ''] = lines;
  return first.startsWith('Error: ') ? first : lines.join('\n');
}

/** Collects lines instead of printing them; everything else is passed on. */
function withoutLines(output: Output, lines: string[]): Output {
  return {
    line: (text) => void lines.push(text),
    write: (bytes) => output.write(bytes),
    prompt: (text) => output.prompt(text),
    errorLine: (text) => output.errorLine(text),
    progress: (text) => output.progress(text),
    flush: () => output.flush(),
    closed: output.closed,
    isTerminal: false,
    colours: false,
  };
}
