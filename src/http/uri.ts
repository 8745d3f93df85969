/**
 * The target of a request, taken apart as the original does it: `path;params?query#fragment`.
 *
 * Routes, files and names of processes are looked up decoded.
 */

/** The path, decoded. What cannot be decoded stays as it is. */
export function decodedPath(url: string): string {
  const path = url.replace(/[;?#].*$/s, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The decoded path without slashes at its start. */
export function pathOf(url: string): string {
  return decodedPath(url).replace(/^\/+/, '');
}

/**
 * The fields of a form: those of the query, where the first of a name counts, under those of the
 * body, where the last does. Empty ones count as missing.
 */
export function readForm(url: string, body: string): ReadonlyMap<string, string> {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? '';
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    if (value !== '' && !fields.has(name)) fields.set(name, value);
  }
  for (const [name, value] of new URLSearchParams(body)) {
    if (value !== '') fields.set(name, value);
  }
  return fields;
}

/** Text as a part of a URL, spelled as Python's `quote` spells it. */
export function quote(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%2F', '/');
}
