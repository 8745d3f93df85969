/**
 * Becoming a daemon, in two processes, because a running Node cannot be forked soundly.
 *
 * The process that the user started is a waiter: `startDaemon` spawns the real daemon in a session
 * of its own and waits until that says it is ready, or ends. The daemon keeps the terminal for its
 * complaints until nothing can be refused any more: then come `detachOutput`, its programs, which
 * must not get hold of the terminal as their `/dev/stdout`, and `reportReady`.
 *
 * Between them is a pipe, descriptor 3 of the daemon. No program inherits it, whenever it is
 * started: `spawn` hands over the descriptors it is told and closes all others.
 */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { constants as system } from 'node:os';
import { isSystemError } from '../base/errors.ts';
import { check } from './errno.ts';
import { native } from './native.ts';
import type { Channels, FailedSpawn, Files, Processes, RefusedSpawn } from './port.ts';
import type { Ending } from './wait-status.ts';

/** The daemon's end of the status pipe. */
export const STATUS_FD = 3;
const READY = 'ready\n';
const { SIGTERM } = system.signals;

export interface DaemonCommand {
  readonly path: string;
  readonly argv: readonly string[];
  /** `NAME=value`. */
  readonly env: readonly string[];
  /** Soft RLIMIT_NOFILE the daemon starts with. */
  readonly openFiles?: number | undefined;
}

export type DaemonStart =
  | { readonly kind: 'ready'; readonly pid: number }
  /** It ended before it was ready; what was wrong it has printed itself. */
  | { readonly kind: 'ended'; readonly pid: number; readonly ending: Ending }
  /** There is no daemon, and nothing has been printed. */
  | FailedSpawn
  | RefusedSpawn;

/** What calls a start off: the daemon is asked to end, and the waiter then tells how it did. */
const CALLING_OFF = ['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP'] as const;

/**
 * Starts the daemon: a session of its own, /dev/null as stdin, our stdout and stderr.
 *
 * Until it is ready, a signal that ends a command is passed on to it as SIGTERM. It stays our child
 * and keeps our loop alive: when it is ready, leave by `process.exit`.
 */
export function startDaemon(
  os: Files & Channels & Processes,
  command: DaemonCommand,
): Promise<DaemonStart> {
  return new Promise((resolve) => {
    const { path, argv, env, openFiles } = command;
    const pipe = os.openPipe();
    const stdin = os.open('/dev/null', constants.O_RDONLY);
    let daemon = 0;
    let said = '';
    const settle = () => {
      if (daemon !== 0 && said === READY) finish({ kind: 'ready', pid: daemon });
    };
    const status = os.readFrom(pipe.read, {
      data(bytes, start, end) {
        said += Buffer.from(bytes.subarray(start, end)).toString();
        settle();
      },
      end() {},
    });
    let calledOff = false;
    const callOff = () => {
      calledOff = true;
      if (daemon !== 0) terminate(os, daemon);
    };
    for (const signal of CALLING_OFF) process.on(signal, callOff);
    const finish = (outcome: DaemonStart) => {
      for (const signal of CALLING_OFF) process.off(signal, callOff);
      status.close();
      resolve(outcome);
    };
    os.onExit((pid, ending) => {
      if (pid !== daemon) return;
      status.drain(); // it may have been ready and have ended at once
      finish({ kind: 'ended', pid, ending });
    });
    const fds = [stdin, 1, 2, pipe.write];
    os.spawn({ paths: [path], argv, env, fds, openFiles, leads: 'session' }, (result) => {
      os.close(pipe.write);
      os.close(stdin);
      if (result.kind !== 'spawned') return finish(result);
      daemon = result.pid;
      if (calledOff) terminate(os, daemon);
      settle();
    });
  });
}

function terminate(os: Pick<Processes, 'kill'>, pid: number): void {
  try {
    os.kill(pid, SIGTERM);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ESRCH') throw error; // it has ended already
  }
}

/**
 * In the daemon: tells the waiter that all is well, so that it ends with status 0. Somebody may
 * have ended it meanwhile; the daemon lives on.
 */
export function reportReady(fd: number = STATUS_FD): void {
  try {
    writeSync(fd, READY);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EPIPE') throw error;
  } finally {
    closeSync(fd);
  }
}

/** In the daemon: lets go of the terminal. What is written to stdout and stderr is lost from now. */
export function detachOutput(): void {
  const nowhere = openSync('/dev/null', constants.O_WRONLY);
  check('dup2', native().dup2(nowhere, 1));
  check('dup2', native().dup2(nowhere, 2));
  closeSync(nowhere);
}
