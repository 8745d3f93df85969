/**
 * Messages to the syslog daemon: one datagram each, in the form of the C library's `syslog()`.
 *
 *   <14>Nov  5 04:54:52 supervisord: web listening on 8080
 *
 * Nothing here waits for the daemon or fails because of it. While it takes no more, messages queue
 * up to a limit; what does not find room there, or finds no daemon, is dropped, counted and
 * reported (`outage.ts`). A daemon that was restarted is found by the next message.
 */
import { fromBase64, toBase64 } from '../base/base64.ts';
import type { Clock } from '../base/clock.ts';
import { type SystemError, systemError, systemErrorOf } from '../base/errors.ts';
import {
  SYSLOG_FACILITIES,
  SYSLOG_PRIORITIES,
  type SyslogFacility,
  type SyslogPriority,
} from '../config/syslog-names.ts';
import type { Channels, Files, Sockets } from '../os/port.ts';
import { Outage, type OutageSnapshot, type Report } from './outage.ts';

/** Under which heading messages are sent. */
export interface SyslogHeading {
  readonly facility: SyslogFacility;
  readonly priority: SyslogPriority;
  /** Who says it: what stands before the colon. */
  readonly tag: string;
}

export type SyslogSystem = Pick<Files, 'write' | 'close'> &
  Pick<Channels, 'whenWritable'> &
  Pick<Sockets, 'connectDatagram'>;

/** Bytes that wait for a daemon that takes no more. */
const QUEUE_BYTES = 256 * 1024;

/** After these the connection is as good as before. */
const REFUSED_MESSAGE: ReadonlySet<string> = new Set(['EMSGSIZE', 'ENOBUFS', 'ENOMEM']);

export interface SyslogSnapshot {
  /** Messages that wait, oldest first, as base64. */
  readonly queue: readonly string[];
  /** Bytes. */
  readonly lost: number;
  readonly outage: OutageSnapshot;
}

export class Syslog {
  readonly #path: string;
  readonly #os: SyslogSystem;
  readonly #clock: Clock;
  readonly #outage: Outage;
  #fd: number | undefined;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #wait: { cancel(): void } | undefined;
  #lostBytes = 0;

  /**
   * @param path The socket of the syslog daemon.
   * @param before What to go on with, after `resume`.
   */
  constructor(
    path: string,
    os: SyslogSystem,
    clock: Clock,
    report: Report,
    before?: SyslogSnapshot,
  ) {
    this.#path = path;
    this.#os = os;
    this.#clock = clock;
    this.#outage = new Outage(path, clock, report, before?.outage);
    if (before === undefined) return;
    this.#queue = before.queue.map(fromBase64);
    this.#queuedBytes = this.#queue.reduce((sum, { length }) => sum + length, 0);
    this.#lostBytes = before.lost;
  }

  /** Waits for nothing any more. Its connection is not handed on: what it has sent has arrived. */
  suspend(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    this.#outage.suspend();
  }

  snapshot(): SyslogSnapshot {
    return {
      queue: this.#queue.map(toBase64),
      lost: this.#lostBytes,
      outage: this.#outage.snapshot(),
    };
  }

  resume(): void {
    this.#outage.resume();
    this.#flush();
  }

  /** Bytes of messages that were dropped since this object was made, their headings included. */
  get lostBytes(): number {
    return this.#lostBytes;
  }

  /** Sends one message. Never throws: what cannot be sent is counted. */
  send({ facility, priority, tag }: SyslogHeading, text: Uint8Array): void {
    const number = SYSLOG_FACILITIES[facility] * 8 + SYSLOG_PRIORITIES[priority];
    const heading = `<${number}>${syslogTime(new Date(this.#clock.wall()))} ${tag}: `;
    const message = Buffer.concat([Buffer.from(heading), withoutNul(text)]);
    if (this.#queue.length > 0) this.#keep(message);
    else if (this.#outage.isResting) this.#lose(message);
    else this.#sendNow(message);
  }

  /** Ends sending. What waits is tried once more. */
  close(): void {
    this.#flush();
    for (const message of this.#queue) this.#lose(message);
    this.#disconnect();
    this.#outage.reportLoss();
  }

  #sendNow(message: Uint8Array): void {
    try {
      this.#deliver(message);
      this.#outage.over();
    } catch (thrown) {
      const error = systemErrorOf(thrown);
      if (error.code === 'EAGAIN') this.#keep(message);
      else this.#drop(message, error);
    }
  }

  /** @throws {SystemError} after a second attempt, if the first found that the daemon had gone. */
  #deliver(message: Uint8Array): void {
    const known = this.#fd;
    try {
      this.#write(message);
    } catch (thrown) {
      const { code } = systemErrorOf(thrown);
      if (code === 'EAGAIN' || REFUSED_MESSAGE.has(code)) throw thrown;
      this.#disconnect();
      if (known === undefined) throw thrown;
      this.#write(message);
    }
  }

  #write(message: Uint8Array): void {
    const fd = this.#fd ?? this.#os.connectDatagram(this.#path);
    this.#fd = fd;
    this.#os.write(fd, message, 0, message.length);
  }

  #drop(message: Uint8Array, error: SystemError): void {
    this.#outage.failed(error);
    this.#lose(message);
  }

  #lose(message: Uint8Array): void {
    this.#lostBytes += message.length;
    this.#outage.lost(message.length);
  }

  #keep(message: Uint8Array): void {
    if (this.#queuedBytes + message.length > QUEUE_BYTES) {
      this.#drop(message, systemError('EAGAIN', 'it takes no more'));
      return;
    }
    this.#queue.push(message);
    this.#queuedBytes += message.length;
    this.#waitForRoom();
  }

  #waitForRoom(): void {
    if (this.#fd === undefined) return;
    try {
      this.#wait ??= this.#os.whenWritable(this.#fd, () => {
        this.#wait = undefined;
        this.#flush();
      });
    } catch (thrown) {
      this.#abandonQueue(systemErrorOf(thrown));
    }
  }

  /** Sends what waits, for as long as it is taken. */
  #flush(): void {
    let sent = 0;
    try {
      for (const message of this.#queue) {
        this.#deliver(message);
        this.#queuedBytes -= message.length;
        sent += 1;
      }
      this.#queue = [];
      if (sent > 0) this.#outage.over();
    } catch (thrown) {
      this.#queue.splice(0, sent);
      const error = systemErrorOf(thrown);
      if (error.code === 'EAGAIN') this.#waitForRoom();
      else this.#abandonQueue(error);
    }
  }

  #abandonQueue(error: SystemError): void {
    const messages = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const message of messages) this.#drop(message, error);
  }

  #disconnect(): void {
    this.#wait?.cancel();
    this.#wait = undefined;
    if (this.#fd === undefined) return;
    this.#os.close(this.#fd);
    this.#fd = undefined;
  }
}

/** A NUL would end the message for most syslog daemons. It is written as rsyslog would. */
function withoutNul(text: Uint8Array): Uint8Array {
  if (text.indexOf(0) === -1) return text;
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
  return Buffer.from(bytes.replaceAll('\0', '#000'), 'latin1');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov  5 04:54:52`, in local time. */
function syslogTime(at: Date): string {
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()]
    .map((number) => String(number).padStart(2, '0'))
    .join(':');
  return `${MONTHS[at.getMonth()]} ${String(at.getDate()).padStart(2)} ${time}`;
}
