/** Names a file, so that who reads a log by pieces notices when another one has taken its place. */
import type { FileStatus } from '../os/port.ts';

export function fileId({ device, inode }: Pick<FileStatus, 'device' | 'inode'>): string {
  return `${device}-${inode}`;
}
