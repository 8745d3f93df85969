/** A log that is followed, as text that can be iterated over. */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { SupervisorClient } from './supervisor-client.ts';

/**
 * Yields what comes, never half a character. Ends when the server ends it or `signal` aborts it;
 * who stops iterating closes the connection. While nobody asks for more, nothing more is read.
 */
export async function* followText(
  client: SupervisorClient,
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<string, void> {
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal?.addEventListener('abort', abort);
  const text = new PassThrough({ encoding: 'utf8' });
  const room = async (): Promise<void> => {
    await once(text, 'drain', { signal: stop.signal });
  };
  const take = (bytes: Uint8Array) => (text.write(Buffer.from(bytes)) ? undefined : room());
  client.follow(path, take, stop.signal).then(
    () => text.end(),
    (error) => text.destroy(error),
  );
  try {
    for await (const part of text) yield part;
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', abort);
  }
}
