/** A killed program: SIGKILL to the first instruction of its replacement. */
import { Daemon } from '../daemon.ts';
import { type Measure, milliseconds } from '../measure.ts';

export const replace: readonly Measure[] = [
  {
    rows: [{ name: "SIGKILL to the replacement's first instruction", unit: 'ms', best: 'low' }],
    rounds: { quick: 2, full: 4 },
    async turn(peer, { quick, scratch, child, stamps }) {
      await using daemon = new Daemon(
        peer,
        scratch,
        `[program:stamp]\ncommand = ${child} stamp ${stamps.path}\nstartsecs = 0\nautorestart = true\n`,
      );
      await daemon.answered();
      const took: number[] = [];
      let stamp = await stamps.next();
      for (let kills = quick ? 5 : 20; kills > 0; kills--) {
        await running(daemon);
        const killedNs = process.hrtime.bigint();
        process.kill(stamp.pid, 'SIGKILL');
        stamp = await stamps.next();
        took.push(milliseconds(stamp.ns - killedNs));
      }
      return [took];
    },
  },
];

/** Until the daemon calls the program RUNNING: killed before, its death would be a failed start. */
async function running(daemon: Daemon): Promise<void> {
  for (;;) {
    const info = await daemon.call('supervisor.getProcessInfo', 'stamp');
    if (info.includes('<string>RUNNING</string>')) return;
  }
}
