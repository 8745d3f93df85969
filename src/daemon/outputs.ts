/** Makes the two outputs of a process from what is configured for them. */
import { isSystemError } from '../base/errors.ts';
import type { LogTarget, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import { AUTO_MODE, createAutoLog } from '../logs/auto-file.ts';
import { type ChannelName, Output, type OutputTools } from '../logs/output.ts';
import type { LogFile } from '../logs/rotating-file.ts';
import type { Files } from '../os/port.ts';
import type { Outputs } from './child.ts';

interface Tools extends OutputTools {
  readonly files: OutputTools['files'] & Files;
}

type AutoOptions = Pick<SupervisordOptions, 'childlogdir' | 'identifier'>;

/** AUTO logs are created now, also for a process that is never started. */
export function makeOutputs(process: ProcessConfig, options: AutoOptions, tools: Tools): Outputs {
  const make = (channel: ChannelName): Output => {
    const target = process[channel];
    const unused = channel === 'stderr' && process.redirect_stderr;
    const file = unused ? undefined : logFile(process, channel, target, options, tools);
    return new Output({ process: process.name, channel, file }, tools);
  };
  return { stdout: make('stdout'), stderr: make('stderr') };
}

function logFile(
  process: ProcessConfig,
  channel: ChannelName,
  { file, maxbytes: maxBytes, backups }: LogTarget,
  options: AutoOptions,
  { files, log }: Tools,
): LogFile | undefined {
  if (file.kind === 'none') return undefined;
  if (file.kind === 'file') return { path: file.path, maxBytes, backups };
  const name = {
    directory: options.childlogdir,
    process: process.name,
    channel,
    identifier: options.identifier,
  };
  try {
    return { path: createAutoLog(files, name), maxBytes, backups, mode: AUTO_MODE };
  } catch (error) {
    if (!isSystemError(error)) throw error;
    log.warn(`cannot create a log for '${process.name}' ${channel}: ${error.message}`);
    return undefined;
  }
}
