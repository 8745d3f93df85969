/**
 * AUTO logs: files in `childlogdir` that last as long as this run of supervisord.
 *
 * Their names hold the identifier, by which the next run finds and removes them.
 */
import { constants } from 'node:fs';
import path from 'node:path';
import { isSystemError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import type { Logger } from './logger.ts';

/** AUTO logs are for the user who runs supervisord alone; pass it on as `LogFile.mode`. */
export const AUTO_MODE = 0o600;

const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_';
const RANDOM_LETTERS = 8;
const TRIES = 100;

export interface AutoLogName {
  /** `childlogdir`. */
  readonly directory: string;
  readonly process: string;
  readonly channel: 'stdout' | 'stderr';
  /** What this supervisord calls itself. */
  readonly identifier: string;
}

/**
 * Creates an empty AUTO log of a name that was free.
 *
 * @param random Numbers from 0 up to 1.
 * @returns its path.
 * @throws {SystemError} if it cannot be created.
 */
export function createAutoLog(
  files: Pick<Files, 'open' | 'close'>,
  name: AutoLogName,
  random: () => number = Math.random,
): string {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  for (let tries = 1; ; tries++) {
    const file = path.join(name.directory, fileName(name, random));
    try {
      files.close(files.open(file, flags, AUTO_MODE));
      return file;
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST' || tries === TRIES) throw error;
    }
  }
}

function fileName({ process, channel, identifier }: AutoLogName, random: () => number): string {
  let suffix = '';
  for (let count = 0; count < RANDOM_LETTERS; count++) {
    suffix += LETTERS[Math.floor(random() * LETTERS.length)];
  }
  return `${process}-${channel}---${identifier}-${suffix}.log`;
}

/** Removes the AUTO logs, older copies included, that earlier runs of this identifier left. */
export function clearAutoLogs(
  { directory, identifier }: Pick<AutoLogName, 'directory' | 'identifier'>,
  { files, log }: { readonly files: Pick<Files, 'readDirectory' | 'unlink'>; readonly log: Logger },
): void {
  const pattern = new RegExp(`^.+?---${quoted(identifier)}-\\S+\\.log\\.?\\d{0,4}`);
  for (const name of namesIn(files, directory, log)) {
    if (!pattern.test(name)) continue;
    const file = path.join(directory, name);
    try {
      files.unlink(file);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      if (error.code !== 'ENOENT') log.warn(`Failed to clean up '${file}'`);
    }
  }
}

function namesIn(files: Pick<Files, 'readDirectory'>, directory: string, log: Logger): string[] {
  try {
    return files.readDirectory(directory);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.warn('Could not clear childlog dir');
    return [];
  }
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
