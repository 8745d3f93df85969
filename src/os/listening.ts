/**
 * Who listens where, as Linux tells it in `/proc/net`: nothing is bound or connected to find out.
 * Elsewhere nobody seems to listen.
 */
import { isSystemError } from '../base/errors.ts';
import type { Files } from './port.ts';

const LISTENING = '0A';
/** `SO_ACCEPTCON`, in the flags of a unix socket. */
const ACCEPTS = 0x10000;
const MAPPED = '0000000000000000FFFF0000';
const ANY_IPV6 = '0'.repeat(32);

/** Whether a port of an IPv4 address, or of all of them (`0.0.0.0`), is taken. */
export function isPortTaken(
  address: string,
  port: number,
  files: Pick<Files, 'readFile'>,
): boolean {
  const wanted = hexAddress(address);
  const lines = [...linesOf('/proc/net/tcp', files), ...linesOf('/proc/net/tcp6', files)];
  return lines.some((line) => {
    const [, local = '', , state] = line.trim().split(/\s+/);
    const [host = '', hexPort = ''] = local.split(':');
    if (state !== LISTENING || Number.parseInt(hexPort, 16) !== port) return false;
    const other = host === ANY_IPV6 ? hexAddress('0.0.0.0') : host.replace(MAPPED, '');
    if (other.length !== wanted.length) return false;
    return [wanted, hexAddress('0.0.0.0')].includes(other) || wanted === hexAddress('0.0.0.0');
  });
}

/** Whether somebody listens at a path; a supervisord has bound it as `PATH.PID`. */
export function isPathTaken(path: string, files: Pick<Files, 'readFile'>): boolean {
  return linesOf('/proc/net/unix', files).some((line) => {
    const [, flags = '', bound = ''] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +\d+ (.*)$/.exec(line) ?? [];
    if ((Number.parseInt(flags, 16) & ACCEPTS) === 0) return false;
    return bound === path || (bound.startsWith(path) && /^\.\d+$/.test(bound.slice(path.length)));
  });
}

/** As `/proc/net/tcp` has it on little-endian machines: the last part first. */
function hexAddress(address: string): string {
  const parts = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  return parts.reverse().join('').toUpperCase();
}

function linesOf(path: string, files: Pick<Files, 'readFile'>): string[] {
  try {
    return new TextDecoder().decode(files.readFile(path)).split('\n');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return [];
  }
}
