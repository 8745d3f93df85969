/**
 * HTTP Basic authentication against the one account of a server.
 *
 * The statuses of what cannot be read are the original's: 400 for bad base64, 500 for an account
 * without a colon. Comparisons take the same time wherever the first difference is.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ErrorStatus } from './answer.ts';

export interface Account {
  readonly username: string;
  /** Clear, or `{SHA}` and the lower case hexadecimal SHA-1 of it. */
  readonly password: string;
}

/**
 * @param header What the request says behind `Authorization:`
 * @returns the status to refuse the request with; undefined if it may pass
 */
export function refusal(header: string | undefined, account: Account): ErrorStatus | undefined {
  const cookie = /^basic (.*)$/i.exec(header ?? '')?.[1];
  if (cookie === undefined) return 401;
  const given = decodeBase64(cookie);
  if (given === undefined) return 400;
  const colon = given.indexOf(':');
  if (colon === -1) return 500;
  const rightName = equal(given.slice(0, colon), account.username);
  const rightPassword = matches(given.slice(colon + 1), account.password);
  return rightName && rightPassword ? undefined : 401;
}

/** As Python reads it: other characters are skipped, wrong padding is an error. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '');
  return digits.length % 4 === 0 ? Buffer.from(digits, 'base64').toString() : undefined;
}

const SHA_PREFIX = '{SHA}';

function matches(given: string, stored: string): boolean {
  if (!stored.startsWith(SHA_PREFIX)) return equal(given, stored);
  const digest = createHash('sha1').update(given).digest('hex');
  return equal(digest, stored.slice(SHA_PREFIX.length));
}

function equal(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

/** Makes texts of any length comparable in constant time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
