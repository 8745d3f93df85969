/** A real `Process` called web on a fake system, for the tests of what it does. */
import type { ProcessConfig } from '../../src/config/config.ts';
import { LaunchQueue } from '../../src/daemon/launch-queue.ts';
import { makeOutputs } from '../../src/daemon/outputs.ts';
import { Process } from '../../src/daemon/process.ts';
import { Syslog } from '../../src/logs/syslog.ts';
import { logTo, processConfig } from './configs.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeLog } from './fake-log.ts';
import { FakeOs } from './fake-os.ts';

/** `history` are the states it has entered. */
export function processOnFakes(changes: Partial<ProcessConfig> = {}) {
  const clock = new FakeClock();
  const os = new FakeOs(clock, '/var/log', '/tmp');
  const log = new FakeLog('debug');
  const config = processConfig('web', {
    stdout: logTo('/var/log/web.out'),
    stderr: logTo('/var/log/web.err'),
    ...changes,
  });
  const history: string[] = [];
  const byPid = new Map<number, Process>();
  const syslog = new Syslog('/dev/log', os, clock, (level, text) => log.log(level, text));
  const outputs = makeOutputs(
    config,
    { childlogdir: '/tmp', identifier: 'test', strip_ansi: false },
    { files: os, clock, log, syslog },
  );
  const process = new Process(config, outputs, {
    os,
    clock,
    log,
    byPid,
    family: () => undefined,
    launches: new LaunchQueue(clock),
    environment: { PATH: '/usr/bin:/bin', HOME: '/root' },
    uid: 0,
    openFiles: 1024,
    credentials: ({ uid, gid }) => ({ uid, gid, groups: [gid, 4] }),
    announce: (_process, change) => history.push(change.to),
  });
  os.onExit((pid, ending) => byPid.get(pid)?.exited(ending));
  return { clock, os, log, process, history, byPid };
}
