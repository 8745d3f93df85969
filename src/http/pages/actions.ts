/**
 * What the buttons of the status page do: an action calls methods, as any client would, and says
 * in a sentence what came of it.
 *
 * To add an action: one entry in ACTIONS (for all processes) or PROCESS_ACTIONS (for one).
 */
import { type Demand, type Principal, permits } from '../../core/access.ts';
import type { Daemon } from '../../rpc/daemon.ts';
import type { Methods } from '../../rpc/method.ts';
import { type FaultName, RpcFault } from '../../wire/faults.ts';
import { splitNamespec } from '../../wire/namespec.ts';

/** What actions work on. */
export interface Scene {
  readonly methods: Methods;
  readonly daemon: Pick<Daemon, 'groups'>;
  /** Now, for people. */
  readonly now: Date;
}

type Action = (scene: Scene) => Promise<string>;
type ProcessAction = (methods: Methods, name: string) => Promise<string>;

const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
  ['refresh', async ({ now }) => `Page refreshed at ${ctime(now)}`],
  [
    'stopall',
    async ({ methods, now }) => {
      await methods.invoke('supervisor.stopAllProcesses', []);
      return `All stopped at ${ctime(now)}`;
    },
  ],
  [
    'restartall',
    async ({ methods, now }) => {
      await inTurn(methods, ['supervisor.stopAllProcesses', 'supervisor.startAllProcesses']);
      return `All restarted at ${ctime(now)}`;
    },
  ],
]);

const PROCESS_ACTIONS: ReadonlyMap<string, ProcessAction> = new Map<string, ProcessAction>([
  [
    'start',
    async (methods, name) => {
      const fault = await tryCall(methods, 'supervisor.startProcess', name);
      if (fault === undefined) return `Process ${name} started`;
      return `ERROR: Process ${name}: ${START_FAULTS[fault.fault] ?? unexpected(fault)}`;
    },
  ],
  [
    'stop',
    async (methods, name) => {
      const fault = await tryCall(methods, 'supervisor.stopProcess', name);
      return fault === undefined ? `Process ${name} stopped` : unexpected(fault);
    },
  ],
  [
    'restart',
    async (methods, name) => {
      await inTurn(methods, ['supervisor.stopProcess', 'supervisor.startProcess'], name);
      return `Process ${name} restarted`; // whatever came of it, as in the original
    },
  ],
  [
    'clearlog',
    async (methods, name) => {
      const fault = await tryCall(methods, 'supervisor.clearProcessLogs', name);
      return fault === undefined ? `Log for ${name} cleared` : unexpected(fault);
    },
  ],
]);

const START_FAULTS: Readonly<Partial<Record<FaultName, string>>> = {
  NO_FILE: 'no such file',
  NOT_EXECUTABLE: 'file not executable',
  ALREADY_STARTED: 'already started',
  SPAWN_ERROR: 'spawn error',
  ABNORMAL_TERMINATION: 'abnormal termination',
};

/** What it takes to change something here. */
export const ACTING: Demand = { role: 'operator' };

/** Whether somebody may do what a button does. To refresh the page is nothing that it takes a role for. */
export function isPermitted(action: string, principal: Principal): boolean {
  return action === 'refresh' || permits(principal, ACTING);
}

/**
 * Performs an action; that takes as long as a call of its methods does.
 *
 * @param name The namespec of a process, if there is one in the form
 * @returns what to tell; undefined if there is no such action
 */
export async function perform(
  action: string,
  name: string | undefined,
  scene: Scene,
): Promise<string | undefined> {
  const forAll = ACTIONS.get(action);
  if (forAll !== undefined) return forAll(scene);
  if (name === undefined) return undefined;
  const { group, process } = splitNamespec(name);
  const members = scene.daemon.groups.get(group)?.processes ?? [];
  if (!members.some((member) => member.name === process)) return `No such process named ${name}`;
  return PROCESS_ACTIONS.get(action)?.(scene.methods, name);
}

/** Calls a method about a process. @returns the fault that it answered with, if any */
async function tryCall(
  methods: Methods,
  method: string,
  name: string,
): Promise<RpcFault | undefined> {
  try {
    await methods.invoke(method, [name]);
    return undefined;
  } catch (error) {
    if (error instanceof RpcFault) return error;
    throw error;
  }
}

/** Calls methods one after the other; a fault keeps nobody from the next. */
async function inTurn(
  methods: Methods,
  names: readonly string[],
  ...params: readonly string[]
): Promise<void> {
  const calls = names.map((methodName) => ({ methodName, params }));
  await methods.invoke('system.multicall', [calls]);
}

function unexpected(fault: RpcFault): string {
  return `unexpected rpc fault [${fault.code}] ${fault.message}`;
}

/** `Sun Nov 22 04:53:05 2026`, as C's `ctime` writes it. */
export function ctime(date: Date): string {
  const [day = '', month = '', dayOfMonth = '', year = '', time = ''] = String(date).split(' ');
  return `${day} ${month} ${String(Number(dayOfMonth)).padStart(2)} ${time} ${year}`;
}
