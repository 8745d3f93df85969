/**
 * Where the service manager that has started us wants to hear of us: what systemd sets in the
 * environment of a service of `Type=notify`, after sd_notify(3) and sd_watchdog_enabled(3).
 */

type Environment = Readonly<Record<string, string | undefined>>;

export interface NotifyAddress {
  /** For `connectDatagram`: a path, or a NUL and the name of an abstract socket. */
  readonly path: string;
  /** Within how many milliseconds it wants a sign of life each; undefined: it wants none. */
  readonly watchdogMs: number | undefined;
}

/** They are for supervisord. A program that had them would speak for it. */
const VARIABLES: ReadonlySet<string> = new Set(['NOTIFY_SOCKET', 'WATCHDOG_PID', 'WATCHDOG_USEC']);

/**
 * @param pid Ours, if the service manager knows us by it: a watchdog may be meant for another
 *   process. Undefined: any is meant for us.
 * @returns undefined if nobody wants to hear of us
 */
export function notifyAddress(
  env: Environment,
  pid: number | undefined,
): NotifyAddress | undefined {
  const { NOTIFY_SOCKET: socket, WATCHDOG_PID, WATCHDOG_USEC } = env;
  if (socket === undefined || socket === '') return undefined;
  const isForUs = pid === undefined || WATCHDOG_PID === undefined || WATCHDOG_PID === String(pid);
  const watchdogMs = Number(WATCHDOG_USEC) / 1000;
  return {
    path: socket.replace(/^@/, '\0'),
    watchdogMs: isForUs && watchdogMs > 0 ? watchdogMs : undefined,
  };
}

/** What programs inherit of our environment. */
export function withoutNotifyAddress(env: Environment): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !VARIABLES.has(name)));
}
