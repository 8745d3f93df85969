/**
 * Events to one listener that answers each at once: how many a second, from what causes the first
 * until the listener has read the last.
 */
import { readFileSync } from 'node:fs';
import { ofSupervisor } from '../goals.ts';
import type { Measure, Row } from '../measure.ts';
import type { Daemon } from '../peers/daemon.ts';
import type { SupervisorPeer } from '../peers/supervisor.ts';
import { activitiesOf, activityBetween } from '../proc.ts';
import type { Stamp } from '../stamps.ts';
import type { Tools } from '../tools.ts';

const ROUNDS = { quick: 1, full: 3 };

/** So that what counts is not how a daemon begins: after a thousand or two, V8 has compiled ours. */
const REMOTE_ROUNDS = 3;

export const events: readonly Measure[] = [
  {
    of: 'supervisors',
    rows: [perSecond('REMOTE_COMMUNICATION', 1.5)],
    rounds: ROUNDS,
    async turn(peer, tools) {
      const count = tools.quick ? 2000 : 10_000;
      await using daemon = listening(peer, tools, { events: 'REMOTE_COMMUNICATION', count });
      await ready(tools);
      const rates: number[] = [];
      for (let round = 0; round < REMOTE_ROUNDS; round++) {
        const began = process.hrtime.bigint();
        await send(daemon, count);
        rates.push(count / (await secondsSince(began, tools)));
      }
      return [rates];
    },
  },
  {
    of: 'supervisors',
    rows: [perSecond('PROCESS_STATE', 2)],
    rounds: ROUNDS,
    async turn(peer, tools) {
      const copies = tools.quick ? 100 : 300;
      const count = copies * 3; // STARTING, RUNNING and EXITED of each
      const programs =
        `[program:p]\ncommand = ${tools.child} exit\nnumprocs = ${copies}\n${NUMBERED}` +
        'autostart = false\nautorestart = false\nstartsecs = 0\n';
      await using daemon = listening(peer, tools, { events: 'PROCESS_STATE', count, programs });
      await ready(tools);
      const began = process.hrtime.bigint();
      const started = daemon.time('supervisor.startProcessGroup', ['p'], { count: 1 });
      const seconds = await secondsSince(began, tools);
      await started;
      return [[count / seconds]];
    },
  },
  {
    of: 'supervisors',
    rows: [perSecond('PROCESS_LOG', 1.2)],
    rounds: ROUNDS,
    async turn(peer, tools) {
      const count = 200; // One line of each program is one event.
      const programs =
        `[program:p]\ncommand = ${tools.child} say ${tools.stamps.path}\nnumprocs = ${count}\n` +
        `${NUMBERED}stdout_logfile = NONE\nstdout_events_enabled = true\n`;
      await using _daemon = listening(peer, tools, { events: 'PROCESS_LOG', count, programs });
      const stamps = await tools.stamps.take(count + 1);
      const listener = stamps.find(isListener);
      if (listener === undefined) throw new Error('there is no listener');
      await letGo(listener, tools);
      const rates: number[] = [];
      for (let round = 0; round < (tools.quick ? 10 : 30); round++) {
        const began = process.hrtime.bigint();
        for (const { pid } of stamps) if (pid !== listener.pid) process.kill(pid, 'SIGUSR1');
        rates.push(count / (await secondsSince(began, tools)));
      }
      return [rates];
    },
  },
  {
    of: 'supervisors',
    rows: [
      { name: 'events that have waited for a listener', unit: '1/s', best: 'high' },
      { name: 'events that have waited: CPU', unit: 'us/event', best: 'low' },
    ],
    rounds: ROUNDS,
    async turn(peer, tools) {
      const count = tools.quick ? 2000 : 10_000;
      await using daemon = listening(peer, tools, { events: 'REMOTE_COMMUNICATION', count });
      const stamp = await tools.stamps.next();
      await send(daemon, count);
      const before = activitiesOf(daemon.pids());
      const first = await letGo(stamp, tools);
      const seconds = await secondsSince(first.ns, tools);
      const { cpuNs } = activityBetween(before, activitiesOf(daemon.pids()));
      return [[count / seconds], [cpuNs / 1000 / count]];
    },
  },
];

const NUMBERED = 'process_name = %(program_name)s_%(process_num)d\n';

function perSecond(type: string, ratio: number): Row {
  return {
    name: `events to one listener, ${type}`,
    unit: '1/s',
    best: 'high',
    goals: [ofSupervisor(ratio)],
  };
}

interface Listening {
  readonly events: string;
  /** After how many of them the listener stamps. */
  readonly count: number;
  readonly programs?: string;
}

function listening(
  peer: SupervisorPeer,
  tools: Tools,
  { events, count, programs = '' }: Listening,
): Daemon {
  return peer.supervise(
    tools,
    `[eventlistener:l]\ncommand = ${tools.child} listen ${tools.stamps.path} ${count}\n` +
      `events = ${events}\nbuffer_size = 100000\nstartsecs = 0\npriority = 1\n\n${programs}`,
  );
}

/** Waits until the listener runs, and lets it go. */
async function ready(tools: Tools): Promise<void> {
  await letGo(await tools.stamps.next(), tools);
}

/** Makes a program that waits for SIGUSR1 a listener. @returns its stamp of that */
async function letGo({ pid }: Stamp, tools: Tools): Promise<Stamp> {
  process.kill(pid, 'SIGUSR1');
  return tools.stamps.next();
}

async function send(daemon: Daemon, count: number): Promise<void> {
  await daemon.time('supervisor.sendRemoteCommEvent', ['bench', 'x'.repeat(100)], { count });
}

/** Until the listener has been sent all that it waits for. */
async function secondsSince(beganNs: bigint, tools: Tools): Promise<number> {
  const { ns } = await tools.stamps.next();
  return Number(ns - beganNs) / 1e9;
}

function isListener({ pid }: Stamp): boolean {
  return readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').includes('listen');
}
