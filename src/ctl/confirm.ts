/** Makes sure that the person at the terminal means it. */
import type { Ctl } from './command.ts';

/** @returns true at once when nobody sits there; otherwise, whether the answer begins with y. */
export async function confirm(ctl: Ctl, question: string): Promise<boolean> {
  if (!ctl.interactive) return true;
  const answer = await ctl.terminal.ask(question);
  return answer?.toLowerCase().startsWith('y') === true;
}
