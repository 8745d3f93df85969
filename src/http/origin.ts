/**
 * What other sites must not make somebody's browser do to us.
 *
 * A page on another site can send requests to any address that its reader's browser can reach. So
 * a request that changes something is refused when the browser says that such a page made it
 * (`Sec-Fetch-Site`, or `Origin` where a browser does not send that). And a site that lets its own
 * name point to our address (DNS rebinding) looks to the browser as if it were us: where there is
 * no password, a browser must have asked for a name that is ours. Other clients send what they
 * like and are not checked.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { fnmatch } from '../base/fnmatch.ts';

/** Whether a browser says that another site's page has made the request. */
export function isCrossSite(headers: IncomingHttpHeaders): boolean {
  const { 'sec-fetch-site': site, origin, host = '' } = headers;
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  return origin !== undefined && origin.replace(/^https?:\/\//i, '') !== host.toLowerCase();
}

/**
 * Whether a browser has asked for a host that is not known to be this one.
 *
 * @param ours Names, or patterns of names, beside those of this machine
 */
export function namesStranger(headers: IncomingHttpHeaders, ours: readonly string[]): boolean {
  if (!isBrowser(headers) || headers.host === undefined) return false;
  const name = hostOf(headers.host);
  return isIP(name) === 0 && !known(ours).some((pattern) => fnmatch(name, pattern));
}

function known(ours: readonly string[]): string[] {
  const own = hostname().toLowerCase();
  const short = own.replace(/\..*$/, '');
  return ['localhost', own, short, `${short}.local`, ...ours.map((name) => name.toLowerCase())];
}

/** By the headers that scripts of a page cannot take away. */
function isBrowser(headers: IncomingHttpHeaders): boolean {
  const { origin, 'sec-fetch-site': site, 'accept-language': language } = headers;
  const isNamedSo = /^Mozilla\//.test(headers['user-agent'] ?? '');
  return isNamedSo || origin !== undefined || site !== undefined || language !== undefined;
}

/** Without port, brackets and the dot at the end, in lower case. */
function hostOf(header: string): string {
  const [, address, name] = /^(?:\[([^\]]*)\]|(.*?))(?::\d*)?$/.exec(header.trim()) ?? [];
  return (address ?? name ?? '').toLowerCase().replace(/\.$/, '');
}
