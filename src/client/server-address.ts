/** Where a supervisord listens, from a `serverurl`: `http[s]://host[:port]` or `unix:///path`. */
import { UserError } from '../base/errors.ts';

export type ServerAddress =
  | { readonly family: 'unix'; readonly path: string }
  | {
      readonly family: 'inet';
      readonly host: string;
      readonly port: number;
      /** Whether TLS is spoken there. */
      readonly secure: boolean;
    };

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * Reads a `serverurl`. Everything behind the port is ignored, as are credentials in the URL: they
 * have options of their own.
 *
 * @throws {UserError} if the scheme is another one, or the port is not a number up to 65535.
 */
export function parseServerUrl(url: string): ServerAddress {
  if (url.startsWith('unix://')) return { family: 'unix', path: url.slice('unix://'.length) };
  const [start, scheme] = /^(https?):\/\//.exec(url) ?? [];
  if (start === undefined) throw new UserError(`Unknown protocol for serverurl ${url}`);
  const authority = url.slice(start.length).split(/[/?#]/, 1)[0] ?? '';
  const place = authority.slice(authority.lastIndexOf('@') + 1);
  const parts = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(place);
  const host = (parts?.[1] ?? parts?.[2] ?? '').toLowerCase();
  const secure = scheme === 'https';
  const port = parsePort(parts?.[3]) ?? usualPort(secure);
  return { family: 'inet', host: host === '' ? 'localhost' : host, port, secure };
}

function usualPort(secure: boolean): number {
  return DEFAULT_PORTS[secure ? 'https' : 'http'];
}

function parsePort(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text)) {
    throw new UserError(`Port could not be cast to integer value as '${text}'`);
  }
  const port = Number(text);
  if (port > 65535) throw new UserError('Port out of range 0-65535');
  return port;
}

/** What the `Host` header says of an address. */
export function hostHeader(address: ServerAddress): string {
  if (address.family === 'unix') return 'localhost';
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return address.port === usualPort(address.secure) ? host : `${host}:${address.port}`;
}
