/**
 * Which view is shown: what stands behind the `#` of the address, so that a server needs to know
 * nothing of it and links can be kept. The table is in `views.tsx`.
 *
 *   #/process/web%3Aweb_0/charts  ->  ['process', 'web:web_0', 'charts']
 */
import { signal } from '@preact/signals';

/** The parts of the place, decoded; none for the list. */
export const route = signal(read());

addEventListener('hashchange', () => {
  route.value = read();
});

/** The link to a place. */
export function linkTo(...parts: readonly string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

export function go(...parts: readonly string[]): void {
  location.hash = linkTo(...parts);
}

function read(): readonly string[] {
  return location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
