/**
 * A service unit of systemd as a program. `SERVICE` says key by key what becomes of it; what is
 * not there, and has no advice in `ADVICE`, has no equivalent.
 */
import path from 'node:path';
import { Draft, type Imported, nothingIn } from './draft.ts';
import { wholeSeconds } from './duration.ts';
import type { Source } from './formats.ts';
import {
  commandText,
  environmentText,
  isVariableName,
  quoteForShell,
  type Run,
  type VariablesFile,
} from './shell-text.ts';
import { expandSpecifiers, parseUnit, unitNames, unitWords } from './unit-file.ts';

type Entries = ReadonlyMap<string, readonly string[]>;

/** The section `[Service]` that is read, and the program that is made of it. */
interface Service {
  readonly program: Draft;
  readonly entries: Entries;
  /** The last value of a key, which is the one that counts. */
  last(key: string): string | undefined;
}

export function readService({ file, text }: Source): Imported {
  const name = path.basename(file);
  const names = unitNames(name);
  const unit = parseUnit(text, file);
  const written = unit.get('Service');
  if (written === undefined) throw nothingIn(file, 'section [Service]');
  const program = new Draft(names.unit.replace(/@$/, '').replace('@', '-'));
  const entries = new Map(
    [...written].map(([key, values]) => [
      key,
      values.map((value) => expandSpecifiers(value, names, (what) => noteSpecifier(program, what))),
    ]),
  );
  const service = { program, entries, last: (key: string) => entries.get(key)?.at(-1) };
  for (const apply of Object.values(SERVICE)) apply(service);
  noteOthers(service);
  noteOrder(program, unit.get('Unit') ?? new Map());
  return { programs: [program], notes: [] };
}

function noteSpecifier(program: Draft, specifier: string): void {
  if (/^%[iI]$/.test(specifier)) program.note('a template: replace INSTANCE, or use numprocs');
  else program.note(`${specifier} is known to systemd only: replace it`);
}

/** What becomes of each key, in the order in which the options are written. */
const SERVICE: Readonly<Record<string, (service: Service) => void>> = {
  ExecStart: setCommand,
  WorkingDirectory({ program, last }) {
    const folder = last('WorkingDirectory')?.replace(/^-/, '');
    if (folder === '~')
      program.note('WorkingDirectory=~: write the home of the user as directory=');
    else if (folder !== undefined) program.set('directory', folder);
  },
  User({ program, last }) {
    const user = last('User');
    if (user !== undefined) program.set('user', user);
  },
  Group({ program, last }) {
    const group = last('Group');
    if (group === undefined || group === last('User')) return;
    program.note(`Group=${group}: a program has the groups of its user`);
  },
  UMask({ program, last }) {
    const umask = last('UMask');
    if (umask !== undefined) program.set('umask', umask);
  },
  Environment({ program, entries }) {
    const variables = new Map<string, string>();
    for (const word of (entries.get('Environment') ?? []).flatMap(unitWords)) {
      const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(word) ?? [];
      if (isVariableName(name)) variables.set(name, value);
      else program.note(`environment= cannot hold the variable ${name}`);
    }
    if (variables.size > 0) program.set('environment', environmentText(variables));
  },
  /** It is read by the shell in the command. */
  EnvironmentFile({ program, entries }) {
    if (!entries.has('EnvironmentFile')) return;
    program.note(
      'EnvironmentFile: a shell reads it, to which $ and blanks mean more than to systemd',
    );
  },
  Type: setType,
  Restart: setRestart,
  SuccessExitStatus({ program, last }) {
    const codes = ['SuccessExitStatus', 'RestartPreventExitStatus']
      .flatMap((key) => unitWords(last(key) ?? ''))
      .filter((word, index, all) => all.indexOf(word) === index);
    const numbers = codes.filter((code) => /^\d+$/.test(code) && code !== '0');
    if (numbers.length > 0) program.set('exitcodes', ['0', ...numbers].join(','));
    const named = codes.filter((code) => !/^\d+$/.test(code));
    if (named.length > 0) program.note(`exitcodes= takes numbers: ${named.join(' ')} left out`);
  },
  KillSignal({ program, last }) {
    const signal = last('KillSignal');
    if (signal !== undefined) program.set('stopsignal', signal.replace(/^SIG/, ''));
  },
  TimeoutStopSec({ program, last }) {
    const given = last('TimeoutStopSec') ?? last('TimeoutSec');
    if (given === undefined) return;
    const seconds = wholeSeconds(given);
    if (seconds !== undefined) program.set('stopwaitsecs', String(seconds));
    else program.note(`TimeoutStopSec=${given}: stopwaitsecs= takes a number`);
  },
  KillMode({ program, last }) {
    const mode = last('KillMode') ?? 'control-group';
    if (mode === 'control-group') program.set('stopasgroup', 'true');
    else if (mode === 'mixed') program.set('killasgroup', 'true');
    else if (mode === 'none') program.note('KillMode=none: it is stopped as any other program');
  },
  StandardOutput({ program, last }) {
    const target = last('StandardOutput') ?? 'journal';
    setOutput(program, 'stdout', target);
    const errors = last('StandardError') ?? 'inherit';
    if (errors !== 'inherit' && errors !== target) setOutput(program, 'stderr', errors);
    else if (!target.startsWith('journal')) program.set('redirect_stderr', 'true');
    const tag = last('SyslogIdentifier');
    if (tag !== undefined && /syslog/.test(target + errors)) program.set('syslog_tag', tag);
  },
};

/** Keys that are told by another's entry, or need nothing here. */
const TOLD = [
  ...['TimeoutSec', 'RestartPreventExitStatus', 'StandardError', 'SyslogIdentifier', 'PIDFile'],
  ...['RemainAfterExit', 'GuessMainPID', 'SendSIGKILL', 'TimeoutStartSec', 'NotifyAccess'],
];

/** What to do about keys without an equivalent. */
const ADVICE: Readonly<Record<string, string>> = {
  ExecStartPre: 'run it at the beginning of the command, with a shell',
  ExecStartPost: 'run it from an event listener',
  ExecStop: 'a program is stopped by stopsignal=',
  ExecStopPost: 'run it from an event listener',
  LimitNOFILE: 'programs have the limit that supervisord was started with',
  RestartSec: 'a program that has been RUNNING is restarted at once',
  RuntimeDirectory: 'make the folder below /run before supervisord starts',
  StateDirectory: 'make the folder below /var/lib',
  LogsDirectory: 'make the folder below /var/log',
  CacheDirectory: 'make the folder below /var/cache',
  Slice: 'programs are in the control group of supervisord',
  WatchdogSec: 'nobody waits for its signs of life',
};

const SANDBOX =
  /^(Protect|Private|Restrict|SystemCall|Capability|Ambient|NoNew|Lock|MemoryDeny|Read(Only|Write)|Inaccessible|Device|Secure|KeyringMode|RemoveIPC|DynamicUser|Bind|Temporary|ProcSubset|NoExec|Exec(Paths))/;
const LIMITS = /^(Memory|CPU|IO|Tasks|Allowed|Limit|OOM|Nice|IOScheduling|Startup|Delegate)/;

function noteOthers({ program, entries, last }: Service): void {
  const others = [...entries.keys()].filter((key) => !(key in SERVICE) && !TOLD.includes(key));
  const reload = last('ExecReload');
  for (const key of others) {
    const entry = `${key}=${entries.get(key)?.join(' ')}`;
    const advice = ADVICE[key];
    if (key === 'ExecReload') program.note(reloadAdvice(program, reload ?? ''));
    else if (advice !== undefined) program.note(`${entry}: no equivalent; ${advice}`);
    else if (!SANDBOX.test(key) && !LIMITS.test(key)) program.note(`${entry}: no equivalent`);
  }
  noteAll(
    program,
    'the sandbox',
    others.filter((key) => SANDBOX.test(key)),
  );
  const limits = others.filter((key) => LIMITS.test(key) && !(key in ADVICE));
  noteAll(program, 'limits and scheduling', limits);
}

function noteAll(program: Draft, what: string, keys: readonly string[]): void {
  if (keys.length > 0) program.note(`no equivalent for ${what}: ${keys.join(', ')}`);
}

function reloadAdvice({ name }: Draft, command: string): string {
  const signal = /\bkill\s+(?:-s\s+|-)(?:SIG)?([A-Z0-9]+)\s+\$\{?MAINPID\}?/.exec(command)?.[1];
  if (signal !== undefined) return `ExecReload: supervisorctl signal ${signal} ${name}`;
  return `ExecReload=${command}: no equivalent`;
}

/** Targets are reached before supervisord is started. */
function noteOrder(program: Draft, entries: Entries): void {
  for (const key of ['Requires', 'Wants', 'BindsTo', 'PartOf', 'After', 'Before']) {
    const others = (entries.get(key) ?? []).flatMap(unitWords);
    const services = others.filter((unit) => !/\.(target|mount|socket|slice)$/.test(unit));
    if (services.length === 0) continue;
    program.note(
      `${key}=${services.join(' ')}: priority= orders the start of programs, nothing waits`,
    );
  }
}

/** The marks before a command: `-` its failure counts for nothing, `@` and others need systemd. */
const MARKS = /^[-@:+!|]+/;

function setCommand({ program, entries, last }: Service): void {
  const commands = entries.get('ExecStart') ?? [];
  const [command = '', ...others] = commands;
  const marks = MARKS.exec(command)?.[0] ?? '';
  const words = unitWords(command.slice(marks.length));
  if (words.length === 0) return;
  if (/[@+!]/.test(marks)) program.note(`the ${marks} before the command has no equivalent`);
  if (others.length > 0 || words.includes(';')) program.note('only the first command is taken');
  const end = words.indexOf(';');
  const first = end === -1 ? words : words.slice(0, end);
  const pidfile = last('Type') === 'forking' ? last('PIDFile') : undefined;
  const all = pidfile === undefined ? first : ['pidproxy', pidfile, ...first];
  program.set('command', commandText(asRun(all), '/', variablesFiles(entries)).text);
}

function variablesFiles(entries: Entries): VariablesFile[] {
  return (entries.get('EnvironmentFile') ?? []).map((value) => ({
    path: value.replace(/^-/, ''),
    optional: value.startsWith('-'),
  }));
}

/** systemd replaces `${X}` anywhere, and splits what a word `$X` stands for. A shell does both. */
function asRun(words: readonly string[]): Run {
  const isVariable = /\$(\w+|\{\w+\})/;
  const literal = words.map((word) => word.replaceAll('$$', '$'));
  if (!words.some((word) => isVariable.test(word.replaceAll('$$', '')))) {
    return { kind: 'words', words: literal };
  }
  return { kind: 'line', line: words.map(shellWord).join(' '), isOne: true };
}

function shellWord(word: string): string {
  if (/^\$\w+$/.test(word)) return word;
  return word
    .split(/(\$\$|\$\{\w+\})/)
    .map((part) => {
      if (part === '$$') return quoteForShell('$');
      return part.startsWith('${') ? `"${part}"` : part && quoteForShell(part);
    })
    .join('');
}

function setType({ program, last }: Service): void {
  const type = last('Type') ?? 'simple';
  if (type === 'oneshot') program.set('startsecs', '0');
  if (type === 'notify' || type === 'notify-reload' || type === 'dbus') {
    program.note(`Type=${type}: a program counts as started after startsecs=, whatever it tells`);
  }
  if (type !== 'forking') return;
  if (last('PIDFile') !== undefined)
    program.note('Type=forking: better, keep it in the foreground');
  else program.note('Type=forking: it must stay in the foreground, see its own options');
}

function setRestart({ program, last }: Service): void {
  const restart = last('Restart') ?? 'no';
  const words: Readonly<Record<string, string>> = { always: 'true', no: 'false' };
  const failures = ['on-failure', 'on-abnormal', 'on-abort', 'on-watchdog'];
  const word = words[restart] ?? (failures.includes(restart) ? 'unexpected' : 'false');
  program.set('autorestart', word);
  if (restart in words || restart === 'on-failure') return;
  const meaning = word === 'unexpected' ? 'it is restarted after any exit with another code' : 'no';
  program.note(`Restart=${restart} has no exact equivalent: ${meaning}`);
}

function setOutput(program: Draft, channel: 'stdout' | 'stderr', target: string): void {
  const file = /^(?:file|append|truncate):(.+)$/.exec(target)?.[1];
  if (file !== undefined) program.set(`${channel}_logfile`, file);
  else if (target === 'null') program.set(`${channel}_logfile`, 'NONE');
  else if (target.startsWith('syslog')) program.set(`${channel}_syslog`, 'true');
  else if (!/^(journal|inherit)/.test(target))
    program.note(`${channel} to ${target}: no equivalent`);
}
