/** Reads what another supervisor was told, and writes program sections. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { isSystemError, UserError } from '../../base/errors.ts';
import { errorText } from '../../os/error-text.ts';
import { loadModule } from '../../os/modules.ts';
import type { Imported } from './draft.ts';
import { findFormat, type Source } from './formats.ts';
import { sectionsText } from './write.ts';

/** Of a new file, less what the umask takes away: environments may hold passwords. */
const FILE_MODE = 0o640;

/**
 * @param target Where to write it, a file that must not be there; undefined to return it only.
 * @returns the sections
 * @throws {UserError} if something cannot be read, understood or written
 */
export async function importFile(
  formatName: string,
  file: string,
  target: string | undefined,
): Promise<string> {
  const format = findFormat(formatName);
  const imported = await format.read(sourceOf(file));
  refuseTwins(imported, file);
  const text = sectionsText(imported, `${path.basename(file)} (${format.name})`);
  if (target !== undefined) {
    attempt('cannot write', () => writeFileSync(target, text, { flag: 'wx', mode: FILE_MODE }));
  }
  return text;
}

/** Two sections of one name would be read as one. */
function refuseTwins({ programs }: Imported, file: string): void {
  const names = programs.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) !== index);
  if (twin !== undefined) throw new UserError(`${file}: two programs would be called ${twin}`);
}

function sourceOf(file: string): Source {
  const absolute = path.resolve(file);
  const folder = path.dirname(absolute);
  return {
    file,
    folder,
    text: attempt('cannot read', () => readFileSync(absolute, 'utf8')),
    beside(name) {
      const other = path.join(folder, name);
      if (!existsSync(other)) return undefined;
      return attempt('cannot read', () => readFileSync(other, 'utf8'));
    },
    evaluate: () => evaluate(absolute, file),
    processors: availableParallelism(),
  };
}

/** Whatever a module of somebody else throws is an error of that file. */
async function evaluate(absolute: string, file: string): ReturnType<typeof loadModule> {
  try {
    return await loadModule(absolute);
  } catch (error) {
    throw new UserError(`cannot run ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function attempt<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new UserError(`${what}: ${errorText(error)}`);
  }
}
