/**
 * The options of a process: how two configurations of it differ, and what one takes over from the
 * other without a restart.
 *
 *   changedOptions(active, next)  ->  [{ option: 'startsecs', before: '1', after: '5', … }]
 *
 * The tables in `sections/` say how a value is written and whether a change needs a restart; here
 * is only where `ProcessConfig` keeps it. A log file that is to be AUTO from now on is not compared,
 * as in the original; neither are the permissions of a socket, which count from the next start of
 * its group.
 * Values of variables, and what looks like a password, are never shown.
 *
 * To add an option: the compiler asks for its line in `optionsOf`; one that is `live` needs its
 * line in `adopted` as well.
 */
import { isDeepStrictEqual } from 'node:util';
import { compareText } from '../base/python-text.ts';
import { type Codec, optional } from './codec.ts';
import type { LogFile, LogTarget, ProcessConfig } from './config.ts';
import type { Options, ValuesOf } from './schema.ts';
import { HIDDEN, hideSecrets } from './secrets.ts';
import { socketOptions } from './sections/fcgi-program.ts';
import { processOptions, programOptions } from './sections/program.ts';

// How many processes there are is told by those that come and go.
const { numprocs: _, numprocs_start: __, ...ofProgram } = programOptions;
const { environment, ...ofProcess } = processOptions;
const { socket } = socketOptions;
const ofFcgiProgram = { socket: { ...socket, type: optional(socket.type), default: undefined } };

type Values = ValuesOf<typeof ofProgram & typeof ofProcess & typeof ofFcgiProgram>;

const TABLE: Options<Values> = { ...ofProgram, ...ofProcess, ...ofFcgiProgram };

export type OptionChange = ValueChange | EnvironmentChange;

export interface ValueChange {
  readonly kind: 'value';
  /** As it is called in the file. */
  readonly option: string;
  /** As it would be written there; empty for none. */
  readonly before: string;
  readonly after: string;
  /** Whether the process must be restarted for it. */
  readonly restart: boolean;
}

/** Which variables differ, but not their values: they may be secrets. */
export interface EnvironmentChange {
  readonly kind: 'environment';
  readonly option: 'environment';
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** Whether the process must be restarted for it. */
  readonly restart: boolean;
}

/** In the order of the tables; none if the processes are the same, wherever they are written. */
export function changedOptions(active: ProcessConfig, next: ProcessConfig): OptionChange[] {
  if (active === next) return []; // nothing was read anew; each dashboard asks
  const before = optionsOf(active);
  const after = optionsOf(next);
  const names = Object.keys(TABLE) as (keyof Values)[];
  const changes = names.flatMap((name): OptionChange[] => valueChange(name, TABLE, before, after));
  return [...changes, ...environmentChange(active.environment, next.environment)];
}

/** An option and its value, as it would be written; empty for none. */
export interface OptionText {
  readonly option: string;
  readonly value: string;
}

/** What a process runs with, in the order of the tables; of its variables only the names. */
export function optionTexts(process: ProcessConfig): OptionText[] {
  return [...textsOf(TABLE, optionsOf(process)), environmentText(process.environment)];
}

/** All options of a table with their values. */
export function textsOf<T>(table: Options<T>, values: NoInfer<T>): OptionText[] {
  return (Object.keys(table) as (keyof T & string)[]).map((option) => ({
    option,
    value: shown(table[option].type, values[option]),
  }));
}

export function environmentText(variables: Variables): OptionText {
  const value = Object.keys(variables).map((name) => `${name}="${HIDDEN}"`);
  return { option: 'environment', value: value.join(',') };
}

function shown<T>(type: Codec<T>, value: T): string {
  return hideSecrets(value === undefined ? '' : type.format(value));
}

/** Whether `reread` calls them the same. */
export function sameProcess(active: ProcessConfig, next: ProcessConfig): boolean {
  return changedOptions(active, next).length === 0;
}

/** What the process that runs goes on with: `next` in all that needs no restart. */
export function adopted(active: ProcessConfig, next: ProcessConfig): ProcessConfig {
  return {
    ...active,
    origin: next.origin,
    priority: next.priority,
    autostart: next.autostart,
    autorestart: next.autorestart,
    startsecs: next.startsecs,
    startretries: next.startretries,
    exitcodes: next.exitcodes,
    stopsignal: next.stopsignal,
    stopwaitsecs: next.stopwaitsecs,
    stopasgroup: next.stopasgroup,
    killasgroup: next.killasgroup,
    stdout: adoptedTarget(active.stdout, next.stdout),
    stderr: adoptedTarget(active.stderr, next.stderr),
  };
}

function adoptedTarget(active: LogTarget, { maxbytes, backups }: LogTarget): LogTarget {
  return { ...active, maxbytes, backups };
}

function optionsOf(process: ProcessConfig): Values {
  const { name, program, group, origin, environment, stdout, stderr, ...others } = process;
  return {
    ...others,
    process_name: name,
    serverurl: process.serverurl_auto ? 'AUTO' : process.serverurl,
    socket: process.socket?.address,
    stdout_logfile: stdout.file,
    stdout_logfile_maxbytes: stdout.maxbytes,
    stdout_logfile_backups: stdout.backups,
    stdout_capture_maxbytes: stdout.capture_maxbytes,
    stdout_events_enabled: stdout.events_enabled,
    stdout_syslog: stdout.syslog,
    stdout_syslog_priority: stdout.syslog_priority,
    stderr_logfile: stderr.file,
    stderr_logfile_maxbytes: stderr.maxbytes,
    stderr_logfile_backups: stderr.backups,
    stderr_capture_maxbytes: stderr.capture_maxbytes,
    stderr_events_enabled: stderr.events_enabled,
    stderr_syslog: stderr.syslog,
    stderr_syslog_priority: stderr.syslog_priority,
  };
}

/** The change of one option of a table, if there is one. */
export function valueChange<T, K extends keyof T & string>(
  option: K,
  table: Options<Pick<T, K>>,
  { [option]: before }: T,
  { [option]: after }: T,
): ValueChange[] {
  if (before === after || isDeepStrictEqual(comparable(before), comparable(after))) return [];
  if (isAuto(after)) return [];
  const { type, applies } = table[option];
  const [was, is] = [shown(type, before), shown(type, after)];
  return [{ kind: 'value', option, before: was, after: is, restart: applies !== 'live' }];
}

/** Of a user only the number counts. */
function comparable(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'uid' in value ? value.uid : value;
}

function isAuto(value: unknown): boolean {
  return typeof value === 'object' && (value as LogFile | null | undefined)?.kind === 'auto';
}

type Variables = ProcessConfig['environment'];

function environmentChange(active: Variables, next: Variables): EnvironmentChange[] {
  const names = [...new Set([...Object.keys(active), ...Object.keys(next)])].sort(compareText);
  const differing = names.filter((name) => active[name] !== next[name]);
  if (differing.length === 0) return [];
  const added = differing.filter((name) => active[name] === undefined);
  const removed = differing.filter((name) => next[name] === undefined);
  const changed = differing.filter((name) => !added.includes(name) && !removed.includes(name));
  const restart = environment.applies !== 'live';
  return [{ kind: 'environment', option: 'environment', added, changed, removed, restart }];
}
