/**
 * All state of the daemon as data, for another program that goes on with it in the same process.
 *
 *   suspendDaemon(parts)  ->  DaemonState     nothing is heard, sent or waited for any more
 *   descriptorsOf(state)                      what the other program must find open
 *   resumeDaemon(parts)                       the way back; also what makes parts that were made of a
 *                                             state go on with it
 *
 * A state is plain JSON: bytes are base64, descriptors are numbers, durations end at milliseconds of
 * the monotonic clock, which all programs of one boot share. Who waits for an answer (requests,
 * followers of logs, streams) is no part of it. `read-state.ts` reads it.
 *
 * To add something that must survive: the snapshot of its class, and its line in `read-state.ts`,
 * which the compiler asks for.
 */
import type { EventBus, EventBusSnapshot } from '../events/bus.ts';
import type { OpenTarget } from '../logs/log-target.ts';
import type { MainLogSnapshot } from '../logs/main-log.ts';
import type { Syslog, SyslogSnapshot } from '../logs/syslog.ts';
import type { MemberSnapshot } from './active-groups.ts';
import type { Supervisor, SupervisorSnapshot } from './supervisor.ts';

/** The form of `DaemonState`: another number when an older version could not read it. */
export const STATE_FORMAT = 1;

export interface DaemonState {
  readonly format: typeof STATE_FORMAT;
  readonly supervisor: SupervisorSnapshot;
  readonly bus: EventBusSnapshot;
  /** Where the output of programs goes that log to syslog. */
  readonly syslog: SyslogSnapshot;
  readonly mainLog: MainLogSnapshot;
}

/** What has state of its own. */
export interface DaemonParts {
  readonly supervisor: Pick<Supervisor, 'suspend' | 'snapshot' | 'resume'>;
  readonly bus: Pick<EventBus, 'suspend' | 'snapshot' | 'resume'>;
  readonly syslog: Pick<Syslog, 'suspend' | 'snapshot' | 'resume'>;
  readonly mainLog: { suspend(): void; snapshot(): MainLogSnapshot; resume(): void };
}

/** Ends everything, first what others are told by. `supervisor.quieten` must have come before. */
export function suspendDaemon(parts: DaemonParts): DaemonState {
  parts.supervisor.suspend();
  parts.bus.suspend();
  parts.syslog.suspend();
  parts.mainLog.suspend();
  return describeDaemon(parts);
}

/** What there is now; complete only while it is suspended. */
export function describeDaemon({ supervisor, bus, syslog, mainLog }: DaemonParts): DaemonState {
  return {
    format: STATE_FORMAT,
    supervisor: supervisor.snapshot(),
    bus: bus.snapshot(),
    syslog: syslog.snapshot(),
    mainLog: mainLog.snapshot(),
  };
}

/** Goes on, first with what others tell something. */
export function resumeDaemon({ supervisor, bus, syslog, mainLog }: DaemonParts): void {
  mainLog.resume();
  syslog.resume();
  supervisor.resume();
  bus.resume();
}

/** Every descriptor that a state names, each once. */
export function descriptorsOf(state: DaemonState): number[] {
  return [...new Set([...ownDescriptors(state), ...targetsIn(state).map(({ fd }) => fd)])];
}

/** Those that are ours to close, as often as they are named. */
export function ownDescriptors(state: DaemonState): number[] {
  const ends = membersOf(state).flatMap(({ child: { pipes } }) =>
    pipes === undefined ? [] : [pipes.stdin, pipes.stdout, pipes.stderr],
  );
  const targets = targetsIn(state).filter(({ borrowed }) => !borrowed);
  return [...state.supervisor.sockets, ...targets]
    .map(({ fd }) => fd)
    .concat(ends)
    .filter((fd) => fd !== undefined);
}

/** Every process there is. */
export function membersOf({ supervisor: { groups, others } }: DaemonState): MemberSnapshot[] {
  return [...groups.flatMap(({ processes }) => processes), ...others];
}

/** What logs are written to. */
function targetsIn(state: DaemonState): OpenTarget[] {
  const outputs = membersOf(state).flatMap(({ stdout, stderr }) => [stdout.file, stderr.file]);
  const files = [...outputs, state.mainLog.file, state.mainLog.echo];
  return files.flatMap((file) => file?.target ?? []);
}
