/** Makes the two outputs of a process from what is configured for them. */
import { Buffer } from 'node:buffer';
import { isSystemError } from '../base/errors.ts';
import type { LogTarget, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import { eventlistenerSection } from '../config/sections/eventlistener.ts';
import { AUTO_MODE, createAutoLog } from '../logs/auto-file.ts';
import { type ChannelName, Output, type OutputTools } from '../logs/output.ts';
import type { LogFile } from '../logs/rotating-file.ts';
import type { Syslog } from '../logs/syslog.ts';
import type { Files } from '../os/port.ts';
import type { Outputs } from './child.ts';

interface Tools extends OutputTools {
  readonly files: OutputTools['files'] & Files;
  readonly syslog: Pick<Syslog, 'send'>;
}

type AutoOptions = Pick<SupervisordOptions, 'childlogdir' | 'identifier'>;
type Options = AutoOptions & Pick<SupervisordOptions, 'strip_ansi'>;

/** What the lines of programs are tagged with in syslog, unless they have a tag of their own. */
const SYSLOG_TAG = 'supervisord';

/** AUTO logs are created now, also for a process that is never started. */
export function makeOutputs(process: ProcessConfig, options: Options, tools: Tools): Outputs {
  const make = (channel: ChannelName): Output => {
    const target = process[channel];
    const unused = channel === 'stderr' && process.redirect_stderr;
    const file = unused ? undefined : logFile(process, channel, target, options, tools);
    return new Output(
      {
        process: process.name,
        channel,
        file,
        stripAnsi: options.strip_ansi,
        captureBytes: isProtocol(process, channel) ? 0 : target.capture_maxbytes,
        syslog: target.syslog ? toSyslog(process, target, tools.syslog) : undefined,
      },
      tools,
    );
  };
  return { stdout: make('stdout'), stderr: make('stderr') };
}

/** What a listener writes to stdout is not for people: there are no tokens in it. */
function isProtocol({ origin }: ProcessConfig, channel: ChannelName): boolean {
  return channel === 'stdout' && eventlistenerSection.matches(origin.section);
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

/** Each line as a message, with the name of the process in front unless it has a tag of its own. */
function toSyslog(
  { name, syslog_facility: facility, syslog_tag: tag }: ProcessConfig,
  { syslog_priority: priority }: LogTarget,
  syslog: Tools['syslog'],
): (line: Uint8Array) => void {
  const heading = { facility, priority, tag: tag ?? SYSLOG_TAG };
  const prefix = Buffer.from(tag === undefined ? `${name} ` : '');
  return (line) => syslog.send(heading, Buffer.concat([prefix, line]));
}
