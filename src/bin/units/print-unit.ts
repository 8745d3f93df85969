/** `supervisord --print-unit KIND`: a unit for this command, configuration and user. */
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../base/errors.ts';
import { absolutePath, directoryOf } from '../../config/paths.ts';
import { type ConfigRequest, readConfig } from '../../config/read.ts';
import { findConfigFile, noConfigFile } from '../../config/search.ts';
import { packageFolder } from '../../os/package-folder.ts';
import type { Flag } from '../flags.ts';
import { SUPERVISORD } from '../supervisord-flags.ts';
import { type Installation, UNIT_KINDS, type UnitKind } from './kinds.ts';
import { SYSTEM_PATH, type UnitFacts } from './unit.ts';

export interface UnitRequest {
  readonly kind: string;
  readonly scope: UnitFacts['scope'];
}

/** Where an init system starts its services, and what relative paths are relative to then. */
const SERVICE_FOLDER = '/';

/**
 * The unit does what the same command line would do here and now, but for the folder: a service
 * is started in `/`.
 *
 * @throws {UserError} if there is no such unit, or the configuration cannot be used
 */
export function unitText({ kind: name, scope }: UnitRequest, request: ConfigRequest): string {
  const { kind, installation } = findKind(name, scope);
  const { argv0, cwd, os, uid } = request;
  const file = request.file ?? findConfigFile(argv0, cwd, os);
  if (file === undefined) throw noConfigFile(argv0);
  const config = absolutePath(file, cwd);
  const commandLine = Object.fromEntries(flagsOf(request, cwd));
  const { supervisord } = readConfig({
    ...request,
    file: config,
    commandLine,
    cwd: SERVICE_FOLDER,
  });
  const isRoot = uid === 0 || scope === 'user';
  const nodeFolder = folderOfNode(process.execPath);
  return kind.format({
    command: absolutePath(argv0, cwd),
    config,
    flags: Object.entries(commandLine).flatMap(([flag, value]) => flagWord(flag, value)),
    pidfile: supervisord.pidfile,
    scope,
    user: isRoot ? undefined : (os.userById(uid)?.name ?? String(uid)),
    nodeFolder,
    alias: 'supervisord',
    remarks: [
      ...howToInstall(kind, installation, scope),
      ...misplaced('logfile', supervisord.logfile),
      ...misplaced('pidfile', supervisord.pidfile),
      ...(nodeFolder === undefined ? [] : ['', `PATH is set because node is in ${nodeFolder}.`]),
    ],
    defaults: undefined,
  });
}

function findKind(
  name: string,
  scope: UnitFacts['scope'],
): { readonly kind: UnitKind; readonly installation: Installation } {
  const kind = UNIT_KINDS[name];
  if (kind === undefined) {
    const known = Object.keys(UNIT_KINDS).join(', ');
    throw new UserError(`cannot print a unit for '${name}': expected ${known}`);
  }
  const installation = kind[scope];
  if (installation !== undefined) return { kind, installation };
  throw new UserError(`cannot print a unit of a user for '${name}': it knows only the machine's`);
}

/** What was typed besides `-c` and `-n`, its paths as they are meant here. */
function flagsOf({ commandLine }: ConfigRequest, cwd: string): [name: string, value: string][] {
  return Object.entries(commandLine)
    .filter(([name]) => name !== 'nodaemon')
    .map(([name, value]) => {
      const isPath = ['FILE', 'DIR'].includes(flag(name)?.argument ?? '');
      const isRelative = isPath && value !== 'syslog' && !value.startsWith('~');
      return [name, isRelative ? absolutePath(value, cwd) : value];
    });
}

function flagWord(name: string, value: string): string {
  return flag(name)?.argument === undefined ? `--${name}` : `--${name}=${value}`;
}

function flag(name: string): Flag | undefined {
  return SUPERVISORD.flags.find((each) => each.name === name);
}

function howToInstall(
  { name }: UnitKind,
  { file, commands }: Installation,
  scope: UnitFacts['scope'],
): string[] {
  const who = scope === 'system' ? 'as root' : 'as the user whose programs it starts';
  return [
    `supervisord as a service of ${name}. Save this as`,
    '',
    `    ${file}`,
    '',
    `and run, ${who}:`,
    '',
    ...commands.map((command) => `    ${command}`),
  ];
}

/** A path that was relative lies in the root directory, where it is hardly wanted. */
function misplaced(option: 'logfile' | 'pidfile', file: string): string[] {
  if (directoryOf(file) !== SERVICE_FOLDER) return [];
  return ['', `Its ${option} is ${file}: give ${option}= in [supervisord] an absolute path.`];
}

/** Undefined if the launcher in `bin/` finds this node where services are started. */
function folderOfNode(node: string): string | undefined {
  const prefix = path.resolve(packageFolder(__dirname), '../../..');
  const folders = [path.join(prefix, 'bin'), ...SYSTEM_PATH.split(':')];
  const isFound = folders
    .map((folder) => path.join(folder, 'node'))
    .some((file) => existsSync(file) && realpathSync(file) === realpathSync(node));
  return isFound ? undefined : path.dirname(node);
}
