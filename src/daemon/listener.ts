/**
 * One process of a pool of event listeners: performs what `core/listener-protocol` asks for.
 *
 *   heard(bytes)    what it has said on its standard output
 *   changed(state)  its process has changed its state
 *   send(event)     asked for by the pool, which is told what became of it
 *
 * It is sent one event at a time, when its process is RUNNING and it has said READY. An event that
 * it has not accepted when it ends goes back to the pool.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import type { Clock, Timer } from '../base/clock.ts';
import {
  type Conversation,
  converse,
  type ListenerEffect,
  type ListenerInput,
  type ListenerState,
  NEW_CONVERSATION,
} from '../core/listener-protocol.ts';
import {
  type EventPool,
  type HeldEvent,
  type HeldEventSnapshot,
  heldFrom,
  type PoolListener,
  snapshotOfHeld,
} from '../events/pool.ts';
import { judge, type ResultHandler } from '../events/result-handler.ts';
import { decodeStrictly, pythonBytes } from '../logs/decode.ts';
import type { Logger } from '../logs/logger.ts';
import type { ProcessState } from '../wire/states.ts';
import type { Process } from './process.ts';

export interface ListenerTools {
  readonly clock: Clock;
  readonly log: Logger;
  readonly pool: Pick<EventPool, 'acknowledge' | 'takeBack' | 'dispatch'>;
  readonly handler: ResultHandler;
  /** Whether to restart it when it has broken the protocol. */
  readonly restart: boolean;
}

export interface ListenerSnapshot {
  readonly state: ListenerState;
  /** What it said and nobody has made use of yet, as base64. */
  readonly heard: string;
  /** Bytes of the answer that is coming. */
  readonly bodyLength?: number | undefined;
  /** What it was sent and has not answered. */
  readonly held?: HeldEventSnapshot | undefined;
  /** It was asked to stop in order to be started again. */
  readonly isRestarting: boolean;
  /** The process that is to be restarted soon, by its pid. */
  readonly culprit?: number | undefined;
}

/** The states in which there is no process any more. */
const GONE: ReadonlySet<ProcessState> = new Set<ProcessState>(['EXITED', 'BACKOFF', 'STOPPED']);

/** Its process, as far as it handles it. */
type ListenerProcess = Pick<Process, 'name' | 'state' | 'pid' | 'send' | 'start' | 'stop'>;

export class Listener implements PoolListener {
  readonly #process: ListenerProcess;
  readonly #tools: ListenerTools;
  #conversation: Conversation = NEW_CONVERSATION;
  /** What it was sent and has not answered. */
  #held: HeldEvent | undefined;
  /** It was asked to stop in order to be started again. */
  #restarting = false;
  /** The process that is to be restarted soon, by its pid. */
  #culprit: number | undefined;
  #timer: Timer | undefined;

  /** @param before What to go on with, after `resume`. */
  constructor(process: ListenerProcess, tools: ListenerTools, before?: ListenerSnapshot) {
    this.#process = process;
    this.#tools = tools;
    if (before === undefined) return;
    const { state, bodyLength, held } = before;
    const heard = fromBase64(before.heard);
    this.#conversation = { state, heard, bodyLength, judging: false };
    this.#held = held && heldFrom(held);
    this.#restarting = before.isRestarting;
    this.#culprit = before.culprit;
  }

  suspend(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  snapshot(): ListenerSnapshot {
    const { state, heard, bodyLength } = this.#conversation;
    return {
      state,
      heard: toBase64(heard),
      bodyLength,
      held: this.#held && snapshotOfHeld(this.#held),
      isRestarting: this.#restarting,
      culprit: this.#culprit,
    };
  }

  resume(): void {
    if (this.#culprit !== undefined) this.#restartLater();
  }

  get name(): string {
    return this.#process.name;
  }

  get state(): ListenerState {
    return this.#conversation.state;
  }

  get isReady(): boolean {
    return this.state === 'READY' && this.#process.state === 'RUNNING';
  }

  heard(bytes: Uint8Array): void {
    this.#take({ kind: 'said', bytes });
    if (this.state === 'READY') this.#tools.pool.dispatch();
  }

  send(held: HeldEvent, envelope: string): 'taken' | 'full' | 'closed' {
    const bytes = Buffer.from(envelope);
    const sent = this.#process.send(bytes, () => this.#tools.pool.dispatch());
    if (sent !== 'taken') return sent;
    this.#held = held;
    this.#take({ kind: 'sent' });
    return sent;
  }

  changed(state: ProcessState): void {
    if (state === 'RUNNING') {
      if (this.state === 'UNKNOWN') this.#restartSoon();
      this.#tools.pool.dispatch();
    } else if (GONE.has(state)) {
      this.#conversation = NEW_CONVERSATION;
      this.#giveBack('ended');
      const again = this.#restarting && state === 'STOPPED';
      this.#restarting = false;
      if (again) this.#process.start();
    }
  }

  #take(input: ListenerInput): void {
    const { conversation, effects } = converse(this.#conversation, input);
    this.#conversation = conversation;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ListenerEffect): void {
    const { log } = this.#tools;
    switch (effect.kind) {
      case 'entered':
        if (log.enabled('debug')) log.debug(`${this.name}: ${effect.from} -> ${effect.to}`);
        if (effect.to === 'UNKNOWN') this.#broke();
        break;
      case 'judge':
        this.#judge(effect.body);
        break;
      case 'badResultLine': {
        const text = decodeStrictly(effect.line) ?? `Undecodable: ${pythonBytes(effect.line)}`;
        log.warn(`${this.name}: bad result line: '${text}'`);
        break;
      }
      case 'giveBack':
        this.#giveBack('rejected');
    }
  }

  #judge(answer: Uint8Array): void {
    const { log, handler, pool } = this.#tools;
    if (this.#held === undefined) return;
    const verdict = judge(handler, this.#held.event, answer);
    if (verdict === 'accepted') {
      if (log.enabled('debug')) log.debug(`${this.name}: event was processed`);
      pool.acknowledge();
      this.#held = undefined;
    } else {
      const what = verdict === 'rejected' ? 'event was rejected' : 'event caused an error';
      log.warn(`${this.name}: ${what}`);
    }
    this.#take({ kind: 'judged', verdict });
  }

  #giveBack(why: 'rejected' | 'ended'): void {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.#tools.pool.takeBack(held, why);
    this.#tools.pool.dispatch();
  }

  #broke(): void {
    this.#tools.log.warn(
      `${this.name}: has entered the UNKNOWN state and will no longer receive events, ` +
        'this usually indicates the process violated the eventlistener protocol',
    );
    if (this.#process.state === 'RUNNING') this.#restartSoon();
  }

  /** Not at once: these may be the last words of a process that has ended already. */
  #restartSoon(): void {
    if (!this.#tools.restart) return;
    this.#culprit = this.#process.pid;
    this.#restartLater();
  }

  #restartLater(): void {
    const { clock } = this.#tools;
    this.#timer ??= clock.at(clock.monotonic(), () => {
      const { state, pid } = this.#process;
      const isToGo = state === 'RUNNING' && pid === this.#culprit;
      this.#timer = undefined;
      this.#culprit = undefined;
      if (isToGo) this.#restart();
    });
  }

  #restart(): void {
    this.#tools.log.info(`restarting ${this.name}, since its listener state is UNKNOWN`);
    this.#restarting = true;
    this.#process.stop();
  }
}
