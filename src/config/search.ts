/** Where a configuration file is looked for when none is named. */
import { UserError } from '../base/errors.ts';
import type { Files } from '../os/port.ts';
import { isThere } from './glob.ts';
import { absolutePath, directoryOf, joinPath } from './paths.ts';

/** The places, best first; some are relative. @param argv0 The command as it was typed. */
export function searchPaths(argv0: string): string[] {
  const prefix = directoryOf(directoryOf(argv0));
  return [
    joinPath(prefix, 'etc/supervisord.conf'),
    joinPath(prefix, 'supervisord.conf'),
    'supervisord.conf',
    'etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ];
}

/** The first that is there, as it stands in the list. */
export function findConfigFile(argv0: string, cwd: string, files: Files): string | undefined {
  return searchPaths(argv0).find((path) => isThere(files, absolutePath(path, cwd)));
}

/** What supervisord says when it finds none. */
export function noConfigFile(argv0: string): UserError {
  return new UserError(
    `No config file found at default paths (${searchPaths(argv0).join(', ')}); use the -c option ` +
      'to specify a config file at a different path',
  );
}

/** What root is told who leaves it to the search. */
export const SEARCHED_AS_ROOT =
  'UserWarning: Supervisord is running as root and it is searching for its configuration file ' +
  'in default locations (including its current working directory); you probably want to ' +
  'specify a "-c" argument specifying an absolute path to a configuration file for improved ' +
  'security.';
