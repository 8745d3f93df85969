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

/**
 * What has a program find the daemon at `path` as `/dev/log`: shell commands to run before it, in
 * which it gets a namespace of mounts, and in that a `/dev` of its own.
 */
export function asDevLog(path: string): string {
  const nodes = ['null 3', 'zero 5', 'random 8', 'urandom 9'].map((node) => {
    const [name, minor] = node.split(' ');
    return `mknod -m 666 /dev/${name} c 1 ${minor}`;
  });
  const links = [
    `ln -s ${path} /dev/log`,
    'ln -s /proc/self/fd /dev/fd',
    'ln -s /proc/self/fd/1 /dev/stdout',
  ];
  const steps = ['set -e', 'mount -t tmpfs tmpfs /dev', ...nodes, ...links, 'exec "$0" "$@"'];
  return `exec unshare --mount sh -c '${steps.join('; ')}' "$0" "$@"`;
}
