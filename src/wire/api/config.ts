/** What the JSON API tells of the configuration. Secrets are not told. */
import { groupKind } from './group.ts';
import { fault } from './problem.ts';
import {
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  string,
  struct,
  type ValueOf,
} from './schema.ts';

export const origin = object('Origin', 'Where something is written.', {
  file: string('The path of the file'),
  line: integer('Counted from 1'),
  section: string('The name of the section'),
});

export const optionValue = object('Option', 'An option and its value.', {
  option: string('As it is called in the file'),
  value: string('As it would be written there; empty for none'),
});

export type OptionValue = ValueOf<typeof optionValue>;

const names = (description: string) => list(string('The name of a variable'), description);

export const optionChange = object('OptionChange', 'An option that differs.', {
  option: string('As it is called in the file'),
  restart: boolean('Whether it takes a restart of the process'),
  before: nullable(string('As it would be written; null for `environment`')),
  after: nullable(string('As it would be written; null for `environment`')),
  variables: nullable(
    struct('Which variables differ, for `environment`; their values may be secrets.', {
      added: names('New'),
      changed: names('With another value'),
      removed: names('Gone'),
    }),
  ),
});

export type OptionChange = ValueOf<typeof optionChange>;

export const processChange = object('ProcessChange', 'A process that differs.', {
  name: string('Its name in the group'),
  change: oneOf(['added', 'removed', 'changed'], 'What becomes of it'),
  restart: boolean('Whether it has to be restarted'),
  options: list(optionChange, 'Those that differ'),
});

export type ProcessChange = ValueOf<typeof processChange>;

export const groupChange = object('GroupChange', 'A group that differs.', {
  name: string('Its name'),
  replaced: boolean('Whether all its processes have to be stopped and made anew'),
  reordered: boolean('Whether its processes have another order'),
  options: list(optionChange, 'Options of the group itself'),
  processes: list(processChange, 'Those that differ'),
});

export type GroupChange = ValueOf<typeof groupChange>;

const groupNames = (description: string) => list(string('The name of a group'), description);

export const pending = object(
  'Pending',
  'How the configuration last read differs from what runs.',
  {
    added: groupNames('Groups that an update would add'),
    changed: list(groupChange, 'Groups that it would change'),
    removed: groupNames('Groups that it would stop and remove'),
  },
);

export type Pending = ValueOf<typeof pending>;

const processUpdate = object('ProcessUpdate', 'What became of a process.', {
  name: string('Its name in the group'),
  change: string(
    '`added`, `removed`, `restarted`, `adopted`, `replaced` (not started) or `failed`',
  ),
  reason: string('Why it failed; empty if it did not'),
});

const groupUpdate = object('GroupUpdate', 'What became of a group.', {
  name: string('Its name'),
  change: nullable(
    string('`added`, `removed`, `changed`, `replaced` or `unchanged`; null if it failed'),
  ),
  processes: list(processUpdate, 'Processes of a changed group'),
  fault: nullable(fault, 'Why it failed'),
  description: string('The same for people; `OK` if it was done'),
});

export type GroupUpdate = ValueOf<typeof groupUpdate>;

export const update = object('UpdateReport', 'What an update did, or would do.', {
  dryRun: boolean('Whether nothing was done'),
  pending,
  groups: list(groupUpdate, 'What was done; empty for a dry run'),
});

export type Update = ValueOf<typeof update>;

export const configGroup = object('ConfigGroup', 'A group of the configuration last read.', {
  name: string('Its name'),
  kind: groupKind,
  priority: integer('Lower ones are started first and stopped last'),
  active: boolean('Whether there is an active group of that name'),
  origin,
  processes: list(string('The name of a process'), 'In start order'),
});

const server = object('Server', 'An HTTP server of the configuration.', {
  section: string('The name of its section'),
  address: string('`unix:///path` or `host:port`'),
  authentication: boolean('Whether it asks for a user and a password'),
});

export const config = object('Config', 'The configuration last read.', {
  file: string('The main file'),
  includes: list(string('The path of a file'), 'Files that it includes'),
  supervisord: list(optionValue, 'The options of `[supervisord]`'),
  servers: list(server, 'The HTTP servers'),
  groups: list(configGroup, 'In start order'),
});

export type Config = ValueOf<typeof config>;

export const processConfig = object('ProcessConfig', 'The configuration of a process.', {
  namespec: string('What commands call it'),
  origin,
  options: list(optionValue, 'All of them, as the process runs with them'),
  pending: nullable(processChange, 'What an update would change; null for nothing'),
});

export type ProcessConfig = ValueOf<typeof processConfig>;
