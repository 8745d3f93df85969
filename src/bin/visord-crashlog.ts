/**
 * `visord-crashlog`: an event listener that records how programs crash.
 *
 * The launcher in `bin/` calls it with its own name as typed, the soft limit of descriptors that it
 * was given (a number or `unlimited`), then the arguments. A record that cannot be kept is told on
 * standard error, and is not tried again: the next crash is more important.
 */
import './sigusr1.ts';
import { appendFile } from 'node:fs/promises';
import { UserError } from '../base/errors.ts';
import { Supervisor } from '../client/supervisor.ts';
import { crashText } from '../kit/crash.ts';
import { CrashWatcher } from '../kit/crash-watcher.ts';
import { isEvent } from '../kit/event.ts';
import { listen } from '../kit/listener.ts';
import { systemClock } from '../os/system-clock.ts';
import { createCommands, errorLine, runListener } from './listener-command.ts';
import {
  type CrashlogCommandLine,
  parseCrashlogFlags,
  VISORD_CRASHLOG,
} from './visord-crashlog-flags.ts';

async function run(line: CrashlogCommandLine, openFiles: number | undefined): Promise<void> {
  const { file, command, timeoutMs } = line;
  const supervisor = Supervisor.fromEnvironment(process.env);
  if (supervisor === undefined) {
    throw new UserError('SUPERVISOR_SERVER_URL is not set: run it by a supervisord with a server');
  }
  const watcher = new CrashWatcher({
    supervisor: supervisor.with({ timeoutMs }),
    programs: line.programs,
    lines: line.lines,
    wallMs: () => systemClock.wall(),
  });
  const commands = command === undefined ? undefined : createCommands(openFiles);
  await listen(async (event) => {
    const crash = isEvent(event, 'PROCESS_STATE') ? await watcher.notice(event) : undefined;
    if (crash === undefined) return;
    const record = crashText(crash);
    if (file !== undefined) await attempt(appendFile(file, record));
    if (command !== undefined) await attempt(commands?.run(command, record, timeoutMs));
  });
  supervisor.close();
}

async function attempt(keeping: Promise<void> | undefined): Promise<void> {
  try {
    await keeping;
  } catch (error) {
    errorLine(`visord-crashlog: ${error instanceof Error ? error.message : error}`);
  }
}

runListener({ command: VISORD_CRASHLOG, parse: parseCrashlogFlags, run });
