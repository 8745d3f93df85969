/**
 * A compose file: services, as far as they say what to run. What an image holds is not known here,
 * so a service without a command becomes a section that is commented out.
 */
import path from 'node:path';
import { splitWords } from '../../base/shell-words.ts';
import { interpolate, readDotEnv } from './compose-variables.ts';
import { Draft, type Imported, nothingIn, programName } from './draft.ts';
import { wholeSeconds } from './duration.ts';
import type { Source } from './formats.ts';
import { commandText, environmentText, isVariableName, type VariablesFile } from './shell-text.ts';
import { asText, asTexts, type Fields, isFields } from './values.ts';
import { parseYaml } from './yaml.ts';

/** Service and folder of the compose file, and what is made of them. */
interface Service {
  readonly program: Draft;
  readonly fields: Fields;
  readonly folder: string;
  /** Every service, for the order of starts. */
  readonly all: Fields;
}

export function readCompose(source: Source): Imported {
  const { file, folder, text } = source;
  const variables = readDotEnv(source.beside('.env') ?? '');
  const missing = new Set<string>();
  const whole = interpolate(parseYaml(text, file), variables, missing);
  const services = isFields(whole) ? whole.services : undefined;
  if (!isFields(services)) throw nothingIn(file, 'services');
  const group = programName((isFields(whole) && asText(whole.name)) || path.basename(folder));
  const programs = Object.entries(services).map(([name, value]) => {
    const program = new Draft(name);
    program.group = group;
    const fields = isFields(value) ? value : {};
    const service = { program, fields, folder, all: services };
    for (const apply of Object.values(FIELDS)) apply(service);
    noteOthers(service);
    return program;
  });
  return { programs, notes: notesOn(whole as Fields, missing) };
}

function notesOn(whole: Fields, missing: ReadonlySet<string>): string[] {
  const others = ['networks', 'volumes', 'configs', 'secrets', 'include'].filter(
    (key) => whole[key] !== undefined,
  );
  return [
    'Paths and users are those inside of the containers, addresses such as db:5432 those of a network.',
    ...(others.length > 0 ? [`No equivalent: ${others.join(', ')}.`] : []),
    ...(missing.size > 0 ? [`Not set, and so empty here: ${[...missing].join(', ')}.`] : []),
  ];
}

/** What becomes of each field, in the order in which the options are written. */
const FIELDS: Readonly<Record<string, (service: Service) => void>> = {
  command: setCommand,
  working_dir: setDirectory,
  user({ program, fields }) {
    const [user, group] = asText(fields.user)?.split(':') ?? [];
    if (user !== undefined) program.set('user', user);
    if (group !== undefined)
      program.note(`user=: a program has the groups of its user, not ${group}`);
  },
  environment({ program, fields }) {
    const variables = pairs(fields.environment).filter(([name, value]) => {
      if (value === undefined) program.note(`${name} is taken from the environment of supervisord`);
      else if (!isVariableName(name)) program.note(`environment= cannot hold the variable ${name}`);
      return value !== undefined && isVariableName(name);
    });
    const text = environmentText(variables.map(([name, value = '']) => [name, value]));
    if (text !== '') program.set('environment', text);
  },
  env_file({ program, fields, folder }) {
    if (variablesFiles(fields, folder).length === 0) return;
    program.note('env_file: a shell reads it, to which $ and blanks mean more than to compose');
    if (pairs(fields.environment).length > 0) {
      program.note('env_file: what it sets wins over environment=, which it does not in compose');
    }
  },
  deploy({ program, fields }) {
    const deploy = isFields(fields.deploy) ? fields.deploy : {};
    const copies = Number(asText(deploy.replicas) ?? asText(fields.scale) ?? 1);
    if (copies > 1) {
      program.setTemplate('process_name', '%(program_name)s_%(process_num)d');
      program.set('numprocs', String(copies));
    }
    const others = Object.keys(deploy).filter((key) => key !== 'replicas');
    if (others.length > 0) program.note(`deploy: no equivalent for ${others.join(', ')}`);
  },
  depends_on({ program, fields, all }) {
    const names = pairs(fields.depends_on).map(([name]) => name);
    if (names.length === 0) return;
    program.set('priority', String(BASE_PRIORITY + depth(fields, all, [])));
    program.note(`depends_on ${names.join(', ')}: started after them, which nothing waits for`);
  },
  profiles({ program, fields }) {
    if (asTexts(fields.profiles).length === 0) return;
    program.set('autostart', 'false');
    program.note(`profiles: ${asTexts(fields.profiles).join(', ')}; start it when you want it`);
  },
  restart({ program, fields }) {
    const [policy, retries] = (asText(fields.restart) ?? 'no').split(':');
    const words: Readonly<Record<string, string>> = { no: 'false', 'on-failure': 'unexpected' };
    program.set('autorestart', words[policy ?? ''] ?? (policy === 'false' ? 'false' : 'true'));
    if (retries !== undefined) program.note(`restart: startretries= counts failed starts only`);
  },
  stop_signal({ program, fields }) {
    const signal = asText(fields.stop_signal);
    if (signal !== undefined) program.set('stopsignal', signal.replace(/^SIG/, ''));
  },
  stop_grace_period({ program, fields }) {
    const seconds = wholeSeconds(asText(fields.stop_grace_period) ?? '');
    if (seconds !== undefined) program.set('stopwaitsecs', String(seconds));
  },
};

/** Fields that are told by another's entry, or need nothing here. */
const TOLD = new Set([
  ...['entrypoint', 'image', 'build', 'scale', 'container_name', 'stdin_open', 'tty', 'init'],
  ...['platform', 'pull_policy', 'expose', 'labels', 'annotations'],
]);

/** What to do about a field without an equivalent. */
const ADVICE: Readonly<Record<string, string>> = {
  extends: 'write what it takes over',
  healthcheck: 'nobody asks whether it is well',
  logging: 'see stdout_logfile= and stdout_syslog=',
  ports: 'it listens at the ports of this machine itself',
  ulimits: 'programs have the limits that supervisord was started with',
  volumes: 'it sees the files of this machine',
};

function noteOthers({ program, fields }: Service): void {
  const image = asText(fields.image);
  if (!program.isComplete) {
    const origin = image === undefined ? 'its build' : `the image ${image}`;
    program.note(`${origin} says what to run: install that, and write its command`);
  } else if (image !== undefined) program.note(`image ${image}: install what it holds`);
  const others = Object.keys(fields).filter((key) => !(key in FIELDS) && !TOLD.has(key));
  const plain = others.filter((key) => ADVICE[key] === undefined);
  for (const key of others.filter((each) => !plain.includes(each))) {
    program.note(`${key}: no equivalent; ${ADVICE[key]}`);
  }
  if (plain.length > 0) program.note(`no equivalent for ${plain.join(', ')}`);
}

function setCommand({ program, fields, folder }: Service): void {
  const words = [...wordsOf(fields.entrypoint), ...wordsOf(fields.command)];
  if (words.length === 0) return;
  const run = { kind: 'words', words } as const;
  program.set(
    'command',
    commandText(run, directoryOf(fields, folder) ?? '/', variablesFiles(fields, folder)).text,
  );
}

/** Compose splits a text as a shell does, and runs it without one. */
function wordsOf(value: unknown): string[] {
  return Array.isArray(value) ? asTexts(value) : splitWords(asText(value) ?? '');
}

function setDirectory({ program, fields, folder }: Service): void {
  const directory = directoryOf(fields, folder);
  const working = asText(fields.working_dir) ?? directory;
  if (directory !== undefined) program.set('directory', directory);
  if (working !== directory) program.note(`working_dir ${working}: directory= is what was built`);
}

/** The sources of what was built, or else the folder in the container. */
function directoryOf({ build, working_dir }: Fields, folder: string): string | undefined {
  const context = asText(isFields(build) ? build.context : build);
  return context === undefined ? asText(working_dir) : path.resolve(folder, context);
}

function variablesFiles(fields: Fields, folder: string): VariablesFile[] {
  const given = fields.env_file ?? [];
  return (Array.isArray(given) ? given : [given]).flatMap((entry) => {
    const name = asText(isFields(entry) ? entry.path : entry);
    if (name === undefined) return [];
    const optional = isFields(entry) && entry.required === false;
    return { path: path.resolve(folder, name), optional };
  });
}

/** `name: value` and `- name=value` alike; without a value it is undefined. */
function pairs(value: unknown): [string, string | undefined][] {
  if (isFields(value)) return Object.entries(value).map(([name, each]) => [name, asText(each)]);
  return asTexts(value).map((entry) => {
    const [name = '', ...rest] = entry.split('=');
    return [name, rest.length === 0 ? undefined : rest.join('=')];
  });
}

const BASE_PRIORITY = 999;

/** How many services stand one behind the other before this one. */
function depth(fields: Fields, all: Fields, path: readonly string[]): number {
  const before = pairs(fields.depends_on).flatMap(([name]) => {
    const other = all[name];
    return path.includes(name) || !isFields(other) ? [] : 1 + depth(other, all, [...path, name]);
  });
  return Math.max(0, ...before);
}
