/**
 * A client of the stream of events that reads it by the rules of Server-Sent Events, and shares no
 * line with the server.
 *
 *   using stream = await EventStreamClient.open({ socketPath }, { query: '?types=state' });
 *   const { data } = await stream.next('state', ({ to }) => to === 'RUNNING');
 */
import http from 'node:http';
import { within } from './until.ts';
import type { Address } from './xmlrpc.ts';

export interface Received<Data = Record<string, unknown>> {
  readonly type: string;
  /** The last that was told, with this event or before it. */
  readonly id: string;
  readonly data: Data;
}

interface Opening {
  readonly query?: string;
  readonly lastEventId?: string;
}

export class EventStreamClient {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Everything that came, in order. */
  readonly events: Received[] = [];
  /** How many comments came. */
  comments = 0;
  lastId = '';
  retry: string | undefined;
  /** Resolves when the server has hung up, with what is left of the text. */
  readonly ended: Promise<string>;
  readonly #response: http.IncomingMessage;
  #text = '';
  #read = 0;
  #wake: () => void = () => {};

  static open(address: Address, { query = '', lastEventId }: Opening = {}) {
    const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
    const to = { ...address, host: '127.0.0.1', agent: false as const };
    const opened = new Promise<EventStreamClient>((resolve, reject) => {
      const call = http.get({ ...to, path: `/api/v1/events${query}`, headers });
      call.on('error', reject);
      call.on('response', (response) => resolve(new EventStreamClient(response)));
    });
    return within('a stream of events', opened);
  }

  private constructor(response: http.IncomingMessage) {
    this.#response = response;
    this.status = response.statusCode ?? 0;
    this.headers = response.headers;
    response.setEncoding('utf8');
    response.on('data', (text: string) => this.#receive(text));
    response.on('error', () => {}); // hung up in the middle: `close` follows
    this.ended = new Promise((resolve) => {
      response.on('close', () => {
        this.#wake();
        resolve(this.#text);
      });
    });
  }

  /** The next event of a type that fits, behind those that were asked for before. */
  next<Data = Record<string, unknown>>(
    type: string,
    fits: (data: Data) => boolean = () => true,
  ): Promise<Received<Data>> {
    return within(`an event ${type}`, this.#next(type, fits));
  }

  /** Takes no more until `resume`. */
  pause(): void {
    this.#response.pause();
  }

  resume(): void {
    this.#response.resume();
  }

  [Symbol.dispose](): void {
    this.#response.destroy();
  }

  async #next<Data>(type: string, fits: (data: Data) => boolean): Promise<Received<Data>> {
    for (;;) {
      const event = this.events[this.#read];
      if (event === undefined) {
        if (this.#response.destroyed) throw new Error(`the stream has ended without ${type}`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      this.#read += 1;
      if (event.type === type && fits(event.data as Data)) return event as Received<Data>;
    }
  }

  #receive(text: string): void {
    const blocks = (this.#text + text).split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) this.#take(block.split('\n'));
    this.#wake();
  }

  #take(lines: readonly string[]): void {
    const fields = new Map<string, string>();
    for (const line of lines) {
      const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
      if (name === '') this.comments += 1;
      else fields.set(name, value);
    }
    this.lastId = fields.get('id') ?? this.lastId;
    this.retry = fields.get('retry') ?? this.retry;
    const data = fields.get('data');
    if (data === undefined) return;
    const type = fields.get('event') ?? 'message';
    this.events.push({ type, id: this.lastId, data: JSON.parse(data) as Record<string, unknown> });
  }
}
