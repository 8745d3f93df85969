/**
 * Live upgrades: another program takes the place of this one in the same process, and goes on with
 * every child, pipe, log and listening socket.
 *
 *   begin()  the next program is tried first; then requests are answered, everything is suspended,
 *            written down, and the process becomes the next program
 *
 * Whatever goes wrong before the process has become another one changes nothing: everything goes on
 * as before. How programs are tried and become is handed in; what is suspended, and in which order, is
 * `snapshot.ts`'s.
 */
import type { Clock } from '../base/clock.ts';
import { isSystemError, UserError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import type { Ending } from '../os/wait-status.ts';
import { RpcFault } from '../wire/faults.ts';
import type { SupervisorState } from '../wire/states.ts';
import { HANDOVER_FORMAT, type HandedSocket, type Handover, type Release } from './handover.ts';
import type { DaemonState } from './snapshot.ts';

/** How long launches that are under way may take. */
const PATIENCE_MS = 200;

/** The program that is to come: as it has told about itself when it was tried. */
export interface NextProgram {
  readonly release: Release;
  /** How it is executed, up to the words of the command line. */
  readonly command: readonly string[];
  /** The file of its addon, if it can hold signals while Node starts. */
  readonly addon?: string | undefined;
}

/** What there is to do programs with. */
export interface Programs {
  readonly current: Release;
  /**
   * Has the next program read the configuration and the state, and start nothing.
   * @throws {UserError} with its reason, if it could not take over
   */
  rehearse(handover: Handover, state: DaemonState): Promise<NextProgram>;
  /** The reaper's word: a child has ended. @returns whether it was a program that is tried */
  exited(pid: number, ending: Ending): boolean;
  /** Has signals for the daemon wait for who comes next; resolves when all before have been taken. */
  holdSignals(): Promise<void>;
  /** Lets those come that have waited. */
  releaseSignals(): void;
  /** @throws {SystemError} if this process cannot become that program; EINTR: a signal would be lost */
  become(next: NextProgram, handover: Handover, state: DaemonState): never;
}

/** The life that is handed over. */
export interface Estate {
  readonly state: SupervisorState;
  /** Why it cannot be handed over now; undefined: it can. */
  readonly handOverObjection: string | undefined;
  readonly log: Logger;
  readonly clock: Clock;
  /** What it is now, with nothing touched. */
  describe(): DaemonState;
  /** No launch begins any more; resolves when none is under way. */
  quieten(patienceMs: number): Promise<void>;
  /** Ends what the servers do; their sockets go on listening. */
  handOverSockets(): Promise<readonly HandedSocket[]>;
  suspend(): DaemonState;
  /** Undoes all of these. */
  resume(sockets: readonly HandedSocket[]): Promise<void>;
}

/** How the last upgrade went. */
export interface UpgradeReport {
  /** Counted from 1, in this process. */
  readonly number: number;
  readonly outcome: 'upgraded' | 'fell back' | 'called off';
  /** Why it did not succeed. */
  readonly reason: string;
  readonly from: Release;
  readonly to: Release;
  /** For how long no request was answered, in milliseconds. */
  readonly tookMs: number;
}

/** An upgrade that has been found possible, and is about to happen. */
export interface UpgradePlan {
  readonly number: number;
  readonly from: Release;
  readonly to: Release;
}

/** What a handover needs to know that does not change. */
export type Origin = Pick<Handover, 'package' | 'folder' | 'openFiles' | 'isDetached' | 'pidfile'>;

export class Upgrades {
  readonly #programs: Programs;
  readonly #estate: Estate;
  readonly #origin: () => Origin;
  #last: UpgradeReport | undefined;
  #isBusy = false;
  #leaving: Promise<void> | undefined;

  constructor(programs: Programs, estate: Estate, origin: () => Origin) {
    this.#programs = programs;
    this.#estate = estate;
    this.#origin = origin;
  }

  get last(): UpgradeReport | undefined {
    return this.#last;
  }

  /** Resolves when there is nothing that is half handed over: what had been is here again. */
  get settled(): Promise<unknown> {
    return Promise.allSettled([this.#leaving]);
  }

  /** How an upgrade went that this program was a part of. */
  note(report: UpgradeReport): void {
    this.#last = report;
    const { log } = this.#estate;
    const { outcome, from, to, reason, tookMs } = report;
    if (outcome === 'upgraded') {
      log.info(`upgraded from ${name(from)} to ${name(to)} in ${Math.round(tookMs)} ms`);
    } else log.critical(`the upgrade to ${name(to)} was undone, ${name(from)} goes on: ${reason}`);
  }

  /**
   * Tries the next program, and has it take over as soon as the caller has been answered.
   *
   * @throws {RpcFault} FAILED with the reason, SHUTDOWN_STATE; nothing has changed then
   */
  async begin(): Promise<UpgradePlan> {
    if (this.#isBusy) throw new RpcFault('FAILED', 'an upgrade is under way');
    this.#isBusy = true;
    try {
      this.#refuse();
      const { clock, log } = this.#estate;
      log.info('upgrade requested: the next program is tried');
      const next = await this.#rehearse();
      this.#refuse(); // things may have changed meanwhile
      const number = this.#nextNumber;
      clock.at(clock.monotonic(), () => {
        this.#leaving = this.#handOver(next, number);
      });
      return { number, from: this.#programs.current, to: next.release };
    } catch (error) {
      this.#isBusy = false;
      throw error;
    }
  }

  get #nextNumber(): number {
    return (this.#last?.number ?? 0) + 1;
  }

  #refuse(): void {
    const { state, handOverObjection } = this.#estate;
    if (state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
    if (handOverObjection !== undefined) throw new RpcFault('FAILED', handOverObjection);
  }

  async #rehearse(): Promise<NextProgram> {
    const { log } = this.#estate;
    try {
      return await this.#programs.rehearse(
        this.#handover(this.#programs.current, [], 0),
        this.#estate.describe(),
      );
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.error(`upgrade refused, everything goes on as before: ${error.message}`);
      throw new RpcFault('FAILED', error.message);
    }
  }

  #handover(to: Release, sockets: readonly HandedSocket[], leftAt: number): Handover {
    return {
      format: HANDOVER_FORMAT,
      from: this.#programs.current,
      to,
      number: this.#nextNumber,
      ...this.#origin(),
      sockets,
      leftAt,
    };
  }

  async #handOver(next: NextProgram, number: number): Promise<void> {
    const estate = this.#estate;
    const leftAt = estate.clock.monotonic();
    let sockets: readonly HandedSocket[] | undefined;
    let reason: string;
    try {
      await this.#programs.holdSignals();
      this.#refuse(); // those that came before have been taken
      sockets = [];
      sockets = await estate.handOverSockets();
      await estate.quieten(PATIENCE_MS);
      this.#become(next, this.#handover(next.release, sockets, leftAt));
    } catch (error) {
      reason = reasonOf(error);
    }
    this.#programs.releaseSignals();
    if (sockets !== undefined) await estate.resume(sockets);
    this.#isBusy = false;
    const tookMs = estate.clock.monotonic() - leftAt;
    const { current: from } = this.#programs;
    this.note({ number, outcome: 'called off', reason, from, to: next.release, tookMs });
  }

  /** @throws {Error} if it cannot */
  #become(next: NextProgram, handover: Handover): never {
    const estate = this.#estate;
    this.#refuse();
    return this.#programs.become(next, handover, estate.suspend());
  }
}

function reasonOf(error: unknown): string {
  if (isSystemError(error) && error.code === 'EINTR') return 'a signal came first';
  return error instanceof Error ? error.message : String(error);
}

function name({ visord, node }: Release): string {
  return `visord ${visord} (node ${node})`;
}
