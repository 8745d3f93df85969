/**
 * Somebody who reads datagrams at an address of the test's own, such as a service manager.
 *
 *   using manager = new Datagrams(rig.path('notify'));
 *   manager.messages               what it has received
 *   manager[Symbol.dispose]()      it goes away, and so does its path
 */
import { rmSync } from 'node:fs';
import { PipeChannels } from '../../src/os/channels.ts';
import { native } from '../../src/os/native.ts';
import { Poller } from '../../src/os/poller.ts';
import type { Channel } from '../../src/os/port.ts';

/** Not all of the system: that would reap the programs of the rig, and Node would wait for them in vain. */
const channels = new PipeChannels(new Poller());

export class Datagrams {
  readonly messages: string[] = [];
  readonly #address: string;
  readonly #channel: Channel;

  /** @param address A path, or a NUL and the name of an abstract socket. */
  constructor(address: string) {
    this.#address = address;
    const fd = native().datagramSocket();
    const result = native().bindUnix(fd, address);
    if (result !== 0) throw new Error(`cannot bind ${address}: errno ${-result}`);
    this.#channel = channels.readFrom(fd, {
      data: (bytes, start, end) => {
        this.messages.push(Buffer.from(bytes.subarray(start, end)).toString());
      },
      end() {},
    });
  }

  [Symbol.dispose](): void {
    this.#channel.close();
    if (!this.#address.startsWith('\0')) rmSync(this.#address);
  }
}
