/** Makes sure that the person at the terminal means it. */
import type { Ctl } from './command.ts';
import { PythonError } from './exceptions.ts';

/**
 * @returns true at once when nobody sits there; otherwise, whether the answer begins with y.
 * @throws {PythonError} at the end of the input.
 */
export async function confirm(ctl: Ctl, question: string): Promise<boolean> {
  if (!ctl.interactive) return true;
  const answer = await ctl.terminal.ask(question);
  if (answer === undefined) throw new PythonError('EOFError', 'EOF when reading a line');
  return answer.toLowerCase().startsWith('y');
}
