/**
 * Bytes that must be UTF-8: decoded, or the place and the reason why they are not, in the words
 * of Python's decoder.
 *
 * Output of programs is never decoded this way: what a program writes need not be text.
 */

export interface DecodingFailure {
  /** Offset of the first byte of the bad sequence. */
  readonly start: number;
  /** What Python says about it. */
  readonly message: string;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text, with a byte order mark kept as a character, or undefined if it is not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Finds the first byte sequence that is not UTF-8.
 *
 * @param more Whether bytes may follow, so that an unfinished character at the end is no failure.
 */
export function findInvalidUtf8(bytes: Uint8Array, more = false): DecodingFailure | undefined {
  let start = 0;
  while (start < bytes.length) {
    const { length, reason } = sequenceAt(bytes, start);
    if (reason === undefined) start += length;
    else if (reason === UNFINISHED && more) return undefined;
    else return failure(bytes, start, length, reason);
  }
  return undefined;
}

/** Where the last character starts that is not complete; `bytes.length` if there is none. */
export function completeUtf8Length(bytes: Uint8Array): number {
  for (let start = Math.max(bytes.length - 3, 0); start < bytes.length; start++) {
    if (sequenceAt(bytes, start).reason === UNFINISHED) return start;
  }
  return bytes.length;
}

const UNFINISHED = 'unexpected end of data';

function failure(
  bytes: Uint8Array,
  start: number,
  length: number,
  reason: string,
): DecodingFailure {
  const hex = (bytes[start] ?? 0).toString(16).padStart(2, '0');
  const where =
    length === 1
      ? `byte 0x${hex} in position ${start}`
      : `bytes in position ${start}-${start + length - 1}`;
  return { start, message: `'utf-8' codec can't decode ${where}: ${reason}` };
}

/** The sequence that starts here: its length, and why it is bad if it is. */
function sequenceAt(bytes: Uint8Array, start: number): { length: number; reason?: string } {
  const first = bytes[start] ?? 0;
  if (first < 0x80) return { length: 1 };
  if (first < 0xc2 || first > 0xf4) return { length: 1, reason: 'invalid start byte' };
  const wanted = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  for (let length = 1; length < wanted; length++) {
    const byte = bytes[start + length];
    if (byte === undefined) return { length, reason: UNFINISHED };
    const [low, high] = length === 1 ? secondByteRange(first) : [0x80, 0xbf];
    if (byte < low || byte > high) return { length, reason: 'invalid continuation byte' };
  }
  return { length: wanted };
}

/** Rules out overlong forms, surrogates and what lies beyond U+10FFFF. */
function secondByteRange(first: number): [low: number, high: number] {
  if (first === 0xe0) return [0xa0, 0xbf];
  if (first === 0xed) return [0x80, 0x9f];
  if (first === 0xf0) return [0x90, 0xbf];
  if (first === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}
