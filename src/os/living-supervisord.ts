/** Whether a pidfile is that of a supervisord that lives. Without `/proc` there is no telling. */
import { isSystemError } from '../base/errors.ts';
import type { Files } from './port.ts';

/** The pid in the file, if a process of our name has it. */
export function livingSupervisord(
  path: string,
  files: Pick<Files, 'readFile'>,
): number | undefined {
  const pid = Number.parseInt(read(path, files), 10);
  if (!(pid > 0)) return undefined;
  return read(`/proc/${pid}/comm`, files).trim() === 'supervisord' ? pid : undefined;
}

function read(path: string, files: Pick<Files, 'readFile'>): string {
  try {
    return new TextDecoder().decode(files.readFile(path));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return '';
  }
}
