/** Makes the two outputs of a process from what is configured for them. */
import { Buffer } from 'node:buffer';
import { isSystemError } from '../base/errors.ts';
import type { LogTarget, ProcessConfig, SupervisordOptions } from '../config/config.ts';
import { eventlistenerSection } from '../config/sections/eventlistener.ts';
import { AUTO_MODE, createAutoLog } from '../logs/auto-file.ts';
import { type ChannelName, Output, type OutputSnapshot, type OutputTools } from '../logs/output.ts';
import type { LogFile } from '../logs/rotating-file.ts';
import type { Syslog } from '../logs/syslog.ts';
import type { Files } from '../os/port.ts';
import type { Outputs } from './child-context.ts';

interface Tools extends OutputTools {
  readonly files: OutputTools['files'] & Files;
  readonly syslog: Pick<Syslog, 'send'>;
}

type AutoOptions = Pick<SupervisordOptions, 'childlogdir' | 'identifier'>;
type Options = AutoOptions & Pick<SupervisordOptions, 'strip_ansi'>;

export interface OutputsSnapshot {
  readonly stdout: OutputSnapshot;
  readonly stderr: OutputSnapshot;
}

/** What the lines of programs are tagged with in syslog, unless they have a tag of their own. */
const SYSLOG_TAG = 'supervisord';

/**
 * AUTO logs are created now, also for a process that is never started.
 *
 * @param before What they are to go on with, after `goOn`: then AUTO logs are the ones there are.
 */
export function makeOutputs(
  process: ProcessConfig,
  options: Options,
  tools: Tools,
  before?: OutputsSnapshot,
): Outputs {
  const make = (channel: ChannelName): Output => {
    const target = process[channel];
    const isUnused = channel === 'stderr' && process.redirect_stderr;
    const auto = () =>
      before ? autoFile(before[channel]) : newAutoFile(process, channel, options, tools);
    const file = isUnused ? undefined : logFile(target, auto);
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
      before?.[channel],
    );
  };
  return { stdout: make('stdout'), stderr: make('stderr') };
}

/** What a listener writes to stdout is not for people: there are no tokens in it. */
function isProtocol({ origin }: ProcessConfig, channel: ChannelName): boolean {
  return channel === 'stdout' && eventlistenerSection.matches(origin.section);
}

type PlainFile = Pick<LogFile, 'path' | 'mode'>;

/** @param auto Makes or finds the file of an AUTO log. */
function logFile(
  { file, maxbytes: maxBytes, backups }: LogTarget,
  auto: () => PlainFile | undefined,
): LogFile | undefined {
  if (file.kind === 'none') return undefined;
  const plain: PlainFile | undefined = file.kind === 'file' ? file : auto();
  return plain && { path: plain.path, mode: plain.mode, maxBytes, backups }; // all of one shape
}

function autoFile({ file }: OutputSnapshot): PlainFile | undefined {
  return file && { path: file.path, mode: AUTO_MODE };
}

function newAutoFile(
  process: ProcessConfig,
  channel: ChannelName,
  options: AutoOptions,
  { files, log }: Tools,
): PlainFile | undefined {
  const name = {
    directory: options.childlogdir,
    process: process.name,
    channel,
    identifier: options.identifier,
  };
  try {
    return { path: createAutoLog(files, name), mode: AUTO_MODE };
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
