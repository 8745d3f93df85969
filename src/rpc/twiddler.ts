/**
 * The methods of the Python plug-in supervisor_twiddler, version 0.3, under its names: programs that
 * are added to groups while supervisord runs, and processes that are taken away.
 *
 * What is added is not written anywhere: it is gone when supervisord restarts, and `update` of the
 * group takes it for a change. `whitelist` in its section names the methods that may be called.
 */
import { UserError } from '../base/errors.ts';
import type { AddedProgram } from '../config/added-program.ts';
import type { ProcessConfig } from '../config/config.ts';
import { LOG_LEVELS, type Logger, type LogLevel } from '../logs/logger.ts';
import { RpcFault } from '../wire/faults.ts';
import { STOPPED_STATES } from '../wire/states.ts';
import type { WireStruct, WireValue } from '../wire/value.ts';
import type { Daemon, Group } from './daemon.ts';
import { define, type Method } from './method.ts';
import { PluginFault } from './plugin.ts';

const VERSION = '0.3';
const NOT_IN_WHITELIST = 230;

/**
 * Reads the options of a program that is in no file, as those of a section are read. Rejects with a
 * `UserError` if they cannot be used.
 */
export type ReadProgram = (added: AddedProgram) => Promise<ProcessConfig[]>;

/** @param options Of the section. */
export function twiddlerMethods(
  namespace: string,
  options: Readonly<Record<string, string>>,
  { log, readProgram }: { readonly log: Logger; readonly readProgram: ReadProgram },
): Method[] {
  const allowed = (options.whitelist ?? '').split(',').map((word) => word.trim());
  const all = allowed.every((word) => word === '');
  const adding = addingMethod(readProgram);
  return [getAPIVersion, getGroupNames, adding, removeProcessFromGroup, logMethod(log)]
    .map((method) => ({ ...method, name: `${namespace}.${method.name}` }))
    .map((method) => {
      const [, name = ''] = method.name.split('.');
      return all || allowed.includes(name) ? method : refused(method, name);
    });
}

/** It is listed, but nobody may call it. */
function refused(method: Method, name: string): Method {
  const call = (): Promise<WireValue> =>
    Promise.reject(new PluginFault(NOT_IN_WHITELIST, `NOT_IN_WHITELIST: ${name}`));
  return { ...method, call };
}

const GROUP = { name: 'group_name', type: 'string', doc: 'The name of an active group' } as const;

const getAPIVersion = define({
  name: 'getAPIVersion',
  role: 'viewer',
  doc: 'Answers the version of this interface.',
  params: [],
  result: { type: 'string', doc: 'The version' },
  run: () => VERSION,
});

const getGroupNames = define({
  name: 'getGroupNames',
  role: 'viewer',
  doc: 'Answers the names of the active groups.',
  params: [],
  result: { type: 'array', doc: 'The names' },
  run: ({ daemon }) => [...daemon.groups.keys()],
});

const addingMethod = (readProgram: ReadProgram) =>
  define({
    name: 'addProgramToGroup',
    role: 'admin',
    whole: true,
    doc: 'Adds the processes of a new program to a group, and starts those that start by themselves.',
    params: [
      GROUP,
      { name: 'program_name', type: 'string', doc: 'The name of the program' },
      { name: 'program_options', type: 'struct', doc: 'Its options, as in a [program:x] section' },
    ],
    result: { type: 'boolean', doc: 'Always true' },
    faults: ['BAD_NAME', 'INCORRECT_PARAMETERS'],
    async run({ daemon }, groupName, program, options) {
      findGroup(daemon, groupName);
      const added = { group: groupName, program, options: readOptions(options) };
      const processes = await orIncorrect(readProgram(added));
      if (daemon.state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
      const group = findGroup(daemon, groupName);
      if (group.config.kind === 'eventlistener')
        throw new RpcFault('BAD_NAME', `group: ${groupName}`);
      for (const { name } of processes) {
        if (group.processes.some((other) => other.name === name))
          throw new RpcFault('BAD_NAME', name);
      }
      daemon.addProcesses(groupName, processes);
      return true;
    },
  });

const removeProcessFromGroup = define({
  name: 'removeProcessFromGroup',
  role: 'admin',
  doc: 'Takes a process that is stopped out of a group.',
  params: [GROUP, { name: 'process_name', type: 'string', doc: 'The name of the process' }],
  result: { type: 'boolean', doc: 'Always true' },
  faults: ['BAD_NAME', 'STILL_RUNNING'],
  run({ daemon }, groupName, name) {
    const process = findGroup(daemon, groupName).processes.find((one) => one.name === name);
    if (process === undefined) throw new RpcFault('BAD_NAME', name);
    if (process.pid !== 0 || !STOPPED_STATES.has(process.state)) {
      throw new RpcFault('STILL_RUNNING', name);
    }
    daemon.removeProcess(groupName, name);
    return true;
  },
});

function logMethod(log: Logger): Method {
  return define({
    name: 'log',
    role: 'admin',
    whole: true,
    doc: 'Writes a line to the main log.',
    params: [
      { name: 'message', type: 'string', doc: 'The line' },
      {
        name: 'level',
        type: 'level',
        default: 'INFO',
        doc: 'The level, by name (INFO) or number (20)',
      },
    ],
    result: { type: 'boolean', doc: 'Always true' },
    faults: ['INCORRECT_PARAMETERS'],
    run(_context, message, given) {
      const level = LEVELS.get(given.toUpperCase());
      if (level === undefined) throw new RpcFault('INCORRECT_PARAMETERS');
      log.log(level, message);
      return true;
    },
  });
}

/** By Supervisor's short names and by their numbers. */
const LEVELS: ReadonlyMap<string, LogLevel> = new Map(
  (Object.keys(LOG_LEVELS) as LogLevel[]).flatMap((level) => [
    [level.slice(0, 4).toUpperCase(), level],
    [String(LOG_LEVELS[level]), level],
  ]),
);

function findGroup(daemon: Daemon, name: string): Group {
  const group = daemon.groups.get(name);
  if (group === undefined) throw new RpcFault('BAD_NAME', `group: ${name}`);
  return group;
}

/** Clients that write 0 for `'0'` and true for `'true'` mean what they say. */
function readOptions(struct: WireStruct): Record<string, string> {
  return Object.fromEntries(
    Object.entries(struct).map(([name, value]) => {
      if (!['string', 'number', 'boolean'].includes(typeof value)) {
        throw new RpcFault('INCORRECT_PARAMETERS', name);
      }
      return [name, String(value)];
    }),
  );
}

async function orIncorrect<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new RpcFault('INCORRECT_PARAMETERS', error.message);
  }
}
