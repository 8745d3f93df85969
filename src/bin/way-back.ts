/**
 * The way back from an upgrade, kept ready until this program has taken over: what to execute if it
 * ends before. The program before this one has left that in a file in memory.
 */
import { notifyAddress } from '../os/notify-address.ts';
import { armGuard, type Program, readMemory, takeOver } from '../os/program.ts';
import { parseLaunch } from './launch.ts';

export interface WayBack extends Program {
  /** Which word of `argv` takes the number of the signal that this program has ended by. */
  readonly reason: number;
  /** Descriptors that are of no use to a program that has taken over. */
  readonly spare: readonly number[];
}

/** A program that says nothing for so long hangs. */
const HANGS_AFTER_S = 30;

/** A watchdog that is told every half of its time must not lose patience before us. */
function patienceS(): number {
  const { watchdogMs = Number.POSITIVE_INFINITY } = notifyAddress(process.env, undefined) ?? {};
  return Math.max(1, Math.min(HANGS_AFTER_S, Math.floor(watchdogMs / 4000)));
}

/**
 * The first thing that a program does which has taken the place of another one.
 *
 * @param words The arguments of this process, from the name that was typed on
 */
export function armWayBack(words: readonly string[]): void {
  const { role } = parseLaunch(words);
  if (role.kind !== 'upgrade') return;
  const back = readWayBack(role.guard);
  takeOver([...back.fds, ...back.spare, role.guard]);
  armGuard(back, back.reason, patienceS());
}

export function readWayBack(fd: number): WayBack {
  return JSON.parse(readMemory(fd)) as WayBack;
}
