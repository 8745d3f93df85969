/** What is known about processes now. */
import { PROCESS_STATES } from '../../wire/states.ts';
import type { WireStruct } from '../../wire/value.ts';
import type { Daemon, Process } from '../daemon.ts';
import { describeProcess } from '../describe.ts';
import { define } from '../method.ts';
import { findProcess, NAME, processesByName } from './find.ts';

export const getProcessInfo = define({
  name: 'supervisor.getProcessInfo',
  role: 'viewer',
  doc: 'Answers what is known about one process.',
  params: [NAME],
  result: { type: 'struct', doc: 'What is known' },
  faults: ['BAD_NAME'],
  run: ({ daemon }, name) => processInfo(daemon, findProcess(daemon, name)),
});

export const getAllProcessInfo = define({
  name: 'supervisor.getAllProcessInfo',
  role: 'viewer',
  doc: 'Answers what is known about every process, by group and name.',
  params: [],
  result: { type: 'array', doc: 'Structs as those of getProcessInfo' },
  run: ({ daemon }) => processesByName(daemon).map((process) => processInfo(daemon, process)),
});

function processInfo({ clock }: Daemon, process: Process): WireStruct {
  const logfile = process.stdout.path ?? '';
  return {
    name: process.name,
    group: process.group,
    start: epochSeconds(process.startedAt),
    stop: epochSeconds(process.stoppedAt),
    now: epochSeconds(clock.wall()),
    state: PROCESS_STATES[process.state],
    statename: process.state,
    spawnerr: process.spawnError,
    exitstatus: process.exitStatus,
    logfile,
    stdout_logfile: logfile,
    stderr_logfile: process.stderr.path ?? '',
    pid: process.pid,
    description: describeProcess(process),
  };
}

const MAX_INT = 2 ** 31 - 1;

/** Clients read 32 bits: a date behind January 2038 stays there. */
function epochSeconds(milliseconds: number): number {
  return Math.min(MAX_INT, Math.max(-MAX_INT - 1, Math.floor(milliseconds / 1000)));
}
