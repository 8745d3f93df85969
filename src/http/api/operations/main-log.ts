/** The main log: parts of it, its lines, the whole, and clearing it. */
import { logInfo, logLines, logPart } from '../../../wire/api/log.ts';
import { DOWNLOAD, LINES, linesOf, PART, partOf, sendLog } from '../log-access.ts';
import { define, defineStream } from '../operation.ts';

const FAULTS = ['NO_FILE', 'FAILED'] as const;

export const readMainLog = define({
  ...PART,
  name: 'readMainLog',
  path: '/log',
  role: 'viewer',
  whole: true,
  doc: 'Answers a part of the main log, by bytes.',
  answer: logPart,
  faults: FAULTS,
  run: (context, values) => partOf(context, context.daemon.mainLog, values),
});

export const readMainLogLines = define({
  ...LINES,
  name: 'readMainLogLines',
  path: '/log/lines',
  role: 'viewer',
  whole: true,
  doc: 'Answers lines of the main log: the last ones, those before or after a place, or those that hold a text.',
  answer: logLines,
  faults: FAULTS,
  run: (context, values) => linesOf(context, context.daemon.mainLog, values),
});

export const downloadMainLog = defineStream({
  ...DOWNLOAD,
  name: 'downloadMainLog',
  path: '/log/download',
  role: 'viewer',
  whole: true,
  doc: 'Sends the main log as it is at the time of the request.',
  faults: FAULTS,
  send: (context, values, { response }) =>
    sendLog(context, context.daemon.mainLog, { ...values, fileName: 'supervisord.log' }, response),
});

export const clearMainLog = define({
  name: 'clearMainLog',
  method: 'DELETE',
  path: '/log',
  role: 'admin',
  whole: true,
  doc: 'Removes the main log and begins a new one.',
  answer: logInfo,
  faults: ['NO_FILE', 'FAILED', 'SHUTDOWN_STATE'],
  async run({ daemon, methods }) {
    await methods.invoke('supervisor.clearLog', []);
    return { path: daemon.mainLog.path ?? null };
  },
});
