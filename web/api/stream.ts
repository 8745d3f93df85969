/**
 * A stream of events from the daemon that comes back by itself.
 *
 * The browser reconnects when a connection breaks; when it gives up, since the answer was an error,
 * we try again. While nobody sees the page, the stream is closed after a while: browsers allow only
 * a few connections, and the daemon measures only while somebody looks.
 */
import type { StreamEvent, StreamEventType } from '../../src/wire/api/stream.ts';

/** What is done with events, by their type. */
export type StreamListeners = {
  readonly [Type in StreamEventType]?: (said: StreamEvent<Type>) => void;
};

export interface StreamHandlers {
  /** It has begun, or begun again: something may have been missed. */
  onOpen(): void;
  onLost(): void;
  readonly on: StreamListeners;
}

const RETRY_MS = 2000;
const LONGEST_RETRY_MS = 15_000;
const HIDDEN_MS = 60_000;

/** @returns what closes it for good */
export function openStream(url: string, handlers: StreamHandlers): () => void {
  let source: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let retryMs = RETRY_MS;

  const open = (): void => {
    clearTimeout(retry);
    source?.close();
    source = new EventSource(url);
    source.onopen = () => {
      retryMs = RETRY_MS;
      handlers.onOpen();
    };
    source.onerror = () => {
      handlers.onLost();
      if (source?.readyState !== EventSource.CLOSED) return; // the browser tries again
      retry = setTimeout(open, retryMs);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    };
    for (const [type, listener] of Object.entries(handlers.on)) {
      source.addEventListener(type, ({ data }: MessageEvent<string>) => {
        listener(JSON.parse(data) as never); // of the type that the event says it is
      });
    }
    // What follows them is told anew by a stream that begins.
    source.addEventListener('reset', handlers.onOpen);
    source.addEventListener('dropped', open);
  };
  const close = (): void => {
    clearTimeout(retry);
    source?.close();
    source = undefined;
  };
  const seen = (): void => {
    clearTimeout(rest);
    if (document.hidden) rest = setTimeout(close, HIDDEN_MS);
    else if (source === undefined) open();
  };
  document.addEventListener('visibilitychange', seen);
  open();
  return () => {
    document.removeEventListener('visibilitychange', seen);
    clearTimeout(rest);
    close();
  };
}
