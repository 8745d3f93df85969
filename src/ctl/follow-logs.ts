/**
 * `logs -f`: several logs at the same time, line by line, each over a connection of its own. A line
 * is printed when it is complete, so that lines of two programs never mix; a rotation is the
 * server's business and not seen here.
 */
import { setMaxListeners } from 'node:events';
import { HttpStatusError, orFault, ServerFault } from '../client/errors.ts';
import type { Ctl } from './command.ts';
import type { Source } from './log-labels.ts';

/** How much of a log a stream begins with: with more, its first line may be torn. */
const START_BYTES = 1024;

/** A line that is longer is printed in pieces, so that none can fill the memory. */
const MAX_LINE_BYTES = 65_536;

const NEWLINE = 0x0a;
const END_OF_LINE = Buffer.from('\n');
const NOT_FOUND = 404;

const SIZE_METHODS = {
  stdout: 'supervisor.tailProcessStdoutLog',
  stderr: 'supervisor.tailProcessStderrLog',
} as const;

/** Resolves at Ctrl-C, when nobody reads our output any more, or when the server has ended. */
export async function followLogs(ctl: Ctl, sources: readonly Source[]): Promise<void> {
  const stop = new AbortController();
  setMaxListeners(sources.length, stop.signal); // Node takes more than ten for a leak
  const forget = ctl.terminal.onInterrupt(() => stop.abort());
  const print = (bytes: Uint8Array) => {
    ctl.output.write(bytes);
    if (ctl.output.closed) stop.abort();
  };
  try {
    await Promise.all(sources.map((source) => followOne(ctl, source, print, stop.signal)));
  } finally {
    stop.abort();
    forget();
  }
}

async function followOne(
  ctl: Ctl,
  { name, channel, label }: Source,
  print: (bytes: Uint8Array) => void,
  stop: AbortSignal,
): Promise<void> {
  const lines = new LineCutter(Buffer.from(label), print);
  let hasBegun = false;
  let begins: Promise<void> | undefined;
  const begin = async () => {
    if ((await sizeOf(ctl, name, channel)) > START_BYTES) lines.skipFirst();
    hasBegun = true;
  };
  const take = (bytes: Uint8Array): void | Promise<void> => {
    if (hasBegun) return lines.add(bytes);
    const copy = Buffer.from(bytes); // valid during the call only
    begins ??= begin();
    return begins.then(() => lines.add(copy));
  };
  try {
    await ctl.client.another().follow(`/logtail/${name}/${channel}`, take, stop);
  } catch (error) {
    // No file yet, or no process any more: the others go on.
    if (!(error instanceof HttpStatusError && error.status === NOT_FOUND)) throw error;
  }
  if (!stop.aborted) lines.end();
}

/** Asked when the stream has begun, so that the log was no larger then. */
async function sizeOf(ctl: Ctl, name: string, channel: Source['channel']): Promise<number> {
  const answer = await orFault(ctl.client.call(SIZE_METHODS[channel], name, 0, 1));
  return answer instanceof ServerFault ? 0 : answer[1];
}

/** Takes bytes as they come and gives whole lines with their label. */
export class LineCutter {
  readonly #label: Buffer;
  readonly #print: (bytes: Uint8Array) => void;
  #rest: Buffer = Buffer.alloc(0);
  #skips = false;

  constructor(label: Buffer, print: (bytes: Uint8Array) => void) {
    this.#label = label;
    this.#print = print;
  }

  /** The first line is none: it began before we came. */
  skipFirst(): void {
    this.#skips = true;
  }

  add(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#rest, bytes]);
    const parts: Buffer[] = [];
    let start = 0;
    for (;;) {
      const newline = all.indexOf(NEWLINE, start);
      const end = newline === -1 ? start + MAX_LINE_BYTES : newline + 1;
      if (newline === -1 && end >= all.length) break;
      if (!this.#skips) parts.push(this.#label, all.subarray(start, end));
      if (newline === -1 && !this.#skips) parts.push(END_OF_LINE);
      if (newline !== -1) this.#skips = false;
      start = end;
    }
    this.#rest = Buffer.from(all.subarray(start));
    if (parts.length > 0) this.#print(Buffer.concat(parts));
  }

  /** Nothing more comes: what is left is a line without an end. */
  end(): void {
    if (this.#rest.length > 0 && !this.#skips) this.add(END_OF_LINE);
  }
}
