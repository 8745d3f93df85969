/** Ours, not the original's: another program takes the place of the daemon, and nothing is restarted. */
import type { Release } from '../daemon.ts';
import { define } from '../method.ts';

export const upgrade = define({
  name: 'visord.upgrade',
  role: 'admin',
  whole: true,
  doc: 'Has the program that is installed now take the place of the daemon in the same process, with every child, pipe, log and socket. It is tried first; answers when that has gone well and before it happens.',
  params: [],
  result: {
    type: 'struct',
    doc: 'With the keys int number, which getLastUpgrade answers from then on, string from_visord, string from_node, string to_visord, string to_node',
  },
  faults: ['FAILED'],
  async run({ daemon }) {
    const { number, from, to } = await daemon.upgrades.begin();
    return { number, ...releases(from, to) };
  },
});

export const getLastUpgrade = define({
  name: 'visord.getLastUpgrade',
  role: 'viewer',
  whole: true,
  doc: 'Answers how the last upgrade of this process went.',
  params: [],
  result: {
    type: 'struct',
    doc: 'With the keys int number, 0 if there was none, string outcome (upgraded, fell back, called off), string reason, int took_ms, string from_visord, string from_node, string to_visord, string to_node',
  },
  run({ daemon }) {
    const { last } = daemon.upgrades;
    if (last === undefined) return { number: 0 };
    const { number, outcome, reason, tookMs, from, to } = last;
    return { number, outcome, reason, took_ms: Math.round(tookMs), ...releases(from, to) };
  },
});

function releases(from: Release, to: Release) {
  return {
    from_visord: from.visord,
    from_node: from.node,
    to_visord: to.visord,
    to_node: to.node,
  };
}
