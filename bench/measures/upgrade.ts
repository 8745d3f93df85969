/**
 * A live upgrade: from the last answer of the one program to the first of the next, which is the same
 * version here. The others have nothing like it.
 */
import { SupervisorClient } from '../../src/client/supervisor-client.ts';
import { bound } from '../goals.ts';
import { type Measure, milliseconds } from '../measure.ts';
import { stampers } from '../peer.ts';

/** In a row, of one daemon. */
const UPGRADES = { quick: 3, full: 10 };

export const upgrade: readonly Measure[] = [
  upgrades(0, { quick: 1, full: 2 }, 300),
  upgrades(1000, { quick: 0, full: 2 }, 1000),
];

function upgrades(copies: number, rounds: Measure['rounds'], mostMs: number): Measure {
  const name = `upgrade, ${copies} programs: last answer to first answer`;
  return {
    of: 'visord',
    rows: [{ name, unit: 'ms', best: 'low', goals: [bound(mostMs)] }],
    rounds,
    async turn(peer, tools) {
      await using daemon = peer.run(tools, stampers(tools, copies));
      await tools.stamps.take(copies);
      await daemon.answered();
      await tools.settle();
      const took: number[] = [];
      const count = tools.quick ? UPGRADES.quick : UPGRADES.full;
      while (took.length < count) took.push(await silence(`unix://${daemon.socket}`));
      return [took];
    },
  };
}

/** For how long nobody answers. */
async function silence(serverUrl: string): Promise<number> {
  const { number } = await asking(serverUrl, (client) => client.call('visord.upgrade'));
  const leftNs = process.hrtime.bigint();
  for (;;) {
    const last = await asking(serverUrl, (client) => client.call('visord.getLastUpgrade')).catch(
      () => undefined, // told to come again, or cut off
    );
    if (last !== undefined && last.number >= number) {
      return milliseconds(process.hrtime.bigint() - leftNs);
    }
  }
}

async function asking<Answer>(
  serverUrl: string,
  ask: (client: SupervisorClient) => Promise<Answer>,
): Promise<Answer> {
  const client = new SupervisorClient({ serverUrl });
  try {
    return await ask(client);
  } finally {
    client.close();
  }
}
