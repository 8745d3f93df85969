/**
 * Where a stream is: what stands behind `id:` of its events, and comes back as `Last-Event-ID`.
 *
 *   'lx2k9-120'                     news number 120 of the daemon that began at `lx2k9`
 *   'lx2k9-120;2049-77@8192;-'      the same, and where each of the logs is that were chosen
 */
import type { LogPosition } from '../../logs/log-position.ts';

export interface StreamPosition {
  /** Names the life of the daemon that counts the news. */
  readonly life: string;
  /** The last news that were sent. */
  readonly news: number;
  /** In the order in which the logs were asked for; undefined for one that is not there yet. */
  readonly logs: readonly (LogPosition | undefined)[];
}

export function formatStreamId({ life, news, logs }: StreamPosition): string {
  const places = logs.map((place) => (place === undefined ? ';-' : `;${place.id}@${place.offset}`));
  return `${life}-${news}${places.join('')}`;
}

/** @returns undefined if it is none of ours */
export function parseStreamId(text: string): StreamPosition | undefined {
  const [head = '', ...places] = text.split(';');
  const [, life, news] = /^([0-9a-z]{1,16})-(\d{1,15})$/.exec(head) ?? [];
  if (life === undefined) return undefined;
  const logs = places.map((place) => {
    const [, id, offset] = /^(\d{1,20}-\d{1,20})@(\d{1,15})$/.exec(place) ?? [];
    return id === undefined ? undefined : { id, offset: Number(offset) };
  });
  return { life, news: Number(news), logs };
}
