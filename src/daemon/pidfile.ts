/** The file that tells scripts the daemon's pid: `<pid>\n`, overwritten at start, gone at the end. */
import { constants } from 'node:fs';
import { isSystemError } from '../base/errors.ts';
import type { Origin } from '../config/config.ts';
import { place } from '../config/errors.ts';
import type { Logger } from '../logs/logger.ts';
import { livingSupervisord } from '../os/living-supervisord.ts';
import type { Files } from '../os/port.ts';

interface Tools {
  readonly files: Files;
  readonly log: Logger;
  /** Where the configuration names the file. */
  readonly origin?: Origin | undefined;
}

/**
 * Writes it, over whatever is there. A failure is logged and does not matter otherwise; that
 * nobody reads from a fifo is one, too.
 */
export function writePidfile(path: string, pid: number, { files, log, origin }: Tools): void {
  const other = livingSupervisord(path, files);
  if (other !== undefined && other !== pid) {
    const text = `pidfile ${path} belongs to another living supervisord (pid ${other}); overwritten`;
    log.warn(origin === undefined ? text : `${text} ${place(origin)}`);
  }
  try {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK } = constants;
    const flags = O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK;
    const fd = files.open(path, flags, 0o666);
    try {
      const text = new TextEncoder().encode(`${pid}\n`);
      files.write(fd, text, 0, text.length);
    } finally {
      files.close(fd);
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.critical(`could not write pidfile ${path}`);
    return;
  }
  log.info(`supervisord started with pid ${pid}`);
}

/** Only a plain file: nobody wants to lose `/dev/null`. */
export function removePidfile(path: string, files: Files): void {
  try {
    if (files.stat(path).kind === 'file') files.unlink(path);
  } catch (error) {
    if (!isSystemError(error)) throw error; // somebody was faster
  }
}
