/**
 * The test's side of an event listener: a child of the rig that reads events and answers.
 *
 *   const listener = await EventListener.of(await child.nextRun());
 *   await listener.say('READY\n');
 *   const event = await listener.next();
 */
import type { Run } from './child.ts';

/** An event as a listener reads it. */
export interface ReadEvent {
  /** The first line, as it came. */
  readonly header: string;
  readonly fields: ReadonlyMap<string, string>;
  readonly name: string;
  readonly payload: string;
}

export class EventListener {
  readonly run: Run;
  #received = Buffer.alloc(0);

  /** Makes the child read. */
  static async of(run: Run): Promise<EventListener> {
    await run.read();
    return new EventListener(run);
  }

  private constructor(run: Run) {
    this.run = run;
  }

  say(text: string | Buffer): Promise<void> {
    return this.run.write(text);
  }

  /** Reads the next event, and does not answer. */
  async next(): Promise<ReadEvent> {
    for (;;) {
      const event = this.#take();
      if (event !== undefined) return event;
      this.#received = Buffer.concat([this.#received, await this.run.nextInput()]);
    }
  }

  accept(): Promise<void> {
    return this.say('RESULT 2\nOK');
  }

  /** Is ready, reads the next event and accepts it. */
  async take(): Promise<ReadEvent> {
    await this.say('READY\n');
    const event = await this.next();
    await this.accept();
    return event;
  }

  /** Takes events up to the first that fits, and answers them all. */
  async takeUntil(fits: (event: ReadEvent) => boolean): Promise<ReadEvent[]> {
    const events: ReadEvent[] = [];
    for (;;) {
      const event = await this.take();
      events.push(event);
      if (fits(event)) return events;
    }
  }

  /** The event that has come in whole, if there is one: its length is in characters. */
  #take(): ReadEvent | undefined {
    const end = this.#received.indexOf('\n');
    if (end === -1) return undefined;
    const header = this.#received.subarray(0, end).toString();
    const fields = new Map(header.split(' ').map((word) => splitAtColon(word)));
    const length = Number(fields.get('len'));
    const characters = [...this.#received.subarray(end + 1).toString()];
    if (characters.length < length) return undefined;
    const payload = characters.slice(0, length).join('');
    this.#received = this.#received.subarray(end + 1 + Buffer.byteLength(payload));
    return { header, fields, name: fields.get('eventname') ?? '', payload };
  }
}

function splitAtColon(word: string): [string, string] {
  const colon = word.indexOf(':');
  return [word.slice(0, colon), word.slice(colon + 1)];
}
