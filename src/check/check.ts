/**
 * `supervisord --check`, `supervisorctl check`: what would happen if supervisord were started with
 * a configuration, here and now and by this user.
 *
 *   checkConfig(request)  ->  the findings, in the order of the files
 *
 * Nothing is started and no file is written: everything is asked of the system, nothing tried.
 * Only modules of plug-ins are loaded, because nothing else tells whether they can be.
 */
import { UserError } from '../base/errors.ts';
import { type ConfigError, errorsOf } from '../config/errors.ts';
import type { LoadModule } from '../config/factories.ts';
import { FINDINGS, type Finding } from '../config/findings.ts';
import { Notes } from '../config/notes.ts';
import { type ConfigRequest, readWhole } from '../config/read.ts';
import type { Limit, LimitName } from '../os/limits.ts';
import type { Permissions } from '../os/permissions.ts';
import type { Sockets } from '../os/port.ts';
import { checkAddresses } from './addresses.ts';
import { checkCommands } from './commands.ts';
import { checkControlGroups } from './control-groups.ts';
import { checkDirectories } from './directories.ts';
import { checkFiles } from './files.ts';
import { checkLimits } from './limits.ts';
import { checkModules } from './modules.ts';
import { checkOpenness } from './openness.ts';
import { Scene } from './scene.ts';
import { checkUsers } from './users.ts';

/** To add a check: add a function. */
const CHECKS: readonly ((scene: Scene) => void | Promise<void>)[] = [
  checkUsers,
  checkDirectories,
  checkCommands,
  checkFiles,
  checkAddresses,
  checkOpenness,
  checkLimits,
  checkControlGroups,
  checkModules,
];

export interface CheckRequest extends ConfigRequest {
  readonly permissions: Permissions;
  readonly readLimit: (name: LimitName) => Limit;
  readonly lookUp: Sockets['lookUp'];
  /** How modules are loaded that sections name; undefined: they are not looked into. */
  readonly loadModule?: LoadModule;
  /** Whether a supervisord with this configuration may be running, and is nothing to warn of. */
  readonly mayRun?: boolean;
}

export interface Report {
  /** The main file; as it was asked for, if it could not be read. */
  readonly file: string | undefined;
  readonly findings: readonly Finding[];
  readonly errors: number;
  readonly warnings: number;
}

export async function checkConfig(request: CheckRequest): Promise<Report> {
  const notes = new Notes();
  let files: readonly string[] = request.file === undefined ? [] : [request.file];
  try {
    const { config, ini, errors, files: read } = readWhole(request, notes);
    files = read;
    for (const error of errors) addError(error, notes);
    const scene = config && new Scene({ config, ini, request, notes });
    if (scene !== undefined) for (const check of CHECKS) await check(scene);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const each of errorsOf(error)) addError(each, notes);
  }
  const findings = inOrder(notes.findings, files);
  const errors = findings.filter(({ id }) => FINDINGS[id].level === 'error').length;
  return { file: files[0], findings, errors, warnings: findings.length - errors };
}

function addError({ origin, hint, reason }: ConfigError, notes: Notes): void {
  notes.advise('invalid', hint === undefined ? reason : `${reason} (${hint})`, origin);
}

/** By file, in the order in which they were read, and line; first what has no place. */
function inOrder(findings: readonly Finding[], files: readonly string[]): Finding[] {
  const rank = ({ origin }: Finding): number => {
    if (origin === undefined) return -1;
    const index = files.indexOf(origin.file);
    return index === -1 ? files.length : index;
  };
  const line = ({ origin }: Finding): number => origin?.line ?? 0;
  return [...findings].sort((a, b) => rank(a) - rank(b) || line(a) - line(b));
}
