/** Values that name an address of the network. */
import { UserError } from '../base/errors.ts';
import { parseInteger, repr } from '../base/python-text.ts';
import type { Codec } from './codec.ts';

export interface InetAddress {
  /** Empty for all addresses. */
  readonly host: string;
  readonly port: number;
}

export const inetAddress: Codec<InetAddress> = {
  expected: '`port`, `*:port`, `host:port` or `[IPv6 address]:port`',
  parse(text) {
    const colon = text.lastIndexOf(':');
    if (colon === -1) {
      try {
        return { host: '', port: parsePort(text) };
      } catch {
        throw new UserError(`not a valid port number: ${repr(text)} `);
      }
    }
    const port = text.slice(colon + 1);
    if (port === '') throw new UserError(`no port number specified in ${repr(port)}`);
    const host = text.slice(0, colon).toLowerCase();
    const address = /^\[(.*)\]$/.exec(host)?.[1];
    return { port: parsePort(port), host: address ?? (host === '*' ? '' : host) };
  },
  format: ({ host, port }) => `${host === '' ? '*' : urlHost(host)}:${port}`,
};

/** A host as it stands before a port: an IPv6 address has brackets there. */
export function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** @throws {UserError} unless it is a number from 1 to 65535 */
export function parsePort(text: string): number {
  const port = parseInteger(text);
  if (port < 1) throw new UserError(`${port} is below lower bound (1)`);
  if (port > 65535) throw new UserError(`${port} is above upper bound (65535)`);
  return port;
}

/** A URL by shape: a scheme, and something behind it. */
export const url: Codec<string> = {
  expected: '`http://host:port` or `unix:///path`',
  parse(text) {
    const [, rest] = /^[a-z][a-z0-9+.-]*:(.*)$/is.exec(text) ?? [];
    const target = rest?.replace(/^\/\//, '').replace(/[?#].*$/s, '');
    if (target === undefined || target === '') {
      throw new UserError(`value ${repr(text)} is not a URL`);
    }
    return text;
  },
  format: (value) => value,
};
