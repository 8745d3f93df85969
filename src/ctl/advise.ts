/** What to do about a server that cannot be talked to: one line on stderr, below what was said. */
import type { Ctl } from './command.ts';

/** Says what would help, if something is known to. The knowledge is loaded only now. */
export async function advise(ctl: Ctl, error: unknown): Promise<void> {
  const { adviceOn } = await import('./advice.ts');
  const advice = await adviceOn(error, ctl);
  if (advice !== undefined) ctl.output.errorLine(advice);
}
