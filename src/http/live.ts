/**
 * What the streams and metrics of one life of the daemon share. Each is made, and its code loaded,
 * when somebody asks for it first.
 */
import type { Clock } from '../base/clock.ts';
import type { UsageSampler } from '../daemon/usage.ts';
import type { Files } from '../os/port.ts';
import type { Daemon, Process } from '../rpc/daemon.ts';
import type { CpuCounters } from './metrics/cpu-counters.ts';
import type { Broadcast } from './stream/broadcast.ts';
import type { UsageReport } from './stream/usage-report.ts';
import type { Traffic } from './traffic.ts';

export class Live {
  readonly traffic: Traffic = { connections: 0, requests: 0 };
  /** With all its groups, whoever asks. */
  readonly daemon: Daemon;
  readonly #clock: Clock;
  readonly #files: Files;
  #broadcast: Promise<Broadcast> | undefined;
  #usage: Promise<LiveUsage> | undefined;
  #cpu: Promise<CpuCounters> | undefined;

  constructor(daemon: Daemon, clock: Clock, files: Files) {
    this.daemon = daemon;
    this.#clock = clock;
    this.#files = files;
  }

  broadcast(): Promise<Broadcast> {
    this.#broadcast ??= import('./stream/broadcast.ts').then(
      ({ Broadcast }) => new Broadcast(this.daemon, this.#clock),
    );
    return this.#broadcast;
  }

  usage(): Promise<LiveUsage> {
    this.#usage ??= this.#openUsage();
    return this.#usage;
  }

  cpu(): Promise<CpuCounters> {
    this.#cpu ??= import('./metrics/cpu-counters.ts').then(({ CpuCounters }) => new CpuCounters());
    return this.#cpu;
  }

  async #openUsage(): Promise<LiveUsage> {
    const { openProcessTable } = await import('../os/procfs.ts');
    const { UsageSampler } = await import('../daemon/usage.ts');
    const { UsageReport } = await import('./stream/usage-report.ts');
    const { groups } = this.daemon;
    const processes = () => [...groups.values()].flatMap((group) => group.processes);
    const table = openProcessTable(this.#files);
    const sampler = new UsageSampler<Process>(this.#clock, table, processes);
    return { sampler, report: new UsageReport(this.daemon, sampler) };
  }
}

export interface LiveUsage {
  readonly sampler: UsageSampler<Process>;
  readonly report: UsageReport;
}
