/**
 * The syslog daemon, or another reader of datagrams, for `fake-files.ts`.
 *
 *   files.addPipe('/dev/log', receiver)     it is bound there
 *   receiver.messages                       what it was sent and has taken
 *   receiver.room = 0                       it takes no more; `drain()` goes on
 *   receiver.broken = true                  it has gone
 */
import { FakePipe } from './fake-pipe.ts';

export class FakeReceiver extends FakePipe {
  /** Every message that found room, as text. */
  readonly messages: string[] = [];

  constructor(room = 64 * 1024) {
    super(room, true);
  }

  /** A message goes out as a whole, or not at all. */
  override write(bytes: Uint8Array): number | 'EAGAIN' | 'ECONNREFUSED' {
    if (this.broken) return 'ECONNREFUSED';
    if (this.free < bytes.length) return 'EAGAIN';
    this.push(bytes);
    this.messages.push(Buffer.from(bytes).toString());
    return bytes.length;
  }
}
