/**
 * The real system: what `port.ts` promises, by the addon and `node:fs`.
 *
 * A process has one set of children and one SIGCHLD, so it has one `Os`: who asks again gets the
 * same. Loading the addon is left to the first call.
 */
import { accounts } from './accounts.ts';
import { PipeChannels } from './channels.ts';
import { files } from './files.ts';
import { whenEnded } from './life.ts';
import { Poller } from './poller.ts';
import type { Os } from './port.ts';
import { ChildProcesses } from './processes.ts';
import { sockets } from './sockets.ts';

let system: Os | undefined;

/**
 * The system of this process. From here on every child that ends is reaped here, so nothing else
 * may use `node:child_process`.
 *
 * @throws {UserError} if the addon has not been built.
 */
export function createOs(): Os {
  system ??= join(new Poller());
  return system;
}

function join(poller: Poller): Os {
  const channels = new PipeChannels(poller);
  const processes = new ChildProcesses(poller);
  return {
    ...files,
    ...accounts,
    ...sockets,
    openPipe: () => channels.openPipe(),
    readFrom: (fd, reader) => channels.readFrom(fd, reader),
    whenWritable: (fd, run) => channels.whenWritable(fd, run),
    canWrite: (fd) => channels.canWrite(fd),
    spawn: (request, done) => processes.spawn(request, done),
    findCommand: (paths, done) => processes.findCommand(paths, done),
    kill: (pid, signal) => processes.kill(pid, signal),
    onExit: (listener) => processes.onExit(listener),
    whenEnded: (pid, run) => whenEnded(pid, channels, run),
    adoptOrphans: () => processes.adoptOrphans(),
  };
}
