/** What `tail` and `maintail` share: the end of a log as text, and a log that is followed. */
import { isSystemError, UserError } from '../base/errors.ts';
import { parseInteger } from '../base/python-text.ts';
import { HttpStatusError, orFault, ServerFault } from '../client/errors.ts';
import { FAULTS } from '../wire/faults.ts';
import type { Ctl } from './command.ts';
import { classAndText, PythonError } from './exceptions.ts';
import { EXIT } from './exit-status.ts';
import { errorLine } from './results.ts';

/** How much of a log is shown when nobody says how much. */
export const LOG_BYTES = 1600;

const MAX_WIRE_INTEGER = 2 ** 31 - 1;

/**
 * Reads `-f` and `-N`.
 *
 * @returns the number of bytes (of `--5` it is -5: from byte 5 on), or undefined if it is neither.
 * @throws {PythonError} if XML-RPC cannot carry the number.
 */
export function parseModifier(word: string | undefined): 'follow' | number | undefined {
  if (word === undefined) return LOG_BYTES;
  if (!word.startsWith('-')) return undefined;
  if (word === '-f') return 'follow';
  const bytes = readNumber(word.slice(1));
  if (bytes !== undefined && Math.abs(bytes) > MAX_WIRE_INTEGER) {
    throw new PythonError('OverflowError', 'int exceeds XML-RPC limits');
  }
  return bytes;
}

function readNumber(text: string): number | undefined {
  try {
    return parseInteger(text);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** The text of a log; undefined for a fault, whose error is printed. */
export async function readLogText(
  ctl: Ctl,
  name: string,
  text: Promise<string>,
  errors: Readonly<Record<number, string>>,
): Promise<string | undefined> {
  const answer = await orFault(text);
  if (!(answer instanceof ServerFault)) return answer;
  const error = errors[answer.code];
  if (error === undefined) throw answer;
  ctl.output.line(errorLine(name, error));
  ctl.exitStatus = EXIT.GENERIC;
  if (answer.code === FAULTS.BAD_NAME) ctl.unknown.push({ kind: 'process', name });
  return undefined;
}

/** Prints a log as it grows, until Ctrl-C, the end of the server, or that of our reader. */
export async function followLog(ctl: Ctl, path: string): Promise<void> {
  ctl.output.line('==> Press Ctrl-C to exit <==');
  const stop = new AbortController();
  const forget = ctl.terminal.onInterrupt(() => {
    ctl.output.line('');
    stop.abort();
  });
  const print = (bytes: Uint8Array) => {
    ctl.output.write(bytes);
    if (ctl.output.closed) stop.abort();
  };
  try {
    await ctl.client.follow(path, print, stop.signal);
  } catch (error) {
    ctl.output.errorLine(`${ctl.serverUrl}${path} ${followError(error)}`);
    ctl.exitStatus = EXIT.GENERIC;
  } finally {
    forget();
  }
}

/** Why a log cannot be followed, in the words of the original. */
export function followError(error: unknown): string {
  if (error instanceof HttpStatusError) return `Cannot read, status code ${error.status}`;
  if (!isSystemError(error)) throw error;
  const [pythonClass, text] = classAndText(error);
  return `Cannot connect, error: <class '${pythonClass}'> (${text})`;
}
