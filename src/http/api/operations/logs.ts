/** The logs of processes: parts of them, their lines, the whole, and clearing them. */
import type { FollowableLog } from '../../../logs/follow.ts';
import { findProcess } from '../../../rpc/methods/find.ts';
import { processFacts } from '../../../rpc/process-facts.ts';
import { logLines, logPart } from '../../../wire/api/log.ts';
import { processInfo } from '../../../wire/api/process.ts';
import { oneOf } from '../../../wire/api/schema.ts';
import { namespec } from '../../../wire/namespec.ts';
import { NAMESPEC } from '../arguments.ts';
import { DOWNLOAD, LINES, linesOf, PART, partOf, sendLog } from '../log-access.ts';
import type { Context } from '../operation.ts';
import { define, defineStream } from '../operation.ts';

const CHANNEL = {
  ...NAMESPEC,
  channel: oneOf(['stdout', 'stderr'], 'Which of its outputs'),
} as const;

const FAULTS = ['BAD_NAME', 'NO_FILE', 'FAILED'] as const;

export const readLog = define({
  ...PART,
  name: 'readLog',
  path: '/processes/{namespec}/log/{channel}',
  role: 'viewer',
  doc: 'Answers a part of the log of a process, by bytes.',
  params: CHANNEL,
  answer: logPart,
  faults: FAULTS,
  run: (context, values) => partOf(context, logOf(context, values), values),
});

export const readLogLines = define({
  ...LINES,
  name: 'readLogLines',
  path: '/processes/{namespec}/log/{channel}/lines',
  role: 'viewer',
  doc: 'Answers lines of the log of a process: the last ones, those before or after a place, or those that hold a text.',
  params: CHANNEL,
  answer: logLines,
  faults: FAULTS,
  run: (context, values) => linesOf(context, logOf(context, values), values),
});

export const downloadLog = defineStream({
  ...DOWNLOAD,
  name: 'downloadLog',
  path: '/processes/{namespec}/log/{channel}/download',
  role: 'viewer',
  doc: 'Sends the log of a process as it is at the time of the request.',
  params: CHANNEL,
  faults: FAULTS,
  send(context, values, { response }) {
    const { group, name } = findProcess(context.daemon, values.namespec);
    const fileName = `${namespec(group, name)}-${values.channel}.log`;
    return sendLog(context, logOf(context, values), { ...values, fileName }, response);
  },
});

export const clearLog = define({
  name: 'clearLog',
  method: 'DELETE',
  path: '/processes/{namespec}/log',
  role: 'operator',
  doc: 'Removes both logs of a process and begins new ones.',
  params: NAMESPEC,
  answer: processInfo,
  faults: ['BAD_NAME', 'FAILED', 'SHUTDOWN_STATE'],
  async run({ daemon, methods }, { namespec }) {
    await methods.invoke('supervisor.clearProcessLogs', [namespec]);
    return processFacts(findProcess(daemon, namespec), daemon.clock);
  },
});

function logOf(
  { daemon }: Context,
  { namespec, channel }: { readonly namespec: string; readonly channel: 'stdout' | 'stderr' },
): FollowableLog {
  return findProcess(daemon, namespec)[channel];
}
