/**
 * What to execute for a process: where its command may be, its words and its environment.
 *
 * Pure: `os` tries the paths and reports a refusal, whose wording (the `spawnerr` that operators
 * know) is here too.
 */
import { splitWords } from '../base/shell-words.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { FailedSpawn, RefusedSpawn } from '../os/port.ts';

/** Where the original looks when neither the program nor the daemon has a PATH. */
const DEFAULT_PATH = '/bin:/usr/bin:/usr/local/bin';

export type Environment = Readonly<Record<string, string | undefined>>;

export type SpawnPlan =
  | {
      readonly kind: 'plan';
      /** Where the command may be; the first that exists is meant. */
      readonly paths: readonly string[];
      readonly argv: readonly string[];
      /** `NAME=value`. */
      readonly env: readonly string[];
    }
  /** The command cannot be understood; `reason` is the `spawnerr`. */
  | { readonly kind: 'nonsense'; readonly reason: string };

/** @param start The environment that the daemon was started with. */
export function spawnPlan(config: ProcessConfig, start: Environment): SpawnPlan {
  let argv: string[];
  try {
    argv = splitWords(config.command);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'nonsense', reason: `can't parse command '${config.command}': ${why}` };
  }
  const [word] = argv;
  if (word === undefined) return { kind: 'nonsense', reason: 'command is empty' };
  const env = childEnvironment(config, start);
  const path = config.environment.PATH ?? start.PATH ?? DEFAULT_PATH;
  return {
    kind: 'plan',
    paths: word.includes('/') ? [word] : path.split(':').map((folder) => inFolder(folder, word)),
    argv,
    env: Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${value}`],
    ),
  };
}

/** An empty entry of PATH means the current directory. */
function inFolder(folder: string, word: string): string {
  if (folder === '') return word;
  return folder.endsWith('/') ? folder + word : `${folder}/${word}`;
}

/** Later ones win: the start environment, what tells a child where it is, the configured ones. */
function childEnvironment(config: ProcessConfig, start: Environment): Environment {
  return {
    ...start,
    SUPERVISOR_ENABLED: '1',
    ...(config.serverurl === undefined ? {} : { SUPERVISOR_SERVER_URL: config.serverurl }),
    SUPERVISOR_PROCESS_NAME: config.name,
    SUPERVISOR_GROUP_NAME: config.group,
    ...config.environment,
  };
}

/** The `spawnerr` of a refused spawn. */
export function refusalText(refusal: RefusedSpawn, config: ProcessConfig): string {
  switch (refusal.stage) {
    case 'find':
      return `can't find command '${commandWord(config)}'`;
    case 'directory':
      return `command at '${refusal.path}' is a directory`;
    case 'executable':
      return `command at '${refusal.path}' is not executable`;
    case 'permission':
      return `no permission to run command '${refusal.path}'`;
    case 'fork':
      return refusal.code === 'EAGAIN'
        ? `Too many processes in process table to spawn '${config.name}'`
        : `unknown error during fork for '${config.name}': ${refusal.code}`;
  }
}

function commandWord(config: ProcessConfig): string {
  return splitWords(config.command)[0] ?? '';
}

/** Errors that say nothing about the program: our own descriptors, memory or pids ran out. */
const SHORTAGES: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM']);

export function isShortage(code: string): boolean {
  return SHORTAGES.has(code);
}

/**
 * What a child that could not become its command says on its standard error before it ends with
 * status 127.
 */
export function failureText(failure: FailedSpawn, config: ProcessConfig, argv0: string): string {
  return `supervisor: ${failureReason(failure, config, argv0)}\nsupervisor: child process was not spawned\n`;
}

function failureReason({ stage, code }: FailedSpawn, config: ProcessConfig, argv0: string): string {
  switch (stage) {
    case 'setuid': {
      const why = code === 'EPERM' ? "Can't drop privilege as nonroot user" : code;
      return `couldn't setuid to ${config.user?.uid ?? ''}: ${why}`;
    }
    case 'chdir':
      return `couldn't chdir to ${config.directory ?? ''}: ${code}`;
    case 'exec':
      return `couldn't exec ${argv0}: ${code}`;
    case 'descriptors':
    case 'limits':
    case 'cgroup':
      return `couldn't set up its ${stage}: ${code}`;
  }
}
