/** What processes use, as far as it has been measured: the last few minutes of it. */
import { batch, type Signal, signal } from '@preact/signals';
import type { StreamEvent } from '../../src/wire/api/stream.ts';
import type { UsageHistory } from '../../src/wire/api/usage.ts';
import { get } from '../api/client.ts';
import { processOf } from './processes.ts';

/** One measurement of a process and its descendants. */
export interface Usage {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Percent of one CPU; null until there are two measurements. */
  readonly cpu: number | null;
  /** Bytes. */
  readonly rss: number;
  /** How often it had been restarted by then; null if that is not known. */
  readonly restarts: number | null;
}

/** As many as the daemon keeps, too. */
const MOST = 120;

const NOTHING: readonly Usage[] = [];
const known = new Map<string, Signal<readonly Usage[]>>();

/** Oldest first. Reading it in a view makes the view follow it. */
export function usageOf(namespec: string): readonly Usage[] {
  return signalOf(namespec).value;
}

/** Takes a measurement: of processes that are not in it, it has found what the one before has. */
export function addUsage({ at, processes }: StreamEvent<'usage'>): void {
  const time = Date.parse(at);
  batch(() => {
    const others = new Set(known.keys());
    for (const { namespec, cpu, rss } of processes) {
      others.delete(namespec);
      add(namespec, { at: time, cpu, rss });
    }
    for (const namespec of others) {
      const last = signalOf(namespec).peek().at(-1);
      const runs = last !== undefined && last.rss > 0;
      if (runs) add(namespec, { ...last, at: time });
    }
  });
}

/** Asks for what the daemon remembers of a process. @throws {ApiError} */
export async function loadHistory(namespec: string): Promise<void> {
  const path = `processes/${encodeURIComponent(namespec)}/usage`;
  const { history } = await get<UsageHistory>(path);
  const before = history.map(({ at, cpu, rss }) => ({ at: Date.parse(at), cpu, rss }));
  const track = signalOf(namespec);
  const [first] = track.peek();
  const missing = before
    .filter(({ at }) => at < (first?.at ?? Number.POSITIVE_INFINITY))
    .map((usage) => ({ ...usage, restarts: null }));
  track.value = [...missing, ...track.peek()].slice(-MOST);
}

/** Forgets processes that are gone. */
export function keepUsageOf(namespecs: ReadonlySet<string>): void {
  for (const namespec of known.keys()) if (!namespecs.has(namespec)) known.delete(namespec);
}

function add(namespec: string, usage: Omit<Usage, 'restarts'>): void {
  const track = signalOf(namespec);
  const restarts = processOf(namespec)?.restarts ?? null;
  track.value = [...track.peek().slice(1 - MOST), { ...usage, restarts }];
}

function signalOf(namespec: string): Signal<readonly Usage[]> {
  const track = known.get(namespec) ?? signal(NOTHING);
  known.set(namespec, track);
  return track;
}
