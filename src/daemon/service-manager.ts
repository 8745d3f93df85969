/**
 * Tells the service manager that has started us what becomes of the daemon, in the protocol of
 * sd_notify(3): lines of `NAME=value`, a datagram each time.
 *
 *   READY=1       its servers listen, and its programs are being started; again after an upgrade
 *   RELOADING=1   it stops everything, to begin anew
 *   STOPPING=1    it stops everything, and ends
 *   STATUS=...    how many processes run; at most once a second
 *   WATCHDOG=1    it is alive, if that is to be told
 *
 * Nothing here waits for the service manager or fails because of it. What it has no room for is
 * sent again a moment later, without what has been overtaken by then; what finds nobody is lost.
 */
import type { Clock, Timer } from '../base/clock.ts';
import { type SystemError, systemErrorOf } from '../base/errors.ts';
import { stopLevels } from '../core/order.ts';
import { errorText } from '../os/error-text.ts';
import type { NotifyAddress } from '../os/notify-address.ts';
import type { Files, Sockets } from '../os/port.ts';
import type { ProcessState } from '../wire/states.ts';
import type { Supervisor } from './supervisor.ts';

export interface ServiceManagerContext {
  readonly os: Pick<Files, 'write' | 'close'> & Pick<Sockets, 'connectDatagram'>;
  readonly clock: Clock;
  /** Our pid, if the service manager knows us by another one: that of who has started the daemon. */
  readonly mainPid: number | undefined;
  /** Hears what is wrong with the socket. */
  warn(text: string): void;
}

export type Attended = Pick<Supervisor, 'state' | 'groups' | 'bus'>;

const HEARD = ['SUPERVISOR_STATE_CHANGE', 'PROCESS_STATE', 'PROCESS_GROUP'];
/** What is told of besides those that run. The others are at rest. */
const TOLD_STATES: readonly ProcessState[] = ['STARTING', 'BACKOFF', 'STOPPING', 'FATAL'];
const STATUS_MS = 1000;
const RETRY_MS = 250;
/** What an end takes beyond the time that its programs have. Seconds. */
const SPARE_SECONDS = 10;

export class ServiceManager {
  readonly #address: NotifyAddress;
  readonly #context: ServiceManagerContext;
  #supervisor: Attended | undefined;
  /** Values by name, in the order in which they are to be told. */
  readonly #unsent = new Map<string, string>();
  #status = '';
  #statusTimer: Timer | undefined;
  #retry: Timer | undefined;
  #isWarned = false;

  constructor(address: NotifyAddress, context: ServiceManagerContext) {
    this.#address = address;
    this.#context = context;
  }

  /**
   * To be called before a supervisor begins: the first, and the next one after each restart.
   *
   * @param runs It has begun already, in the program before this one. What that one has told may not
   *   have arrived, and when it was last alive is not known.
   */
  attend(supervisor: Attended, runs = false): void {
    const isFirst = this.#supervisor === undefined;
    this.#supervisor = supervisor;
    if (!isFirst) return; // there is one bus for all of them
    supervisor.bus.subscribe(HEARD, ({ name }) => this.#hear(name, this.#supervisor ?? supervisor));
    if (runs) this.#tellReady(supervisor);
    this.#watch(runs);
  }

  #hear(event: string, supervisor: Attended): void {
    if (event === 'SUPERVISOR_STATE_CHANGE_RUNNING') this.#tellReady(supervisor);
    else if (event === 'SUPERVISOR_STATE_CHANGE_STOPPING') this.#tellEnd(supervisor);
    else this.#statusTimer ??= this.#in(STATUS_MS, () => this.#tellStatus());
  }

  #tellReady(supervisor: Attended): void {
    const { mainPid } = this.#context;
    this.#tell({
      ...(mainPid !== undefined && { MAINPID: String(mainPid) }),
      READY: '1',
      STATUS: this.#nextStatus(supervisor),
    });
  }

  #tellEnd(supervisor: Attended): void {
    const beginsAnew = supervisor.state === 'RESTARTING';
    const usec = Math.round(this.#context.clock.monotonic() * 1000);
    this.#tell({
      ...(beginsAnew ? { RELOADING: '1', MONOTONIC_USEC: String(usec) } : { STOPPING: '1' }),
      EXTEND_TIMEOUT_USEC: String(secondsToStop(supervisor) * 1_000_000),
      STATUS: this.#nextStatus(supervisor),
    });
  }

  #tellStatus(): void {
    this.#statusTimer = undefined;
    const before = this.#status;
    if (this.#supervisor === undefined) return;
    const status = this.#nextStatus(this.#supervisor);
    if (status !== before) this.#tell({ STATUS: status });
  }

  #nextStatus(supervisor: Attended): string {
    this.#status = statusText(supervisor);
    return this.#status;
  }

  /** Half of the time that it may take, as the protocol recommends. */
  #watch(isDue: boolean): void {
    const { watchdogMs } = this.#address;
    if (watchdogMs === undefined) return;
    if (isDue) this.#tell({ WATCHDOG: '1' });
    this.#in(watchdogMs / 2, () => this.#watch(true));
  }

  #in(ms: number, run: () => void): Timer {
    const { clock } = this.#context;
    return clock.at(clock.monotonic() + ms, run);
  }

  #tell(values: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(values)) {
      this.#unsent.delete(name);
      this.#unsent.set(name, value);
    }
    if (this.#retry === undefined) this.#send();
  }

  #send(): void {
    const lines = [...this.#unsent].map(([name, value]) => `${name}=${value}\n`);
    try {
      this.#write(Buffer.from(lines.join('')));
      this.#unsent.clear();
      this.#isWarned = false;
    } catch (thrown) {
      const error = systemErrorOf(thrown);
      if (error.code === 'EAGAIN') this.#sendLater();
      else this.#giveUp(error);
    }
  }

  #sendLater(): void {
    this.#retry = this.#in(RETRY_MS, () => {
      this.#retry = undefined;
      this.#send();
    });
  }

  /** Nobody is there. The next news is sent all the same. */
  #giveUp(error: SystemError): void {
    this.#unsent.clear();
    if (this.#isWarned) return;
    this.#isWarned = true;
    const name = this.#address.path.replace('\0', '@');
    this.#context.warn(`cannot notify the service manager at ${name}: ${errorText(error)}`);
  }

  /** A connection each time: the service manager may have begun anew, and it is rarely told anything. */
  #write(datagram: Uint8Array): void {
    const { os } = this.#context;
    const fd = os.connectDatagram(this.#address.path);
    try {
      os.write(fd, datagram, 0, datagram.length);
    } finally {
      os.close(fd);
    }
  }
}

/** `3 of 5 processes running, 1 STARTING, 1 FATAL` */
function statusText({ groups }: Attended): string {
  const states = [...groups.values()].flatMap(({ processes }) =>
    processes.map(({ state }) => state),
  );
  if (states.length === 0) return 'no programs';
  const count = (wanted: ProcessState) => states.filter((state) => state === wanted).length;
  const others = TOLD_STATES.flatMap((state) => {
    const many = count(state);
    return many === 0 ? [] : [`${many} ${state}`];
  });
  const noun = states.length === 1 ? 'process' : 'processes';
  return [`${count('RUNNING')} of ${states.length} ${noun} running`, ...others].join(', ');
}

/** The longest that the end of what runs now may take, as its programs are configured. */
function secondsToStop({ groups }: Attended): number {
  const levels = stopLevels(groups.values()).map((level) =>
    level
      .flatMap(({ processes }) => processes)
      .filter(({ isStopped }) => !isStopped)
      .map(({ config }) => config.stopwaitsecs),
  );
  return levels.reduce((sum, waits) => sum + Math.max(0, ...waits), SPARE_SECONDS);
}
