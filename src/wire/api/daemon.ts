/** What the JSON API tells of the daemon, its machine and its pools of event listeners. */
import { ROLES, type Role } from '../roles.ts';
import { SUPERVISOR_STATES, type SupervisorState } from '../states.ts';
import {
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  time,
  type ValueOf,
} from './schema.ts';

export const supervisorState = object('SupervisorState', 'The state of the daemon.', {
  code: integer('Its code, as XML-RPC has it'),
  name: oneOf(Object.keys(SUPERVISOR_STATES) as SupervisorState[], 'Its name'),
});

export const reader = object('Reader', 'Who asks, and what that one may do.', {
  name: nullable(string('The name of a user'), 'Null: whoever can reach the server is let in'),
  role: oneOf(Object.keys(ROLES) as Role[], 'What may be done'),
  groups: nullable(
    list(string('The name of a group, or a pattern'), 'The groups that are known to that one'),
    'Null: all groups',
  ),
});

export type Reader = ValueOf<typeof reader>;

export const version = object('Version', 'Who answers.', {
  visord: string('The version of visord'),
  supervisor: string('The version of Supervisor that it behaves like'),
  api: string('The version of the XML-RPC interface'),
  node: string('The version of Node.js'),
  pid: integer('The process id of the daemon'),
  identification: string('`identifier` of the configuration'),
  state: supervisorState,
  startedAt: time('When it began to run, or was last restarted'),
  configFile: string('The main configuration file'),
  you: reader,
});

export type Version = ValueOf<typeof version>;

export const stateOnly = object('State', 'The state of the daemon after a request.', {
  state: supervisorState,
});

const release = object('Release', 'What a program is made of.', {
  visord: string('The version of visord'),
  node: string('The version of Node.js'),
});

export const upgradePlan = object('UpgradePlan', 'An upgrade that is about to happen.', {
  number: integer('Counted from 1 since the daemon was started'),
  from: release,
  to: release,
});

export const host = object('Host', 'The machine.', {
  hostname: string('Its name'),
  platform: string('Such as `linux`'),
  release: string('The version of its kernel'),
  arch: string('Such as `x64`'),
  cpus: integer('How many processors the daemon may use'),
  load: list(number('A load average'), 'Over one, five and fifteen minutes'),
  memory: object('Memory', 'The memory of the machine, in bytes.', {
    total: integer('All of it'),
    available: integer('What programs could still have'),
  }),
  uptime: number('Since it was booted'),
});

export type Host = ValueOf<typeof host>;

const listener = object('Listener', 'A process that listens to events.', {
  name: string('The name of the process'),
  state: string('Where it is in the protocol, such as `READY`'),
});

export const pool = object('Pool', 'A pool of event listeners, and what became of its events.', {
  name: string('The name of the group'),
  events: list(string('A type of event'), 'What it is told'),
  bufferSize: integer('How many events may wait'),
  sent: integer('How many were sent'),
  acknowledged: integer('How many of them were accepted'),
  rejected: integer('How many of them were not'),
  buffered: integer('How many wait'),
  dropped: integer('How many were dropped because too many waited'),
  listeners: list(listener, 'Its processes'),
});

export type Pool = ValueOf<typeof pool>;

export const poolList = object('PoolList', 'The pools of event listeners.', {
  pools: list(pool, 'Those that are active'),
});
