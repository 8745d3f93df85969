/** Where a log is read: its place in the API. */
import type { LogLines } from '../../src/wire/api/log.ts';
import { apiUrl, get, type Query } from '../api/client.ts';

export type Channel = 'stdout' | 'stderr';

/** What lines are read from. */
export interface LineSource {
  /** Which of the two outputs of a process; undefined for the main log. */
  readonly channel: Channel | undefined;
  /** @throws {ApiError} */
  lines(query: Query, signal?: AbortSignal): Promise<LogLines>;
}

/** A log file behind the API. */
export class LogSource implements LineSource {
  /** Of the log, below the base of the API. */
  readonly #path: string;
  readonly channel: Channel | undefined;

  constructor(path: string, channel?: Channel) {
    this.#path = path;
    this.channel = channel;
  }

  lines(query: Query, signal?: AbortSignal): Promise<LogLines> {
    return get<LogLines>(`${this.#path}/lines`, query, signal);
  }

  /** The link that downloads the whole of it. */
  get download(): string {
    return apiUrl(`${this.#path}/download`);
  }
}

export function processLog(namespec: string, channel: Channel): LogSource {
  return new LogSource(`processes/${encodeURIComponent(namespec)}/log/${channel}`, channel);
}

export const MAIN_LOG = new LogSource('log');
