/** A log on a fake disk, with everything it says to its owner written down. */
import { type LogFile, RotatingFile } from '../../src/logs/rotating-file.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeFiles } from './fake-files.ts';

export const LOG = '/log/app.log';

/** `said()` hands out what the owner was told since it was last asked. */
export function logOnFakes(options: Partial<LogFile> = {}, files = new FakeFiles('/log')) {
  const clock = new FakeClock();
  const calls: string[] = [];
  const owner = {
    pause: () => calls.push('pause'),
    resume: () => calls.push('resume'),
    trouble: (level: string, message: string) => calls.push(`${level}: ${message}`),
  };
  const file = { path: LOG, maxBytes: 0, backups: 0, ...options };
  const log = new RotatingFile(file, { files, clock }, owner);
  const write = (text: string) => {
    const bytes = Buffer.from(`<<${text}>>`);
    log.write(bytes, 2, bytes.length - 2);
  };
  const said = () => calls.splice(0);
  return { files, clock, log, write, said };
}
