/** The daemon as a whole, its machine, and its pools of event listeners. */
import manifest from '../../../../package.json' with { type: 'json' };
import type { Principal } from '../../../core/access.ts';
import { hostFacts } from '../../../os/host.ts';
import type { Daemon } from '../../../rpc/daemon.ts';
import { isoTime } from '../../../rpc/process-facts.ts';
import {
  host,
  poolList,
  type Reader,
  stateOnly,
  upgradePlan,
  version,
} from '../../../wire/api/daemon.ts';
import { RpcFault } from '../../../wire/faults.ts';
import { SUPERVISOR_STATES } from '../../../wire/states.ts';
import { API_VERSION, SUPERVISOR_VERSION } from '../../../wire/versions.ts';
import { define } from '../operation.ts';

export const getVersion = define({
  name: 'getVersion',
  method: 'GET',
  path: '/version',
  role: 'viewer',
  doc: 'Answers who this is, in which state, since when, and who asks.',
  answer: version,
  run: ({ daemon, principal }) => ({
    visord: manifest.version,
    supervisor: SUPERVISOR_VERSION,
    api: API_VERSION,
    node: process.versions.node,
    pid: daemon.pid,
    identification: daemon.config.supervisord.identifier,
    state: stateFacts(daemon),
    startedAt: isoTime(daemon.startedAt),
    configFile: daemon.config.file,
    you: readerFacts(principal),
  }),
});

export const getHost = define({
  name: 'getHost',
  method: 'GET',
  path: '/host',
  role: 'viewer',
  doc: 'Answers how the machine is doing.',
  answer: host,
  run: () => hostFacts(),
});

export const listPools = define({
  name: 'listPools',
  method: 'GET',
  path: '/pools',
  role: 'viewer',
  doc: 'Answers what became of the events for each pool of event listeners since it was made.',
  answer: poolList,
  run: ({ daemon }) => ({
    pools: daemon.eventPools.map(({ events, listeners, ...pool }) => ({
      ...pool,
      events: [...events],
      listeners: listeners.map(({ name, state }) => ({ name, state })),
    })),
  }),
});

export const shutdown = define({
  name: 'shutdown',
  method: 'POST',
  path: '/shutdown',
  role: 'admin',
  whole: true,
  doc: 'Stops all processes and ends the daemon; answers before that has happened.',
  answer: stateOnly,
  faults: ['SHUTDOWN_STATE'],
  async run({ daemon, methods }) {
    await methods.invoke('supervisor.shutdown', []);
    return { state: stateFacts(daemon) };
  },
});

export const reload = define({
  name: 'reload',
  method: 'POST',
  path: '/reload',
  role: 'admin',
  whole: true,
  doc: 'Stops all processes and starts over with the configuration read anew; answers at once.',
  answer: stateOnly,
  faults: ['CANT_REREAD', 'SHUTDOWN_STATE'],
  async run({ daemon, methods }) {
    await methods.invoke('supervisor.restart', []);
    return { state: stateFacts(daemon) };
  },
});

export const upgrade = define({
  name: 'upgrade',
  method: 'POST',
  path: '/upgrade',
  role: 'admin',
  whole: true,
  doc: 'Has the program that is installed now take the place of the daemon; answers when it has been tried, before that happens.',
  answer: upgradePlan,
  faults: ['FAILED', 'SHUTDOWN_STATE'],
  run: ({ daemon }) => daemon.upgrades.begin(),
});

export const reopenLogs = define({
  name: 'reopenLogs',
  method: 'POST',
  path: '/reopen-logs',
  role: 'admin',
  whole: true,
  doc: 'Opens the main log and the logs of what runs by name again, after somebody has moved them away.',
  answer: stateOnly,
  faults: ['SHUTDOWN_STATE'],
  run({ daemon }) {
    if (daemon.state !== 'RUNNING') throw new RpcFault('SHUTDOWN_STATE');
    daemon.reopenLogs();
    return { state: stateFacts(daemon) };
  },
});

function readerFacts({ name, isAnonymous, role, groups }: Principal): Reader {
  return {
    name: isAnonymous ? null : name,
    role,
    groups: groups === undefined ? null : [...groups],
  };
}

function stateFacts({ state }: Daemon) {
  return { code: SUPERVISOR_STATES[state], name: state };
}
