/** What processes use. */
import type { UsageSampler } from '../../../daemon/usage.ts';
import type { Process } from '../../../rpc/daemon.ts';
import { findProcess } from '../../../rpc/methods/find.ts';
import { isoTime } from '../../../rpc/process-facts.ts';
import { usageHistory } from '../../../wire/api/usage.ts';
import { usageFacts } from '../../stream/usage-report.ts';
import { NAMESPEC } from '../arguments.ts';
import { define } from '../operation.ts';

export const getUsage = define({
  name: 'getUsage',
  method: 'GET',
  path: '/processes/{namespec}/usage',
  role: 'viewer',
  doc:
    'Answers what a process and its descendants use. It is measured for this, so the answer takes ' +
    'up to two seconds; for figures that go on, use the stream.',
  params: NAMESPEC,
  answer: usageHistory,
  faults: ['BAD_NAME'],
  async run({ daemon, live }, { namespec }) {
    const process = findProcess(daemon, namespec);
    const { sampler } = await live.usage();
    await measured(process, sampler);
    return {
      now: usageFacts(process, sampler.latest(process)),
      history: sampler
        .history(process)
        .map(({ at, cpu, rssBytes }) => ({ at: isoTime(at), cpu: cpu ?? null, rss: rssBytes })),
    };
  },
});

/** CPU time takes two measurements. */
const MOST_ROUNDS = 2;

/** Resolves when all is known of a process that can be. */
async function measured(process: Process, sampler: UsageSampler<Process>): Promise<void> {
  if (!sampler.isPossible || process.pid === 0) return;
  await new Promise<void>((resolve) => {
    let rounds = 0;
    const unwatch = sampler.watch({
      detailed: new Set([process]),
      measured() {
        rounds += 1;
        const usage = sampler.latest(process);
        const isKnown = usage?.details !== undefined && usage.cpu !== undefined;
        if (!isKnown && rounds < MOST_ROUNDS && process.pid !== 0) return;
        unwatch();
        resolve();
      },
    });
  });
}
