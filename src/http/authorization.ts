/**
 * What a request says about who sends it: the `Authorization` header.
 *
 * The statuses of what cannot be read are the original's: 400 for bad base64, 500 for an account
 * without a colon.
 */
import type { ErrorStatus } from './answer.ts';

export type Authorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'account'; readonly name: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'unreadable'; readonly status: ErrorStatus };

const UNREADABLE = { kind: 'unreadable', status: 401 } as const;

/** @param header What the request says behind `Authorization:` */
export function readAuthorization(header: string | undefined): Authorization {
  if (header === undefined) return { kind: 'none' };
  const token = /^bearer +(\S+) *$/i.exec(header)?.[1];
  if (token !== undefined) return { kind: 'token', token };
  const cookie = /^basic (.*)$/i.exec(header)?.[1];
  if (cookie === undefined) return UNREADABLE;
  const given = decodeBase64(cookie);
  if (given === undefined) return { ...UNREADABLE, status: 400 };
  const colon = given.indexOf(':');
  if (colon === -1) return { ...UNREADABLE, status: 500 };
  return { kind: 'account', name: given.slice(0, colon), password: given.slice(colon + 1) };
}

/** As Python reads it: other characters are skipped, wrong padding is an error. */
function decodeBase64(text: string): string | undefined {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '');
  return digits.length % 4 === 0 ? Buffer.from(digits, 'base64').toString() : undefined;
}
