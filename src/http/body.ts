/** Reads the body of a request, but keeps no more than is allowed. */
import type { IncomingMessage } from 'node:http';

export type Body =
  | { readonly kind: 'whole'; readonly text: string }
  | { readonly kind: 'too large' };

/**
 * Reads to the end, so that the client is listening when it is answered; what is beyond
 * `maxBytes` is dropped.
 *
 * @returns undefined if the client went away before the end
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Body | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on('end', () => {
      if (length > maxBytes) resolve({ kind: 'too large' });
      else resolve({ kind: 'whole', text: Buffer.concat(chunks).toString() });
    });
    request.on('close', () => resolve(undefined)); // after the end it changes nothing
  });
}
