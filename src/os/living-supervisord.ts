/** Whether a pidfile is that of a supervisord that lives. Without `/proc` there is no telling. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from './port.ts';

/** The pid in the file, if a process of our name has it. */
export function livingSupervisord(
  path: string,
  files: Pick<Files, 'readFile' | 'stat'>,
): number | undefined {
  const pid = isPlain(path, files) ? Number.parseInt(read(path, files), 10) : 0;
  if (!(pid > 0)) return undefined;
  return read(`/proc/${pid}/comm`, files).trim() === 'supervisord' ? pid : undefined;
}

/** A fifo or a terminal would keep us waiting for somebody to write to it. */
function isPlain(path: string, files: Pick<Files, 'stat'>): boolean {
  try {
    return files.stat(path).kind === 'file';
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return false;
  }
}

function read(path: string, files: Pick<Files, 'readFile'>): string {
  try {
    return new TextDecoder().decode(files.readFile(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}
