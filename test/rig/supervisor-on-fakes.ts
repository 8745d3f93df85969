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

/**
 * `world.next` is what reading the configuration answers, `world.ended` how it has ended.
 *
 * @param mostUnderWay How many processes may be made at a time.
 */
export function supervisorOnFakes(
  config: Config,
  level: LogLevel = 'info',
  handler: ResultHandler = defaultHandler,
  mostUnderWay?: number,
) {
  const clock = new FakeClock();
  const os = new FakeOs(clock, '/tmp');
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
    pid: 1,
    uid: 0,
    openFiles: undefined,
    environment: {},
    credentials: ({ uid, gid }) => ({ uid, gid, groups: [gid] }),
    outputs: (process, options) => makeOutputs(process, options, { files: os, clock, log, syslog }),
    upgrades: { last: undefined, begin: () => Promise.reject(new Error('there are none')) },
    readConfig: () => {
      if (world.next instanceof UserError) throw world.next;
      return world.next;
    },
    ended: (next) => world.ended.push(next),
  });
  os.onExit((pid, ending) => supervisor.exited(pid, ending));
  return { ...world, world, supervisor };
}
