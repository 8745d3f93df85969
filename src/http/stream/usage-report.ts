/** What processes use, as JSON: made once per measurement, however many are told of it. */
import type { Usage, UsageSampler } from '../../daemon/usage.ts';
import type { Daemon, Process } from '../../rpc/daemon.ts';
import type { ProcessUsage } from '../../wire/api/usage.ts';
import { namespec } from '../../wire/namespec.ts';

/** One process, as it was told last. */
interface Entry {
  readonly group: string;
  readonly json: string;
  /** The measurement by which this came to be. */
  readonly round: number;
}

export class UsageReport {
  readonly #daemon: Pick<Daemon, 'groups'>;
  readonly #sampler: UsageSampler<Process>;
  #entries = new Map<Process, Entry>();
  #round = 0;

  constructor(daemon: Pick<Daemon, 'groups'>, sampler: UsageSampler<Process>) {
    this.#daemon = daemon;
    this.#sampler = sampler;
  }

  /** The number of the last measurement. */
  get round(): number {
    return this.#sampler.round;
  }

  /**
   * The processes whose figures are others than at an earlier measurement, as JSON objects.
   *
   * @param sees Whether the reader may know of a group
   */
  since(round: number, sees: (group: string) => boolean): string[] {
    this.#refresh();
    const changed: string[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.round > round && sees(entry.group)) changed.push(entry.json);
    }
    return changed;
  }

  #refresh(): void {
    const { round } = this.#sampler;
    if (this.#round === round) return;
    this.#round = round;
    const before = this.#entries;
    this.#entries = new Map();
    for (const { processes } of this.#daemon.groups.values()) {
      for (const process of processes) {
        const json = JSON.stringify(usageFacts(process, this.#sampler.latest(process)));
        const last = before.get(process);
        const entry = last?.json === json ? last : { group: process.group, json, round };
        this.#entries.set(process, entry);
      }
    }
  }
}

/** @param usage Undefined if nothing is known, or there is no process */
export function usageFacts({ group, name }: Process, usage: Usage | undefined): ProcessUsage {
  const details = usage?.details;
  return {
    namespec: namespec(group, name),
    pid: usage?.pid ?? null,
    cpu: usage?.cpu ?? null,
    rss: usage?.rssBytes ?? 0,
    processes: usage?.processes ?? 0,
    threads: usage?.threads ?? 0,
    details:
      details === undefined
        ? null
        : {
            pss: details.pssBytes ?? null,
            openFiles: details.openFiles ?? null,
            readBytes: details.readBytes ?? null,
            writtenBytes: details.writtenBytes ?? null,
          },
  };
}
