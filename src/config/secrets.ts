/**
 * Takes out of a text what nobody should read over a shoulder: passwords in URLs, and the values of
 * words that are called like a secret (`--password=x`, `--token x`, `api_key: x`).
 *
 * It cannot know every secret: a password whose name does not say so stays.
 */

/** What stands in the place of a secret. */
export const HIDDEN = '***';
const SECRET = '(?:password|passwd|passphrase|secret|token|api[-_]?key)';
const VALUE = `(?:"[^"]*"|'[^']*'|[^\\s"'&]+)`;

const IN_URL = /(\w:\/\/[^\s/@:]*):[^\s/@]+@/g;
const ASSIGNED = new RegExp(`(${SECRET}[\\w-]*\\s*[=:]\\s*)${VALUE}`, 'gi');
const FLAGGED = new RegExp(`((?:^|\\s)--?[\\w-]*${SECRET}[\\w-]*\\s+)(?!-)${VALUE}`, 'gi');

export function hideSecrets(text: string): string {
  return text
    .replace(IN_URL, `$1:${HIDDEN}@`)
    .replace(ASSIGNED, `$1${HIDDEN}`)
    .replace(FLAGGED, `$1${HIDDEN}`);
}
