/** `supervisorctl status`, from its exec to its end. */
import { Daemon } from '../daemon.ts';
import { type Measure, milliseconds } from '../measure.ts';

export const status: readonly Measure[] = [
  {
    rows: [
      { name: 'supervisorctl version', unit: 'ms', best: 'low' },
      { name: 'supervisorctl status', unit: 'ms', best: 'low' },
    ],
    rounds: { quick: 4, full: 10 },
    async turn(peer, { scratch, child, stamps }) {
      await using daemon = new Daemon(
        peer,
        scratch,
        `[program:stamp]\ncommand = ${child} stamp ${stamps.path}\nstartsecs = 0\n`,
      );
      await daemon.answered();
      await stamps.next();
      const runs = [1, 2, 3, 4];
      return [
        runs.map(() => milliseconds(daemon.ctl('version'))),
        runs.map(() => milliseconds(daemon.ctl('status'))),
      ];
    },
  },
];
