/**
 * The `socket=` of an fcgi-program. Errors are printed as the original prints them, which is a
 * Python tuple where a value was meant to be put into the text.
 */
import { UserError } from '../base/errors.ts';
import { parseInteger, repr } from '../base/python-text.ts';
import type { Codec } from './codec.ts';
import { parsePort } from './codec-address.ts';
import { absolutePath, expandUser } from './paths.ts';

export type SocketAddress =
  | { readonly path: string }
  | { readonly host: string; readonly port: number };

export const socketAddress: Codec<SocketAddress> = {
  expected: '`unix:///path` or `tcp://host:port`',
  parse(text, surroundings) {
    if (text.startsWith('unix://')) {
      const path = text.slice('unix://'.length);
      if (!path.startsWith('/')) {
        throw new UserError(`('Unix socket path %s is not an absolute path', ${repr(path)})`);
      }
      return { path: absolutePath(expandUser(path, surroundings), '/') };
    }
    const [, host, port] = /^tcp:\/\/([^\s:]+):(\d+)$/.exec(text) ?? [];
    if (host === undefined || port === undefined) {
      throw new UserError(`('Bad socket format %s', ${repr(text)})`);
    }
    return { host: host.toLowerCase(), port: parsePort(port) };
  },
  format: socketUrl,
};

/** As the log and `reread` name it. */
export function socketUrl(address: SocketAddress): string {
  return 'path' in address ? `unix://${address.path}` : `tcp://${address.host}:${address.port}`;
}

export const socketBacklog: Codec<number> = {
  expected: 'a number from 1 to 65535',
  parse(text) {
    const value = parseInteger(text);
    if (value >= 1 && value <= 65535) return value;
    throw new UserError(`Invalid socket_backlog value ${value}`);
  },
  format: String,
};
