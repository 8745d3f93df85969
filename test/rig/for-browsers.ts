/** The headers that only ours sends with what browsers show, as one block; nothing for the original. */
import { differs } from './differences.ts';

const OURS =
  /Content-Security-Policy: [^\r]+\r\nX-Frame-Options: DENY\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: same-origin\r\n/;

export const FOR_BROWSERS = differs<RegExp | string>('headers for browsers', {
  original: '',
  ours: OURS,
});
