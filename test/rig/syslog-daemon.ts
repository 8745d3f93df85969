/**
 * A syslog daemon of the test's own, at a path of its own.
 *
 *   using daemon = new SyslogDaemon(rig.path('log'));
 *   daemon.messages                what it has received
 *   daemon[Symbol.dispose]()       it goes away, and so does its path
 */
import { unlinkSync } from 'node:fs';
import { native } from '../../src/os/native.ts';
import type { Channel } from '../../src/os/port.ts';
import { os } from './running.ts';

export class SyslogDaemon {
  readonly messages: string[] = [];
  readonly #path: string;
  readonly #channel: Channel;

  constructor(path: string) {
    this.#path = path;
    const fd = native().datagramSocket();
    const result = native().bindUnix(fd, path);
    if (result !== 0) throw new Error(`cannot bind ${path}: errno ${-result}`);
    this.#channel = os.readFrom(fd, {
      data: (bytes, start, end) => {
        this.messages.push(Buffer.from(bytes.subarray(start, end)).toString());
      },
      end() {},
    });
  }

  /** What has come behind the time of each message. */
  get texts(): string[] {
    return this.messages.map((message) => message.replace(/^(<\d+>).*?\d\d:\d\d:\d\d /, '$1'));
  }

  [Symbol.dispose](): void {
    this.#channel.close();
    unlinkSync(this.#path);
  }
}
