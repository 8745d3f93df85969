/**
 * An ecosystem file of pm2: `apps`, each a program. `READ` names the fields that something is made
 * of; every other field is noted.
 */
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import { splitWords } from '../../base/shell-words.ts';
import { Draft, type Imported, nothingIn, programName } from './draft.ts';
import { wholeSeconds } from './duration.ts';
import type { Source } from './formats.ts';
import { commandText, environmentText, isVariableName, type Run } from './shell-text.ts';
import { asText, asTexts, type Fields, isFields } from './values.ts';

/** What runs a script, by its ending. pm2 takes anything else for a command. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  '.js': 'node',
  '.cjs': 'node',
  '.mjs': 'node',
  '.py': 'python3',
  '.rb': 'ruby',
  '.pl': 'perl',
  '.php': 'php',
  '.sh': 'bash',
  '.ts': 'bun',
  '.tsx': 'bun',
};

/** How long pm2 waits after SIGINT, in milliseconds, and how many starts it tries. */
const KILL_TIMEOUT = '1600';
const MAX_RESTARTS = '16';

export async function readEcosystem(source: Source): Promise<Imported> {
  const file = await load(source);
  const apps = Array.isArray(file) ? file : isFields(file) ? (file.apps ?? [file]) : [];
  const found = (Array.isArray(apps) ? apps : [apps]).filter(isFields);
  const programs = found.filter(({ script }) => script !== undefined);
  if (programs.length === 0) throw nothingIn(source.file, 'apps with a script');
  const notes =
    isFields(file) && file.deploy !== undefined
      ? ['deploy has no equivalent: nothing is copied to other machines here.']
      : [];
  return { programs: programs.map((app) => new App(app, source).program()), notes };
}

async function load({ file, text, evaluate }: Source): Promise<unknown> {
  if (/\.ya?ml$/.test(file)) return (await import('./yaml.ts')).parseYaml(text, file);
  if (!/\.json$/.test(file)) {
    const { default: exported, ...named } = await evaluate();
    return exported ?? named;
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file}: ${(error as Error).message}`);
  }
}

/** Fields that something is made of, or that need nothing here. */
const READ = new Set([
  ...['name', 'script', 'args', 'cwd', 'interpreter', 'exec_interpreter', 'interpreter_args'],
  ...['node_args', 'exec_mode', 'instances', 'instance_var', 'env', 'autorestart', 'autostart'],
  ...['max_restarts', 'min_uptime', 'kill_timeout', 'stop_exit_codes', 'treekill', 'uid', 'user'],
  ...['out_file', 'output', 'out', 'error_file', 'error', 'err', 'merge_logs', 'combine_logs'],
  ...['namespace', 'vizion', 'automation', 'pmx', 'force', 'append_env_to_name', 'windowsHide'],
]);

/** What to do about a field without an equivalent. */
const ADVICE: Readonly<Record<string, string>> = {
  cron_restart: 'let cron call supervisorctl restart',
  exp_backoff_restart_delay: 'each failed start waits a second longer than the one before',
  gid: 'a program has the groups of its user',
  increment_var: 'use %(process_num)d in environment=',
  listen_timeout: 'a program counts as started after startsecs=',
  log_date_format: 'logs are what the program writes',
  log_file: 'with redirect_stderr=true both go to stdout_logfile',
  log_type: 'logs are what the program writes',
  max_memory_restart: 'watch the memory by /metrics or the dashboard',
  restart_delay: 'a program that has been RUNNING is restarted at once',
  shutdown_with_message: 'a program is stopped by stopsignal=',
  source_map_support: 'add --enable-source-maps to the command',
  time: 'logs are what the program writes',
  wait_ready: 'a program counts as started after startsecs=',
  watch: 'files are not watched',
  ignore_watch: 'files are not watched',
  watch_delay: 'files are not watched',
};

class App {
  readonly #app: Fields;
  readonly #source: Source;
  readonly #folder: string;
  readonly #program: Draft;

  constructor(app: Fields, source: Source) {
    this.#app = app;
    this.#source = source;
    this.#folder = path.resolve(source.folder, asText(app.cwd) ?? '.');
    const script = asText(app.script) ?? '';
    this.#program = new Draft(asText(app.name) ?? path.parse(script).name);
  }

  program(): Draft {
    const copies = this.#copies();
    this.#setCommand();
    this.#program.set('directory', this.#folder);
    if (copies > 1) {
      this.#program.setTemplate('process_name', '%(program_name)s_%(process_num)d');
      this.#program.set('numprocs', String(copies));
    }
    this.#setEnvironment(copies);
    this.#setLife();
    this.#setLogs(copies);
    this.#noteOthers();
    const namespace = this.#text('namespace');
    if (namespace !== undefined) this.#program.group = programName(namespace);
    return this.#program;
  }

  #text(...names: readonly string[]): string | undefined {
    for (const name of names) {
      const text = asText(this.#app[name]);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  #copies(): number {
    const { processors } = this.#source;
    const given = this.#text('instances') ?? '1';
    const count = given === 'max' ? 0 : Number(given);
    if (count > 0) return count;
    this.#program.note(`instances=${given}: this machine has ${processors} processors`);
    return Math.max(processors + (count || 0), 1);
  }

  #setCommand(): void {
    if (/^cluster/.test(this.#text('exec_mode') ?? '')) {
      this.#program.note('cluster mode: here nobody shares a port, give each process its own');
    }
    const { text, shellStays } = commandText(this.#run(), this.#folder);
    this.#program.set('command', text);
    if (shellStays) this.#program.note('a shell stays between: signals go to both');
  }

  #run(): Run {
    const script = this.#text('script') ?? '';
    const given = this.#text('exec_interpreter', 'interpreter');
    const interpreter = given ?? INTERPRETERS[path.extname(script)] ?? 'none';
    const args = this.#words('args');
    if (interpreter !== 'none') {
      const flags = [...this.#words('interpreter_args'), ...this.#words('node_args')];
      return { kind: 'words', words: [interpreter, ...flags, script, ...args] };
    }
    if (/\s/.test(script)) return { kind: 'line', line: [script, ...args].join(' ') };
    return { kind: 'words', words: [script, ...args] };
  }

  #words(name: string): string[] {
    const value = this.#app[name];
    return Array.isArray(value) ? asTexts(value) : splitWords(asText(value) ?? '');
  }

  #setEnvironment(copies: number): void {
    const { env } = this.#app;
    const variables = isFields(env) ? Object.entries(env) : [];
    const taken: [string, string][] = variables
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, asText(value) ?? JSON.stringify(value)]);
    for (const [name] of taken.filter(([name]) => !isVariableName(name))) {
      this.#program.note(`environment= cannot hold the variable ${name}`);
    }
    const held = taken.filter(([name]) => isVariableName(name));
    const text = environmentText(held).replaceAll('%', '%%');
    const number = `${this.#text('instance_var') ?? 'NODE_APP_INSTANCE'}="%(process_num)d"`;
    const all = copies > 1 ? [text, number].filter((part) => part !== '').join(',') : text;
    if (all !== '') this.#program.setTemplate('environment', all);
    const others = Object.keys(this.#app).filter((key) => key.startsWith('env_'));
    if (others.length > 0) this.#program.note(`only env is taken, without ${others.join(', ')}`);
  }

  /** pm2 sends SIGINT, to the whole tree unless told otherwise, and restarts after every exit. */
  #setLife(): void {
    const program = this.#program;
    const user = this.#text('user', 'uid');
    if (user !== undefined) program.set('user', user);
    if (this.#text('autostart') === 'false') program.set('autostart', 'false');
    const codes = asTexts(this.#app.stop_exit_codes);
    const restarts = this.#text('autorestart') !== 'false';
    const expected = restarts && codes.length > 0;
    program.set('autorestart', expected ? 'unexpected' : String(restarts));
    if (expected) program.set('exitcodes', codes.join(','));
    const uptime = wholeSeconds(this.#text('min_uptime') ?? '1s', 'ms');
    if (uptime !== undefined && uptime !== 1) program.set('startsecs', String(uptime));
    program.set('startretries', this.#text('max_restarts') ?? MAX_RESTARTS);
    program.set('stopsignal', 'INT');
    const wait = wholeSeconds(this.#text('kill_timeout') ?? KILL_TIMEOUT, 'ms');
    if (wait !== undefined) program.set('stopwaitsecs', String(wait));
    if (this.#text('treekill') !== 'false') program.set('stopasgroup', 'true');
  }

  #setLogs(copies: number): void {
    const out = this.#log(copies, 'out_file', 'output', 'out');
    const errors = this.#log(copies, 'error_file', 'error', 'err');
    if (out !== undefined) this.#program.setTemplate('stdout_logfile', out);
    if (errors === undefined) return;
    if (errors === out) this.#program.set('redirect_stderr', 'true');
    else this.#program.setTemplate('stderr_logfile', errors);
  }

  /** A log of its own for each copy, as pm2 has them unless told to merge them. */
  #log(copies: number, ...names: readonly string[]): string | undefined {
    const given = this.#text(...names);
    if (given === undefined) return undefined;
    if (given === '/dev/null' || given === 'NULL') return 'NONE';
    const file = path.resolve(this.#folder, given).replaceAll('%', '%%%%');
    if (copies === 1) return file;
    const { dir, name, ext } = path.parse(file);
    return path.join(dir, `${name}-%(process_num)d${ext}`);
  }

  #noteOthers(): void {
    for (const [key, value] of Object.entries(this.#app)) {
      if (READ.has(key) || key.startsWith('env_') || value === false) continue;
      const shown = asText(value) ?? JSON.stringify(value);
      const advice = ADVICE[key];
      this.#program.note(
        `${key}=${shown}: no equivalent${advice === undefined ? '' : `; ${advice}`}`,
      );
    }
  }
}
