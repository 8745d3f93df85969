/** What the daemon does when it is sent a signal: one line per signal. */
import { UserError } from '../base/errors.ts';
import type { Logger } from '../logs/logger.ts';
import type { Supervisor } from './supervisor.ts';

type Reaction = (supervisor: Supervisor, log: Logger, signal: string) => void;

const exit: Reaction = (supervisor, log, signal) => {
  log.warn(`received ${signal} indicating exit request`);
  supervisor.insist();
};

/** A configuration that cannot be used is refused here, while everything still runs. */
const restart: Reaction = (supervisor, log, signal) => {
  if (supervisor.state === 'SHUTDOWN') {
    log.warn(`ignored ${signal} indicating restart request (shutdown in progress)`);
    return;
  }
  log.warn(`received ${signal} indicating restart request`);
  try {
    supervisor.restart();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    log.error(`restart refused, everything goes on as before: ${error.message}`);
  }
};

const reopen: Reaction = (supervisor, log, signal) => {
  log.info(`received ${signal} indicating log reopen request`);
  supervisor.reopenLogs();
};

export const SIGNALS = {
  SIGTERM: exit,
  SIGINT: exit,
  SIGQUIT: exit,
  SIGHUP: restart,
  SIGUSR2: reopen,
  SIGCHLD: (_supervisor, log, signal) => log.debug(`received ${signal} indicating a child quit`),
  SIGUSR1: (_supervisor, log, signal) => log.info(`received ${signal}, which means nothing to us`),
} as const satisfies Readonly<Record<string, Reaction>>;

export type DaemonSignal = keyof typeof SIGNALS;

/** The signals that the daemon is sent; they wait while nobody is there who could take them. */
export class SignalQueue {
  #waiting: DaemonSignal[] = [];
  #take: ((signal: DaemonSignal) => void) | undefined;

  /** One that is waiting already is not taken twice. */
  add(signal: DaemonSignal): void {
    if (this.#take !== undefined) this.#take(signal);
    else if (!this.#waiting.includes(signal)) this.#waiting.push(signal);
  }

  /** From now on this supervisor takes them. */
  open(supervisor: Supervisor, log: Logger): void {
    this.#take = (signal) => SIGNALS[signal](supervisor, log, signal);
    for (const signal of this.#waiting.splice(0)) this.add(signal);
  }

  close(): void {
    this.#take = undefined;
  }
}
