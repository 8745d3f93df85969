/**
 * Cold start: how long until the daemon answers, and until its program runs.
 *
 * Measured apart, because the original looks at its programs when a request wakes it.
 */
import { Daemon } from '../daemon.ts';
import { type Measure, milliseconds, type Stage } from '../measure.ts';

const ROUNDS = { quick: 4, full: 20 };

export const start: readonly Measure[] = [
  {
    rows: [{ name: 'exec to first answered getState', unit: 'ms', best: 'low' }],
    rounds: ROUNDS,
    async turn(peer, stage) {
      await using daemon = new Daemon(peer, stage.scratch, program(stage));
      const answeredNs = await daemon.answered();
      await stage.stamps.next();
      return [[milliseconds(answeredNs - daemon.startedNs)]];
    },
  },
  {
    rows: [{ name: "exec to a child's first instruction", unit: 'ms', best: 'low' }],
    rounds: ROUNDS,
    async turn(peer, stage) {
      await using daemon = new Daemon(peer, stage.scratch, program(stage));
      const stamp = await stage.stamps.next();
      return [[milliseconds(stamp.ns - daemon.startedNs)]];
    },
  },
];

function program({ child, stamps }: Stage): string {
  return `[program:stamp]\ncommand = ${child} stamp ${stamps.path}\n`;
}
