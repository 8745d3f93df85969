/**
 * Unexpected errors in the form that scripts look for:
 *
 *   error: <class 'xmlrpc.client.Fault'>, <Fault 6: 'SHUTDOWN_STATE'>: file: … line: …
 *
 * The classes are those of the Python original, since people match them; file and line are the
 * place in our own code.
 */
import { isSystemError, type SystemError, UserError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';
import { BadAnswer, ConnectionLost, HttpStatusError, ServerFault } from '../client/errors.ts';

/** An error that the original has as an exception of Python's own, such as ValueError. */
export class PythonError extends Error {
  override readonly name = 'PythonError';
  readonly pythonClass: string;

  constructor(pythonClass: string, message: string) {
    super(message);
    this.pythonClass = pythonClass;
  }
}

export function exceptionLine(error: unknown): string {
  const { file, line } = placeOf(error);
  return `error: ${exceptionText(error)}: file: ${file} line: ${line}`;
}

/** Class and text: `<class 'ValueError'>, Unknown protocol …`. */
export function exceptionText(error: unknown): string {
  const [pythonClass, text] = classAndText(error);
  return `<class '${pythonClass}'>, ${text}`;
}

export function classAndText(error: unknown): readonly [pythonClass: string, text: string] {
  if (error instanceof ServerFault) {
    return ['xmlrpc.client.Fault', `<Fault ${error.code}: ${repr(error.text)}>`];
  }
  if (error instanceof HttpStatusError) {
    const text = `<ProtocolError for 127.0.0.1${error.path}: ${error.status} ${error.reason}>`;
    return ['xmlrpc.client.ProtocolError', text];
  }
  if (error instanceof ConnectionLost) {
    if (error.begun) return ['http.client.IncompleteRead', error.message];
    return ['http.client.RemoteDisconnected', 'Remote end closed connection without response'];
  }
  if (error instanceof BadAnswer) return ['http.client.BadStatusLine', error.message];
  if (error instanceof PythonError) return [error.pythonClass, error.message];
  if (error instanceof UserError) return ['ValueError', error.message];
  if (isSystemError(error)) return systemError(error);
  if (error instanceof Error) return [error.name, error.message];
  return ['Exception', String(error)];
}

/** What Python makes of an errno; other codes are an OSError. */
const SYSTEM_ERRORS: Readonly<Record<string, readonly [pythonClass: string, text: string]>> = {
  ECONNREFUSED: ['ConnectionRefusedError', 'Connection refused'],
  ENOENT: ['FileNotFoundError', 'No such file or directory'],
  EACCES: ['PermissionError', 'Permission denied'],
  EPERM: ['PermissionError', 'Operation not permitted'],
  ENOTDIR: ['NotADirectoryError', 'Not a directory'],
  ECONNRESET: ['ConnectionResetError', 'Connection reset by peer'],
  EPIPE: ['BrokenPipeError', 'Broken pipe'],
  ETIMEDOUT: ['TimeoutError', 'Connection timed out'],
  EHOSTUNREACH: ['OSError', 'No route to host'],
  ENETUNREACH: ['OSError', 'Network is unreachable'],
};

function systemError(error: SystemError): readonly [pythonClass: string, text: string] {
  if (error.code === 'ENOTFOUND') {
    return ['socket.gaierror', '[Errno -2] Name or service not known'];
  }
  if (error.code === 'EAI_AGAIN') {
    return ['socket.gaierror', '[Errno -3] Temporary failure in name resolution'];
  }
  if (/^ERR_(?:SSL|TLS)_|CERT|SIGNATURE/.test(error.code)) return ['ssl.SSLError', error.code];
  const [pythonClass, text] = SYSTEM_ERRORS[error.code] ?? ['OSError', error.message];
  return [pythonClass, error.errno === undefined ? text : `[Errno ${-error.errno}] ${text}`];
}

/** Where an error was made: the first line of its stack that names a place. */
function placeOf(error: unknown): { file: string; line: string } {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const place = /^ {4}at (?:.*\()?(.+?):(\d+):\d+\)?$/m.exec(stack);
  return { file: place?.[1] ?? 'supervisorctl', line: place?.[2] ?? '0' };
}
