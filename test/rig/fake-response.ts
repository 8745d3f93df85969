/** An answer to a client that reads when the test says so. */
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

export class FakeResponse extends EventEmitter {
  /** What the client was sent. */
  text = '';
  writableNeedDrain = false;
  writableEnded = false;
  destroyed = false;
  /** The connection takes one more write, and then no more until `drain`. */
  isSlow = false;

  /** As the code under test has it. */
  get real(): ServerResponse {
    return this as unknown as ServerResponse;
  }

  /** The data of the events that came, by their types. */
  get events(): [type: string, data: Record<string, unknown>][] {
    return [...this.text.matchAll(/^event: (.*)\nid: .*\ndata: (.*)$/gm)].map(
      ([, type = '', data = '']) => [type, JSON.parse(data) as Record<string, unknown>],
    );
  }

  /** What the last line of its kind says. */
  get lastId(): string {
    return [...this.text.matchAll(/^id: (.*)$/gm)].at(-1)?.[1] ?? '';
  }

  write(text: string): boolean {
    if (this.writableNeedDrain) throw new Error('a write that nobody has room for');
    if (this.writableEnded) throw new Error('a write behind the end');
    this.text += text;
    this.writableNeedDrain = this.isSlow;
    return !this.isSlow;
  }

  end(text = ''): void {
    this.text += text;
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  /** The client has read what it was sent. */
  drain(): void {
    this.writableNeedDrain = false;
    this.emit('drain');
  }
}
