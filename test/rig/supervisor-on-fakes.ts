/** A real `Supervisor` on a fake system, for the tests of what it does. */
import { UserError } from '../../src/base/errors.ts';
import type { Config } from '../../src/config/config.ts';
import { LaunchQueue } from '../../src/daemon/launch-queue.ts';
import { makeOutputs } from '../../src/daemon/outputs.ts';
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

/** `world.next` is what reading the configuration answers, `world.ended` how it has ended. */
export function supervisorOnFakes<T extends FakeOs = FakeOs>(
  config: Config,
  options: FakesOptions<T> = {},
) {
  const { level = 'info', handler = defaultHandler, mostUnderWay, pid = 1 } = options;
  const clock = new FakeClock();
  const os = options.makeOs?.(clock) ?? (new FakeOs(clock, '/tmp') as T);
  const log = new FakeLog(level);
  const syslog = new Syslog('/dev/log', os, clock, (grave, text) => log.log(grave, text));
  const bus = new EventBus(clock);
  const world = {
    clock,
    os,
    log,
    bus,
    next: config as Config | UserError,
    ended: [] as (Config | undefined)[],
  };
  const supervisor = new Supervisor(config, {
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
    outputs: (process, options) => makeOutputs(process, options, { files: os, clock, log, syslog }),
    readConfig: () => {
      if (world.next instanceof UserError) throw world.next;
      return world.next;
    },
    ended: (next) => world.ended.push(next),
  });
  os.onExit((pid, ending) => supervisor.exited(pid, ending));
  return { ...world, world, supervisor };
}
