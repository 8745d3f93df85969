/**
 * What must not outlive a program with a `kill_mode`: its process group, its tree or its control
 * group.
 *
 *   send(signal, pid)   to all that belong to it, but for its first process, `pid`
 *   ended(process)      its first process has ended: the rest is asked to stop, killed in the end
 *   isGone              nobody is left
 *
 * Until they have gone, the program is not started again, and does not count as stopped. Each that
 * is left is watched by a descriptor of its own, so nothing polls; when all of them have ended, one
 * more look says whether they have started others meanwhile.
 */
import type { Clock, Timer } from '../base/clock.ts';
import type { Processes } from '../os/port.ts';
import type { ChildContext } from './child-context.ts';
import {
  type FamilyConfig,
  FamilyMembers,
  type Member,
  type MembersContext,
} from './family-members.ts';
import { MARK } from './family-table.ts';
import type { Launch } from './launch-queue.ts';
import type { Process } from './process.ts';
import { SIGKILL } from './send-signal.ts';

export interface FamilyContext extends MembersContext {
  readonly os: MembersContext['os'] & Pick<Processes, 'whenEnded'>;
  readonly clock: Clock;
  readonly launches: ChildContext['launches'];
  /** Called when the last of it has gone that outlived the first process. */
  gone(): void;
}

/** The first process, as it was before it ended. */
export type Ended = Pick<Process, 'pid' | 'state' | 'config' | 'deadline'>;

/** How those that are left are ended. */
interface Ending {
  /** The first process, which has ended. */
  readonly pid: number;
  readonly stopsignal: number;
  /** Whether they have been sent the stop signal already. */
  wasAsked: boolean;
  /** When they are killed, in monotonic milliseconds. */
  deadline: number;
}

/** What SIGKILL does not end at once, because it is stuck in the kernel, is sent it again. */
const KILL_AGAIN_MS = 5000;

/** Looks are at least that far apart, lest one that is told to be gone and yet is there keeps us busy. */
const APART_MS = 20;

export class Family {
  readonly #name: string;
  readonly #context: FamilyContext;
  readonly #members: FamilyMembers;
  /** SIGKILL has gone to all of it. */
  #wasKilled = false;
  #ending: Ending | undefined;
  #timer: Timer | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Of those that are left: what ends the watch over each. */
  readonly #watched = new Map<number, { cancel(): void }>();
  /** Takes back the question who is left. */
  #unask: (() => void) | undefined;
  /** Launches, until nobody is left. */
  readonly #waiting: Launch[] = [];

  constructor(config: FamilyConfig, context: FamilyContext) {
    this.#name = config.name;
    this.#context = context;
    this.#members = new FamilyMembers(config, context);
  }

  /** Whether a signal to the process group reaches all of it. */
  get isGroup(): boolean {
    return this.#members.isGroup;
  }

  /** Nobody is left of an earlier run. */
  get isGone(): boolean {
    return this.#ending === undefined;
  }

  /** What its program is started with. */
  around<T extends Pick<ChildContext, 'environment' | 'launches'>>(context: T): T {
    const mark = this.isGroup ? {} : { [MARK]: this.#members.mark };
    const environment = { ...context.environment, ...mark };
    const cgroup = () => this.#members.enter();
    return { ...context, environment, launches: this.#launches, cgroup };
  }

  /** The queue of launches, in which they enter when nobody is left. */
  get #launches(): ChildContext['launches'] {
    const { launches } = this.#context;
    return {
      enter: (launch) => {
        if (this.isGone) launches.enter(launch);
        else this.#waiting.push(launch);
      },
      withdraw: (launch) => {
        const place = this.#waiting.indexOf(launch);
        if (place === -1) launches.withdraw(launch);
        else this.#waiting.splice(place, 1);
      },
      placeOf: (launch) => launches.placeOf(launch),
    };
  }

  /** Notes who belongs to a program that runs, as long as that can be seen. */
  note(pid: number): void {
    this.#members.note(pid);
  }

  /** Sends a signal to all but the first process, which runs and has got it. */
  send(signal: number, pid: number): void {
    this.#wasKilled ||= signal === SIGKILL;
    if (!this.isGroup) this.#members.signal(this.#members.rest(pid), signal);
  }

  /**
   * Its first process, which was in that state, has ended. What is left has as long to stop as the
   * program itself; if it was asked to with the program, from then on.
   */
  ended({ pid, state, config, deadline }: Ended): void {
    const wasKilled = this.#wasKilled;
    this.#wasKilled = false;
    if (this.#members.isAlone(pid)) {
      this.#members.forget();
      return;
    }
    const now = this.#context.clock.monotonic();
    const { stopsignal, stopwaitsecs, stopasgroup } = config;
    const isStopping = state === 'STOPPING' && deadline !== undefined;
    const end = isStopping ? deadline : now + stopwaitsecs * 1000;
    const wasAsked = isStopping && stopasgroup;
    this.#ending = { pid, stopsignal, wasAsked, deadline: wasKilled ? now : end };
    this.#ask();
  }

  /** Those that are left are waited for no longer. */
  kill(): void {
    if (this.#ending === undefined) return;
    this.#ending.deadline = this.#context.clock.monotonic();
    this.#ask();
  }

  /** Nobody can wait any longer: what is left is killed. */
  finish(): void {
    const left = this.#ending === undefined ? [] : this.#members.left(this.#ending.pid);
    if (left.length > 0) this.#killAll(left);
    this.forget();
  }

  /** Nobody waits for it any more. */
  forget(): void {
    this.#timer?.cancel();
    this.#unask?.();
    this.#watchOnly([]);
    this.#ending = undefined;
    this.#members.forget();
  }

  /** Asks who is left. */
  #ask(): void {
    this.#unask?.();
    this.#unask = this.#context.table.later(() => {
      this.#unask = undefined;
      if (this.#ending !== undefined) this.#goOn(this.#ending);
    });
  }

  #goOn(ending: Ending): void {
    const left = this.#members.left(ending.pid);
    this.#watchOnly(left);
    if (left.length === 0) {
      this.#allGone();
      return;
    }
    const now = this.#context.clock.monotonic();
    this.#lookedAt = now;
    const isLate = now >= ending.deadline;
    if (isLate) this.#killAll(left);
    else if (!ending.wasAsked) this.#stopAll(left, ending);
    this.#askAt(isLate ? now + KILL_AGAIN_MS : ending.deadline);
  }

  #askAt(due: number): void {
    this.#timer?.cancel();
    this.#timer = this.#context.clock.at(due, () => this.#ask());
  }

  #stopAll(left: readonly Member[], ending: Ending): void {
    this.#context.log.info(`stopping what '${this.#name}' has left behind: ${pids(left)}`);
    ending.wasAsked = true;
    if (!this.#members.signal(left, ending.stopsignal)) this.#ask();
  }

  #killAll(left: readonly Member[]): void {
    const { log } = this.#context;
    log.warn(`killing what '${this.#name}' has left behind with SIGKILL: ${pids(left)}`);
    if (!this.#members.signal(left, SIGKILL)) this.#ask();
  }

  #allGone(): void {
    this.forget();
    for (const launch of this.#waiting.splice(0)) this.#context.launches.enter(launch);
    this.#context.gone();
  }

  /** When the last of them has ended, one more look says whether there are others. */
  #watchOnly(members: readonly Member[]): void {
    const wanted = new Set(members.map(({ pid }) => pid));
    for (const [pid, watch] of this.#watched) {
      if (wanted.has(pid)) continue;
      watch.cancel();
      this.#watched.delete(pid);
    }
    for (const pid of wanted) {
      if (!this.#watched.has(pid)) this.#watch(pid);
    }
  }

  #watch(pid: number): void {
    const watch = this.#context.os.whenEnded(pid, () => {
      if (this.#watched.delete(pid) && this.#watched.size === 0) {
        this.#askAt(this.#lookedAt + APART_MS);
      }
    });
    this.#watched.set(pid, watch);
  }
}

function pids(members: readonly Member[]): string {
  const numbers = members.map(({ pid }) => pid);
  return numbers.sort((one, other) => one - other).join(', ');
}
