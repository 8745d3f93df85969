/** A syslog daemon that comes and goes: what it is sent arrives in order, or is counted as lost. */
import assert from 'node:assert/strict';
import type { Clock } from '../../src/base/clock.ts';
import type { Report } from '../../src/logs/outage.ts';
import { Syslog, type SyslogSnapshot } from '../../src/logs/syslog.ts';
import type { FakeOs } from '../rig/fake-os.ts';
import { FakeReceiver } from '../rig/fake-receiver.ts';
import type { Random } from './random.ts';

const PLACE = '/dev/log';
/** What stands before a text: `<14>Nov  5 04:54:52 supervisord: `. */
const HEADING_BYTES = 33;

export class SyslogWatch {
  /** For what is to be sent. */
  syslog: Syslog;
  readonly #os: FakeOs;
  readonly #receivers: FakeReceiver[] = [];
  readonly #sent: string[] = [];

  constructor(os: FakeOs, clock: Clock, report: Report) {
    this.#os = os;
    this.syslog = this.#make(clock, report);
  }

  /** Another program goes on. */
  handOver(clock: Clock, report: Report, before: SyslogSnapshot): void {
    this.syslog = this.#make(clock, report, before);
  }

  #make(clock: Clock, report: Report, before?: SyslogSnapshot): Syslog {
    const syslog = new Syslog(PLACE, this.#os, clock, report, before);
    const send = syslog.send.bind(syslog);
    syslog.send = (heading, text) => {
      this.#sent.push(Buffer.from(text).toString());
      send(heading, text);
    };
    return syslog;
  }

  /** The daemon is started, ends, is slow, or goes on. */
  trouble(random: Random): string {
    const receiver = this.#receivers.at(-1);
    const what = random.pick([
      'comes',
      'comes',
      'goes',
      'is slow',
      'reads',
      'reads',
      'reads',
    ] as const);
    if (what === 'comes' && receiver?.broken !== false) {
      const fresh = new FakeReceiver(random.pick([0, 200, 65_536]) ?? 0);
      this.#receivers.push(fresh);
      this.#os.removeTree(PLACE);
      this.#os.addPipe(PLACE, fresh);
    } else if (what === 'goes' && receiver !== undefined) {
      receiver.broken = true;
      receiver.wake();
    } else if (what === 'is slow' && receiver !== undefined) receiver.room = 0;
    else if (receiver !== undefined) {
      receiver.room = random.pick([50, 200, 65_536]) ?? 0;
      receiver.drain();
    }
    return String(what);
  }

  /** Ends sending: from now on everything is accounted for. */
  close(): void {
    this.syslog.close();
    const arrived = this.#receivers.flatMap(({ messages }) => messages);
    const bytes = arrived.reduce((sum, message) => sum + message.length, 0);
    const needed = this.#sent.reduce((sum, text) => sum + text.length + HEADING_BYTES, 0);
    assert.equal(bytes + this.syslog.lostBytes, needed, 'messages that arrived or were lost');
    let at = 0;
    for (const message of arrived) {
      at = this.#sent.indexOf(message.slice(HEADING_BYTES), at) + 1;
      assert.ok(at > 0, `not in order: ${message}`);
    }
  }
}
