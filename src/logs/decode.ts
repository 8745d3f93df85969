/** Bytes of a log as text: decided here, at the edge, and nowhere before. */

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of UTF-8, or undefined if it is not valid UTF-8 from end to end. */
export function decodeStrictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The text of UTF-8, with U+FFFD for what is none. */
export function decode(bytes: Uint8Array): string {
  return lenient.decode(bytes);
}

/** Bytes as Python shows them: `b'caf\xe9\n'`. */
export function pythonBytes(bytes: Uint8Array): string {
  const quote = bytes.includes(0x27) && !bytes.includes(0x22) ? '"' : "'";
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const escaped = ESCAPES[character];
    if (escaped !== undefined) text += escaped;
    else if (character === quote) text += `\\${quote}`;
    else if (byte < 0x20 || byte > 0x7e) text += `\\x${byte.toString(16).padStart(2, '0')}`;
    else text += character;
  }
  return `b${quote}${text}${quote}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

/** A character of UTF-8 reaches at most this many bytes beyond its first one. */
export const LONGEST_REST = 3;

/**
 * The nearest place at or after `index` that is inside no character. A character that the array
 * cuts off has no such place behind it: then it is the one before it.
 */
export function characterBoundary(bytes: Uint8Array, index: number): number {
  for (let lead = index - 1; lead >= Math.max(0, index - LONGEST_REST); lead--) {
    const byte = bytes[lead] ?? 0;
    if (isContinuation(byte)) continue;
    const end = lead + characterLength(byte);
    if (end <= index || !allContinue(bytes.subarray(lead + 1, end))) return index;
    return end > bytes.length ? lead : end;
  }
  return index;
}

function allContinue(bytes: Uint8Array): boolean {
  return bytes.every(isContinuation);
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** How long a character is that begins with this byte; 1 for what begins none. */
function characterLength(lead: number): number {
  if (lead < 0xc2 || lead > 0xf4) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}
