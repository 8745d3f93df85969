/**
 * A syslog daemon of the test's own, at a path of its own.
 *
 *   using daemon = new SyslogDaemon(rig.path('log'));
 *   daemon.messages                what it has received
 *   daemon[Symbol.dispose]()       it goes away, and so does its path
 */
import { Datagrams } from './datagrams.ts';

export class SyslogDaemon extends Datagrams {
  /** What has come behind the time of each message. */
  get texts(): string[] {
    return this.messages.map((message) => message.replace(/^(<\d+>).*?\d\d:\d\d:\d\d /, '$1'));
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
