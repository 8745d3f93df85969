/**
 * Passwords as they are kept: in clear, as `{SHA}` and a SHA-1 in hexadecimal as Supervisor has it,
 * or as `{SCRYPT}`, which takes so long to try that guessing is hopeless:
 *
 *   {SCRYPT}14$8$5$SALT$KEY      log2(N), r, p, and both in base64url
 *
 * Scrypt runs on a thread of its own; the others are checked at once. What looks like `{SCRYPT}` but
 * is none is a password in clear. Tokens are random, so that a SHA-256 of them is enough.
 */
import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** As OWASP has it: 16 MiB and a tenth of a second for each try. */
const COST = { log2N: 14, r: 8, p: 5 } as const;
const SALT_BYTES = 16;
const KEY_BYTES = 32;
const TOKEN_BYTES = 32;

const SHA_PREFIX = '{SHA}';
const SHA256_PREFIX = '{SHA256}';
const SCRYPT = /^\{SCRYPT\}(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{8,})\$([\w-]{22,})$/;

/** More memory than this is not taken for one try, whatever a hash asks for. */
const MAX_BYTES = 256 * 1024 * 1024;

interface ScryptHash {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly key: Buffer;
}

/** Makes a `{SCRYPT}` of a password, with a salt of its own. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, { ...COST, salt, key: Buffer.alloc(KEY_BYTES) });
  const { log2N, r, p } = COST;
  const [saltText, keyText] = [salt, key].map((bytes) => bytes.toString('base64url'));
  return `{SCRYPT}${log2N}$${r}$${p}$${saltText}$${keyText}`;
}

/** Whether it takes long, and so must not be tried without end. */
export function isScrypt(stored: string): boolean {
  return readScrypt(stored) !== undefined;
}

/** A promise only for `{SCRYPT}`. */
export function passwordMatches(given: string, stored: string): boolean | Promise<boolean> {
  const hash = readScrypt(stored);
  if (hash !== undefined) {
    return derive(given, hash).then((key) => timingSafeEqual(key, hash.key));
  }
  if (!stored.startsWith(SHA_PREFIX)) return sameText(given, stored);
  const digest = createHash('sha1').update(given).digest('hex');
  return sameText(digest, stored.slice(SHA_PREFIX.length));
}

/** A new token, and what to keep of it. */
export function makeToken(): { readonly token: string; readonly hash: string } {
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: SHA256_PREFIX + hexDigest(token) };
}

/** @param stored In clear, or `{SHA256}` and the SHA-256 in hexadecimal */
export function tokenMatches(given: string, stored: string): boolean {
  if (!stored.startsWith(SHA256_PREFIX)) return sameText(given, stored);
  return sameText(hexDigest(given), stored.slice(SHA256_PREFIX.length).toLowerCase());
}

/** Takes the same time wherever the first difference is. */
export function sameText(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

/** Makes texts of any length comparable in constant time. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hexDigest(text: string): string {
  return digestOf(text).toString('hex');
}

/** @returns undefined if it is none, or one that asks for more than can be given */
function readScrypt(stored: string): ScryptHash | undefined {
  const [, log2N, r, p, salt = '', key = ''] = SCRYPT.exec(stored) ?? [];
  const cost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const isPossible = cost.log2N >= 1 && cost.r >= 1 && cost.p >= 1 && bytesFor(cost) <= MAX_BYTES;
  if (!isPossible) return undefined;
  return { ...cost, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') };
}

function bytesFor({ log2N, r }: Pick<ScryptHash, 'log2N' | 'r'>): number {
  return 128 * 2 ** log2N * r;
}

function derive(password: string, { salt, key, ...cost }: ScryptHash): Promise<Buffer> {
  const { log2N, r, p } = cost;
  const options = { N: 2 ** log2N, r, p, maxmem: 2 * MAX_BYTES };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, key.length, options, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}
