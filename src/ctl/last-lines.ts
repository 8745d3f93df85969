/** `logs` without `-f`: the last lines of one log after the other. */
import { orFault, ServerFault } from '../client/errors.ts';
import { FAULTS } from '../wire/faults.ts';
import type { Ctl } from './command.ts';
import type { Source } from './log-labels.ts';

const METHODS = {
  stdout: 'supervisor.readProcessStdoutLog',
  stderr: 'supervisor.readProcessStderrLog',
} as const;

/** How much is read for a line that is asked for; longer lines get fewer of them. */
const BYTES_PER_LINE = 512;
const MIN_BYTES = 16_384;
const MAX_BYTES = 1_048_576;

export async function showLastLines(
  ctl: Ctl,
  sources: readonly Source[],
  count: number,
): Promise<void> {
  const bytes = Math.min(MAX_BYTES, Math.max(MIN_BYTES, count * BYTES_PER_LINE));
  for (const { name, channel, label } of sources) {
    const text = await orFault(ctl.client.call(METHODS[channel], name, -bytes, 0));
    if (text instanceof ServerFault) {
      // Nothing has been written yet, or the process has been taken away in between.
      if (text.code === FAULTS.NO_FILE || text.code === FAULTS.BAD_NAME) continue;
      throw text;
    }
    const isTorn = Buffer.byteLength(text) >= bytes;
    for (const line of lastLines(text, count, isTorn)) ctl.output.line(label + line);
  }
}

/** @param isTorn whether the text may begin within a line, which is then left out. */
export function lastLines(text: string, count: number, isTorn: boolean): readonly string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const whole = isTorn && lines.length > 1 ? lines.slice(1) : lines;
  return count === 0 ? [] : whole.slice(-count);
}
