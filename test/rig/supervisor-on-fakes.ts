/** A real `Supervisor` on a fake system, for the tests of what it does. */
import { UserError } from '../../src/base/errors.ts';
import type { Config } from '../../src/config/config.ts';
import { LaunchQueue } from '../../src/daemon/launch-queue.ts';
import { makeOutputs } from '../../src/daemon/outputs.ts';
import { readState } from '../../src/daemon/read-state.ts';
import {
  type DaemonParts,
  type DaemonState,
  descriptorsOf,
  resumeDaemon,
  suspendDaemon,
} from '../../src/daemon/snapshot.ts';
import { Supervisor } from '../../src/daemon/supervisor.ts';
import { EventBus } from '../../src/events/bus.ts';
import { defaultHandler, type ResultHandler } from '../../src/events/result-handler.ts';
import type { LogLevel } from '../../src/logs/logger.ts';
import { Syslog } from '../../src/logs/syslog.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeLog } from './fake-log.ts';
import { FakeOs } from './fake-os.ts';

export interface FakesOptions<T extends FakeOs> {
  readonly level?: LogLevel;
  readonly handler?: ResultHandler | undefined;
  /** How many processes may be made at a time. */
  readonly mostUnderWay?: number;
  readonly makeOs?: (clock: FakeClock) => T;
  /** Of the daemon. */
  readonly pid?: number;
}

/**
 * `world.next` is what reading the configuration answers, `world.ended` how it has ended.
 *
 * `takeOver` throws the daemon away and makes another one of its state and what is open; what
 * happens `meanwhile` happens without any. `remake` makes it of a state, and goes no further.
 */
export function supervisorOnFakes<T extends FakeOs = FakeOs>(
  config: Config,
  options: FakesOptions<T> = {},
) {
  const { level = 'info', handler = defaultHandler, mostUnderWay, pid = 1 } = options;
  const clock = new FakeClock();
  const os = options.makeOs?.(clock) ?? (new FakeOs(clock, '/tmp') as T);
  const log = new FakeLog(level);
  const world = {
    clock,
    os,
    log,
    next: config as Config | UserError,
    ended: [] as (Config | undefined)[],
  };
  const make = (before?: DaemonState) => {
    const report = (grave: LogLevel, text: string): void => log.log(grave, text);
    const syslog = new Syslog('/dev/log', os, clock, report, before?.syslog);
    const bus = new EventBus(clock, before?.bus);
    const tools = { files: os, clock, log, syslog };
    const supervisor = new Supervisor(
      config,
      {
        os,
        clock,
        log,
        mainLog: log,
        launches: new LaunchQueue(clock, mostUnderWay),
        bus,
        resultHandler: () => handler,
        pid,
        uid: 0,
        openFiles: undefined,
        environment: {},
        credentials: ({ uid, gid }) => ({ uid, gid, groups: [gid] }),
        outputs: (process, options, outputs) => makeOutputs(process, options, tools, outputs),
        upgrades: { last: undefined, begin: () => Promise.reject(new Error('there are none')) },
        readConfig: () => {
          if (world.next instanceof UserError) throw world.next;
          return world.next;
        },
        ended: (next) => world.ended.push(next),
      },
      before?.supervisor,
    );
    const parts: DaemonParts = { supervisor, bus, syslog, mainLog: NO_MAIN_LOG };
    return { supervisor, bus, syslog, parts };
  };
  let daemon = make();
  const hearOfExits = (): void => os.onExit((pid, ending) => daemon.supervisor.exited(pid, ending));
  hearOfExits();
  const takeOver = (meanwhile?: () => void) => {
    const state = readState(JSON.stringify(suspendDaemon(daemon.parts)));
    os.execve(descriptorsOf(state));
    meanwhile?.();
    daemon = make(state);
    resumeDaemon(daemon.parts);
    hearOfExits();
    return daemon;
  };
  return { ...world, world, ...daemon, takeOver, remake: make };
}

const NO_MAIN_LOG: DaemonParts['mainLog'] = {
  suspend() {},
  snapshot: () => ({ options: { level: 'info', file: undefined, echo: false } }),
  resume() {},
};
