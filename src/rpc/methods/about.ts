/** What the daemon says about itself. */
import manifest from '../../../package.json' with { type: 'json' };
import { SUPERVISOR_STATES } from '../../wire/states.ts';
import { API_VERSION, SUPERVISOR_VERSION } from '../../wire/versions.ts';
import { define } from '../method.ts';

export const getAPIVersion = define({
  name: 'supervisor.getAPIVersion',
  role: 'viewer',
  aliases: ['supervisor.getVersion'],
  doc: 'Answers the version of this interface.',
  params: [],
  result: { type: 'string', doc: 'The version' },
  run: () => API_VERSION,
});

export const getSupervisorVersion = define({
  name: 'supervisor.getSupervisorVersion',
  role: 'viewer',
  doc: 'Answers the version of Supervisor that this daemon behaves like.',
  params: [],
  result: { type: 'string', doc: 'The version' },
  run: () => SUPERVISOR_VERSION,
});

export const getVersion = define({
  name: 'visord.getVersion',
  role: 'viewer',
  doc: 'Answers the version of visord itself.',
  params: [],
  result: { type: 'string', doc: 'The version' },
  run: () => manifest.version,
});

export const getIdentification = define({
  name: 'supervisor.getIdentification',
  role: 'viewer',
  doc: 'Answers the identifier that the configuration gives this daemon.',
  params: [],
  result: { type: 'string', doc: 'The identifier' },
  run: ({ daemon }) => daemon.config.supervisord.identifier,
});

export const getState = define({
  name: 'supervisor.getState',
  role: 'viewer',
  doc: 'Answers the state of the daemon.',
  params: [],
  result: { type: 'struct', doc: 'With the keys int statecode, string statename' },
  run: ({ daemon }) => ({
    statecode: SUPERVISOR_STATES[daemon.state],
    statename: daemon.state,
  }),
});

export const getPID = define({
  name: 'supervisor.getPID',
  role: 'viewer',
  doc: 'Answers the process id of the daemon.',
  params: [],
  result: { type: 'int', doc: 'The process id' },
  run: ({ daemon }) => daemon.pid,
});
