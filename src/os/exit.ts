/** The end of this process. */
import { native } from './native.ts';

/**
 * Ends this process now. `process.exit` would wait for what threads of Node are at, such as a name
 * that is being looked up: for as long as a name server that does not answer is given.
 *
 * Those who listen to `exit` are told. What has been written is out, as far as it went to files,
 * pipes or terminals; nothing else is done.
 */
export function exitAtOnce(status: number): void {
  try {
    process.emit('exit', status);
  } finally {
    native().exit(status);
  }
}
