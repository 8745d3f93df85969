/**
 * The one file of the kit that touches what belongs to the whole process: its standard streams,
 * its environment, its signals.
 */
import { inspect } from 'node:util';
import { systemClock } from '../os/system-clock.ts';
import type { Ends } from './conversation.ts';

/** The variables that supervisord gives its programs, and whatever else there is. */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Writes to a standard stream in one piece; resolves when that is done. */
export function writeTo(channel: 'stdout' | 'stderr', bytes: Uint8Array): Promise<void> {
  return written(process[channel], process[channel].write, bytes);
}

/** What a listener converses on, until `release` is called. */
export interface Taken extends Ends {
  release(): void;
}

/**
 * Takes standard input and output for the protocol. What others write to standard output, by
 * `console.log` for example, goes to standard error meanwhile: there it is in a log, and here it
 * would end the conversation. SIGTERM and the end of the reader ask for the end.
 */
export function takeStandardStreams(): Taken {
  const { stdin, stdout } = process;
  const original = stdout.write;
  const ending = new AbortController();
  const end = () => {
    ending.abort();
    stdin.destroy(); // ends the wait for another event
  };
  stdout.write = toStderr;
  stdout.on('error', end);
  process.once('SIGTERM', end);
  return {
    input: untilEnd(stdin, ending.signal),
    write: (text) => written(stdout, original, Buffer.from(text)),
    complain: (error) => void process.stderr.write(`${inspect(error)}\n`),
    signal: ending.signal,
    clock: systemClock,
    release() {
      stdout.write = original;
      stdout.off('error', end);
      process.off('SIGTERM', end);
      stdin.destroy();
    },
  };
}

/** Standard error is opened when somebody writes to it. */
function toStderr(...words: unknown[]): boolean {
  return Reflect.apply(process.stderr.write, process.stderr, words);
}

/** What comes; destroying the stream is an end like any other. */
async function* untilEnd(
  stdin: NodeJS.ReadStream,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const bytes of stdin) yield bytes as Uint8Array;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

type Write = (bytes: Uint8Array, done: (error?: Error | null) => void) => boolean;

function written(stream: NodeJS.WriteStream, write: Write, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    write.call(stream, bytes, (error) => (error ? reject(error) : resolve()));
  });
}
