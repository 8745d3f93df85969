/** The logs of processes, read and cleared from afar. */
import { readLog, tailLog } from '../../logs/read-log.ts';
import { define } from '../method.ts';
import { EACH_RESULT, forEachProcess } from './each.ts';
import { allProcesses, findProcess, NAME } from './find.ts';

const READ = {
  role: 'viewer',
  params: [
    NAME,
    {
      name: 'offset',
      type: 'int',
      doc: 'Where it begins, in bytes; negative: that many at the end',
    },
    { name: 'length', type: 'int', doc: 'How many bytes; 0: to the end' },
  ],
  result: { type: 'string', doc: 'The part' },
  faults: ['BAD_NAME', 'NO_FILE', 'BAD_ARGUMENTS', 'FAILED'],
} as const;

const TAIL = {
  role: 'viewer',
  params: [
    NAME,
    { name: 'offset', type: 'int', doc: 'What the last call answered as offset; 0 at first' },
    { name: 'length', type: 'int', doc: 'How many bytes at most' },
  ],
  result: { type: 'array', doc: '[string text, int offset, boolean overflow]' },
  faults: ['BAD_NAME'],
} as const;

export const readProcessStdoutLog = define({
  ...READ,
  name: 'supervisor.readProcessStdoutLog',
  aliases: ['supervisor.readProcessLog'],
  doc: 'Answers a part of what a process wrote to its standard output.',
  run: ({ daemon, files }, name, offset, length) =>
    readLog(files, findProcess(daemon, name).stdout.path, offset, length),
});

export const readProcessStderrLog = define({
  ...READ,
  name: 'supervisor.readProcessStderrLog',
  doc: 'Answers a part of what a process wrote to its standard error.',
  run: ({ daemon, files }, name, offset, length) =>
    readLog(files, findProcess(daemon, name).stderr.path, offset, length),
});

export const tailProcessStdoutLog = define({
  ...TAIL,
  name: 'supervisor.tailProcessStdoutLog',
  aliases: ['supervisor.tailProcessLog'],
  doc: 'Answers the end of what a process wrote to its standard output, if there is news.',
  run: ({ daemon, files }, name, offset, length) =>
    tailLog(files, findProcess(daemon, name).stdout.path, offset, length),
});

export const tailProcessStderrLog = define({
  ...TAIL,
  name: 'supervisor.tailProcessStderrLog',
  doc: 'Answers the end of what a process wrote to its standard error, if there is news.',
  run: ({ daemon, files }, name, offset, length) =>
    tailLog(files, findProcess(daemon, name).stderr.path, offset, length),
});

export const clearProcessLogs = define({
  name: 'supervisor.clearProcessLogs',
  role: 'operator',
  aliases: ['supervisor.clearProcessLog'],
  doc: 'Removes both logs of a process and begins new ones.',
  params: [NAME],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['BAD_NAME', 'FAILED'],
  run({ daemon }, name) {
    findProcess(daemon, name).clearLogs();
    return true;
  },
});

export const clearAllProcessLogs = define({
  name: 'supervisor.clearAllProcessLogs',
  role: 'operator',
  doc: 'Removes the logs of every process and begins new ones.',
  params: [],
  result: EACH_RESULT,
  run: ({ daemon }) => forEachProcess(allProcesses(daemon), (process) => process.clearLogs()),
});
