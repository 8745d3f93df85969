/**
 * Events to one listener that answers each at once: how many a second, and at what cost.
 *
 * They wait in the buffer until the listener is let go, so that only their delivery is measured:
 * from its first READY until it has been sent the last.
 */
import { Daemon } from '../daemon.ts';
import type { Measure } from '../measure.ts';
import { activitiesOf, activityBetween } from '../proc.ts';

export const events: readonly Measure[] = [
  {
    rows: [
      { name: 'events to one listener', unit: '1/s', best: 'high' },
      { name: 'events to one listener: CPU of the daemon', unit: 'us/event', best: 'low' },
    ],
    rounds: { quick: 2, full: 6 },
    async turn(peer, { quick, scratch, child, stamps }) {
      const count = quick ? 5000 : 10_000;
      await using daemon = new Daemon(
        peer,
        scratch,
        `[eventlistener:l]\ncommand = ${child} listen ${stamps.path} ${count}\n` +
          `events = REMOTE_COMMUNICATION\nbuffer_size = ${count}\nstartsecs = 0\n`,
      );
      await daemon.answered();
      const { pid } = await stamps.next();
      for (let sent = 0; sent < count; sent++) {
        await daemon.call('supervisor.sendRemoteCommEvent', 'bench', 'x'.repeat(100));
      }
      const before = activitiesOf(daemon.pid);
      process.kill(pid, 'SIGUSR1');
      const first = await stamps.next();
      const last = await stamps.next();
      const { cpuNs } = activityBetween(before, activitiesOf(daemon.pid));
      const seconds = Number(last.ns - first.ns) / 1e9;
      return [[count / seconds], [cpuNs / 1000 / count]];
    },
  },
];
