/**
 * Starting processes, whoever asks for it.
 *
 * Whether a command can be executed is looked up before the start is asked for, off the main
 * thread. Of several processes all are looked up at once; they are started in their order, except
 * that one whose lookup hangs (a dead network file system) holds back the others only briefly. Nor
 * does a start that hangs keep a caller who does not wait for it.
 */
import { RpcFault } from '../wire/faults.ts';
import { namespec } from '../wire/namespec.ts';
import { RUNNING_STATES } from '../wire/states.ts';
import type { WireStruct } from '../wire/value.ts';
import type { Daemon, Process, Unusable } from './daemon.ts';
import { forEachProcess } from './methods/each.ts';

interface StartRequest {
  readonly daemon: Daemon;
  readonly process: Process;
  /** As the caller has it, for the faults. */
  readonly name: string;
  /** Whether to answer only when the start has succeeded or failed. */
  readonly wait: boolean;
}

/** @throws {RpcFault} why it could not be started */
export async function startOne(request: StartRequest): Promise<void> {
  refuse(await request.process.check());
  await start(request);
}

/** Starts those that do not run, in their order. @returns how it went with each of them */
export async function startEach(
  daemon: Daemon,
  candidates: readonly Process[],
  wait: boolean,
): Promise<WireStruct[]> {
  const checks = new Map<Process, Promise<Unusable | undefined>>();
  for (const process of candidates) {
    if (!RUNNING_STATES.has(process.state)) checks.set(process, process.check());
  }
  await mostOf(daemon, [...checks.values()]);
  return forEachProcess([...checks.keys()], async (process) => {
    refuse(await checks.get(process));
    await start({ daemon, process, name: namespec(process.group, process.name), wait });
  });
}

/** How long a lookup or a start that hangs may keep those who do not wait for it. */
const PATIENCE_MS = 1000;

async function mostOf({ clock }: Daemon, those: readonly Promise<unknown>[]): Promise<void> {
  let giveUp = (): void => {};
  const patience = new Promise<void>((resolve) => {
    giveUp = resolve;
  });
  const timer = clock.at(clock.monotonic() + PATIENCE_MS, giveUp);
  try {
    await Promise.race([Promise.all(those), patience]);
  } finally {
    timer.cancel();
  }
}

function refuse(unusable: Unusable | undefined): void {
  if (unusable !== undefined) throw new RpcFault(unusable.fault, unusable.text);
}

async function start({ daemon, process, name, wait }: StartRequest): Promise<void> {
  // While the command was looked up, the daemon may have begun to end, or the group have gone.
  if (daemon.state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
  if (!daemon.groups.get(process.group)?.processes.includes(process)) {
    throw new RpcFault('BAD_NAME', name);
  }
  if (RUNNING_STATES.has(process.state)) throw new RpcFault('ALREADY_STARTED', name);
  if (process.state === 'UNKNOWN') {
    throw new RpcFault('FAILED', `${name} is in an unknown process state`);
  }
  process.start();
  if (process.state === 'STOPPING') {
    if (wait) throw new RpcFault('ABNORMAL_TERMINATION', name);
    return;
  }
  const outcome = await (wait ? process.started() : launched(daemon, process));
  if (outcome === 'spawn error') throw new RpcFault('SPAWN_ERROR', name);
  if (outcome === 'abnormal termination') throw new RpcFault('ABNORMAL_TERMINATION', name);
}

/** A start that takes longer than a moment is nothing that the caller wants to wait for. */
async function launched(daemon: Daemon, process: Process): Promise<'launched' | 'spawn error'> {
  const outcome = process.launched();
  await mostOf(daemon, [outcome]);
  return Promise.race([outcome, 'launched' as const]);
}
