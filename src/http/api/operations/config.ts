/** The configuration: what was read, how it differs from what runs, and making it run. */
import { inetAddress } from '../../../config/codec-address.ts';
import type { ServerConfig } from '../../../config/config.ts';
import { isOpenToAll } from '../../../config/openness.ts';
import { environmentText, optionTexts, textsOf } from '../../../config/process-options.ts';
import type { Options, ValuesOf } from '../../../config/schema.ts';
import { supervisordOptions } from '../../../config/sections/supervisord.ts';
import type { Daemon } from '../../../rpc/daemon.ts';
import { findProcess } from '../../../rpc/methods/find.ts';
import { pendingFacts, pendingOf } from '../../../rpc/pending-facts.ts';
import {
  type Config,
  config,
  type OptionValue,
  pending,
  processConfig,
  update,
} from '../../../wire/api/config.ts';
import { boolean, optional } from '../../../wire/api/schema.ts';
import { namespec as shortName } from '../../../wire/namespec.ts';
import { groupNames, NAMESPEC } from '../arguments.ts';
import { define } from '../operation.ts';
import { updateGroups } from '../update-groups.ts';

export const getConfig = define({
  name: 'getConfig',
  method: 'GET',
  path: '/config',
  role: 'viewer',
  doc: 'Answers the configuration last read: the daemon, its servers and all groups.',
  answer: config,
  run: ({ daemon }) => configFacts(daemon),
});

export const getProcessConfig = define({
  name: 'getProcessConfig',
  method: 'GET',
  path: '/processes/{namespec}/config',
  role: 'viewer',
  doc: 'Answers every option that a process runs with, and what an update would change.',
  params: NAMESPEC,
  answer: processConfig,
  faults: ['BAD_NAME'],
  run({ daemon }, { namespec }) {
    const { group, name, config } = findProcess(daemon, namespec);
    return {
      namespec: shortName(group, name),
      origin: config.origin,
      options: optionTexts(config),
      pending: pendingOf(daemon.pendingChanges(), group, name),
    };
  },
});

export const getPending = define({
  name: 'getPending',
  method: 'GET',
  path: '/config/pending',
  role: 'viewer',
  doc: 'Answers how the configuration last read differs from what runs. Files are not read.',
  answer: pending,
  run: ({ daemon }) => pendingFacts(daemon.pendingChanges()),
});

export const reread = define({
  name: 'reread',
  method: 'POST',
  path: '/config/reread',
  role: 'admin',
  doc: 'Reads the configuration anew and answers how it differs from what runs; changes nothing that runs.',
  answer: pending,
  faults: ['CANT_REREAD', 'SHUTDOWN_STATE'],
  async run({ daemon, methods }) {
    await methods.invoke('supervisor.reloadConfig', []);
    return pendingFacts(daemon.pendingChanges());
  },
});

export const updateConfig = define({
  name: 'update',
  method: 'POST',
  path: '/update',
  role: 'admin',
  doc: 'Reads the configuration anew and makes it run: groups come, go and change, and no process that can run on is restarted.',
  body: {
    groups: optional(groupNames),
    dryRun: optional(boolean('Whether only to tell what would be done'), false),
  },
  answer: update,
  faults: ['BAD_NAME', 'CANT_REREAD', 'SHUTDOWN_STATE'],
  run: (context, { groups, dryRun }) => updateGroups(context, groups, dryRun),
});

function configFacts(daemon: Daemon): Config {
  const { file, includes, supervisord, servers, groups } = daemon.config;
  return {
    file,
    includes,
    supervisord: daemonOptions(supervisord),
    servers: servers.map(serverFacts),
    groups: groups.map(({ name, kind, priority, origin, processes }) => ({
      name,
      kind,
      priority,
      active: daemon.groups.has(name),
      origin,
      processes: processes.map((process) => process.name),
    })),
  };
}

const { environment: _, ...others } = supervisordOptions;
const DAEMON_OPTIONS: Options<Omit<ValuesOf<typeof supervisordOptions>, 'environment'>> = others;

/** Of variables only the names are told. */
function daemonOptions(supervisord: Daemon['config']['supervisord']): readonly OptionValue[] {
  return [...textsOf(DAEMON_OPTIONS, supervisord), environmentText(supervisord.environment)];
}

function serverFacts(server: ServerConfig): Config['servers'][number] {
  const isUnix = server.family === 'unix';
  return {
    section: server.section,
    address: isUnix ? `unix://${server.file}` : inetAddress.format(server),
    authentication: !isOpenToAll(server),
  };
}
