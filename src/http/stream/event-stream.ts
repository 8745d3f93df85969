/**
 * One client's stream of Server-Sent Events.
 *
 * It is pulled: an event is written when the connection has taken those before it, so a client that
 * does not read costs what the connection holds and no more. News wait in the ring of the broadcast;
 * who reads so slowly that they are gone from it is told so and dropped. Logs wait in their files,
 * and what processes use is told as it is then.
 *
 * Each event says where the stream is, so that a later one can go on from there.
 */
import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../../base/clock.ts';
import { isSystemError } from '../../base/errors.ts';
import type { UsageSampler, UsageWatcher } from '../../daemon/usage.ts';
import type { LogFeed, LogPiece } from '../../logs/log-feed.ts';
import type { Process } from '../../rpc/daemon.ts';
import { isoTime } from '../../rpc/process-facts.ts';
import type { ChosenType, StreamEvent, StreamEventType } from '../../wire/api/stream.ts';
import type { Broadcast } from './broadcast.ts';
import { formatStreamId, type StreamPosition } from './stream-id.ts';
import type { UsageReport } from './usage-report.ts';

/** How long a client should wait before it comes back. */
const RETRY_MS = 2000;
/** News that are handed to the connection in one piece, in characters. */
const PIECE = 16 * 1024;
/** Bytes of a log that become one event. */
const LOG_PIECE = 8 * 1024;
/** Logs are looked at this often, however fast they grow, and this much of them is sent then. */
export const LOG_PAUSE_MS = 50;
export const LOG_BURST = 128 * 1024;
/** How long a client has to read that it was dropped. */
export const DROP_MS = 10_000;

/** Which log it is. */
export type LogName = Pick<StreamEvent<'log'>, 'namespec' | 'channel'>;

/** What a stream is to tell. */
export interface StreamParts {
  readonly types: ReadonlySet<ChosenType>;
  /** Whether its client may know of a group. */
  sees(group: string): boolean;
  readonly broadcast: Broadcast;
  readonly clock: Clock;
  /** Opens the logs that were asked for. @param ready To be called when one of them has grown */
  openLogs(ready: () => void): readonly { readonly name: LogName; readonly feed: LogFeed }[];
  readonly usage:
    | { readonly sampler: UsageSampler<Process>; readonly report: UsageReport }
    | undefined;
  /** The processes whose details were asked for, as far as they are there now. */
  detailed(): ReadonlySet<Process>;
  /** Where the client was before. */
  readonly from: StreamPosition | undefined;
}

export class EventStream {
  readonly #parts: StreamParts;
  readonly #response: ServerResponse;
  readonly #logs: ReturnType<StreamParts['openLogs']>;
  readonly #ends: (() => void)[];
  /** The last news that were sent, or that the client did not ask for. */
  #sent: number;
  /** Said before anything else. */
  #opening: string;
  #round = 0;
  #logTimer: Timer | undefined;
  #logsAt = 0;
  #burst = 0;
  /** The log that is read next: each has its turn. */
  #turn = 0;
  #isDropped = false;

  /** The head of the answer has been written. */
  constructor(response: ServerResponse, parts: StreamParts) {
    this.#response = response;
    this.#parts = parts;
    const { broadcast, usage, from } = parts;
    const { ring, life } = broadcast;
    this.#ends = [broadcast.join({ news: () => this.#newsCame(), rest: () => this.#rest() })];
    const isKnown = from?.life === life && ring.has(from.news);
    this.#sent = isKnown ? from.news : ring.last;
    this.#logs = parts.openLogs(() => this.#wakeForLogs());
    if (usage !== undefined) this.#ends.push(usage.sampler.watch(this.#watcher()));
    this.#opening = `retry: ${RETRY_MS}\n${this.#idLine()}\n`;
    if (from !== undefined && !isKnown) {
      const reason = from.life === life ? 'too old' : 'restarted';
      this.#opening += this.#frame('reset', { reason });
    }
    response.on('drain', () => this.#pump());
    response.on('close', () => this.#close());
    this.#pump();
  }

  #watcher(): UsageWatcher<Process> {
    const { detailed } = this.#parts;
    return {
      get detailed() {
        return detailed();
      },
      measured: () => this.#pump(),
    };
  }

  #close(): void {
    for (const end of this.#ends.splice(0)) end();
    for (const { feed } of this.#logs) feed.close();
    this.#logTimer?.cancel();
  }

  #newsCame(): void {
    if (this.#parts.broadcast.ring.has(this.#sent)) this.#pump();
    else this.#drop();
  }

  /** A comment, by which proxies and clients know that somebody is there, and where the stream is. */
  #rest(): void {
    if (this.#isFree) this.#response.write(`:\n${this.#idLine()}\n`);
  }

  #pump(): void {
    while (this.#isFree) {
      const text = this.#takeOpening() || this.#nextNews() || this.#nextUsage() || this.#nextLog();
      if (text === '') return;
      this.#response.write(text);
    }
  }

  /** Whether the connection takes more. */
  get #isFree(): boolean {
    return !this.#response.writableNeedDrain && !this.#response.writableEnded;
  }

  #takeOpening(): string {
    const text = this.#opening;
    this.#opening = '';
    return text;
  }

  #nextNews(): string {
    const { broadcast, types, sees } = this.#parts;
    let text = '';
    while (text.length < PIECE) {
      const news = broadcast.ring.at(this.#sent + 1);
      if (news === undefined) return text;
      this.#sent += 1;
      if (!types.has(news.type)) continue;
      if (news.group === undefined || sees(news.group)) text += this.#line(news.type, news.data);
    }
    return text;
  }

  #nextUsage(): string {
    const { usage, sees, clock } = this.#parts;
    if (usage === undefined || usage.sampler.round === this.#round) return '';
    const processes = usage.report.since(this.#round, sees);
    this.#round = usage.sampler.round;
    const at = JSON.stringify(isoTime(clock.wall()));
    return this.#line('usage', `{"at":${at},"processes":[${processes.join()}]}`);
  }

  #nextLog(): string {
    if (this.#logs.length === 0) return '';
    if (this.#parts.clock.monotonic() < this.#logsAt) {
      this.#wakeForLogs();
      return '';
    }
    for (let count = this.#logs.length; count > 0; count--) {
      const log = this.#logs[this.#turn];
      this.#turn = (this.#turn + 1) % this.#logs.length;
      const piece = log && this.#read(log.feed);
      if (log === undefined || piece === undefined) continue;
      this.#burst += piece.text.length;
      if (this.#burst >= LOG_BURST) this.#pauseLogs();
      return this.#frame('log', { ...log.name, ...piece });
    }
    if (this.#burst > 0) this.#pauseLogs();
    return '';
  }

  #read(feed: LogFeed): LogPiece | undefined {
    try {
      return feed.next(LOG_PIECE);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      return undefined; // it cannot be read now; with its next news it is tried again
    }
  }

  #pauseLogs(): void {
    this.#burst = 0;
    this.#logsAt = this.#parts.clock.monotonic() + LOG_PAUSE_MS;
  }

  #wakeForLogs(): void {
    const { clock } = this.#parts;
    this.#logTimer ??= clock.at(Math.max(clock.monotonic(), this.#logsAt), () => {
      this.#logTimer = undefined;
      this.#pump();
    });
  }

  #drop(): void {
    if (this.#isDropped) return;
    this.#isDropped = true;
    const { broadcast, clock } = this.#parts;
    this.#response.end(this.#frame('dropped', { lost: broadcast.ring.last - this.#sent }));
    this.#close();
    const timer = clock.at(clock.monotonic() + DROP_MS, () => this.#response.destroy());
    this.#response.on('close', () => timer.cancel());
  }

  #frame<Type extends StreamEventType>(type: Type, event: StreamEvent<Type>): string {
    return this.#line(type, JSON.stringify(event));
  }

  #line(type: StreamEventType, data: string): string {
    return `event: ${type}\n${this.#idLine()}data: ${data}\n\n`;
  }

  #idLine(): string {
    const { life } = this.#parts.broadcast;
    const logs = this.#logs.map(({ feed }) => feed.position);
    return `id: ${formatStreamId({ life, news: this.#sent, logs })}\n`;
  }
}
