/** The daemon's own log, read and cleared from afar. */
import { readLog as readLogFile } from '../../logs/read-log.ts';
import { define } from '../method.ts';

export const readLog = define({
  name: 'supervisor.readLog',
  role: 'viewer',
  whole: true,
  aliases: ['supervisor.readMainLog'],
  doc: 'Answers a part of the main log.',
  params: [
    {
      name: 'offset',
      type: 'int',
      doc: 'Where it begins, in bytes; negative: that many at the end',
    },
    { name: 'length', type: 'int', doc: 'How many bytes; 0: to the end' },
  ],
  result: { type: 'string', doc: 'The part' },
  faults: ['NO_FILE', 'BAD_ARGUMENTS', 'FAILED'],
  run: ({ daemon, files }, offset, length) =>
    readLogFile(files, daemon.mainLog.path, offset, length),
});

export const clearLog = define({
  name: 'supervisor.clearLog',
  role: 'admin',
  whole: true,
  doc: 'Removes the main log and begins a new one.',
  params: [],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['NO_FILE', 'FAILED'],
  run({ daemon }) {
    daemon.mainLog.clear();
    return true;
  },
});
