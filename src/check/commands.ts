/**
 * Whether the commands are there and can be executed, told in the words of the `spawnerr` that a
 * start would end with.
 *
 * As at a start, a relative path is looked for from where the daemon is, and executed from where
 * the program is.
 */
import { repr } from '../base/python-text.ts';
import type { ProcessConfig } from '../config/config.ts';
import type { FindingId } from '../config/findings.ts';
import { absolutePath } from '../config/paths.ts';
import { refusalText, spawnPlan } from '../core/spawn-plan.ts';
import type { RefusalStage } from '../os/port.ts';
import { interpreterObjection } from './interpreters.ts';
import type { Scene } from './scene.ts';

export function checkCommands(scene: Scene): void {
  for (const process of scene.config.groups.flatMap(({ processes }) => processes)) {
    const plan = spawnPlan(process, scene.env);
    if (plan.kind === 'nonsense') {
      find(scene, process, 'command', plan.reason);
      continue;
    }
    const found = plan.paths.find((path) => scene.isThere(scene.absolute(path)));
    const why = objection(scene, process, { found, last: plan.paths.at(-1) });
    if (why !== undefined) find(scene, process, 'command', why);
    else if (found !== undefined) checkInterpreter(scene, process, { found, env: plan.env });
  }
}

function find(scene: Scene, process: ProcessConfig, id: FindingId, why: string): void {
  const { section } = process.origin;
  const text = `command in section ${repr(section)}: ${why}`;
  scene.find(id, text, scene.originOf(section, 'command'));
}

function checkInterpreter(
  scene: Scene,
  process: ProcessConfig,
  { found, env }: { readonly found: string; readonly env: readonly string[] },
): void {
  const directory = scene.absolute(process.directory ?? '.');
  const why = interpreterObjection(scene, {
    file: absolutePath(found, directory),
    directory,
    user: scene.programUser(process),
    path: env.find((each) => each.startsWith(PATH))?.slice(PATH.length),
  });
  if (why !== undefined) find(scene, process, 'interpreter', why);
}

const PATH = 'PATH=';

function objection(
  scene: Scene,
  process: ProcessConfig,
  { found, last }: { readonly found: string | undefined; readonly last: string | undefined },
): string | undefined {
  const path = found ?? last ?? '';
  const refuse = (stage: RefusalStage, code: string) =>
    refusalText({ kind: 'refused', stage, path, code }, process);
  if (found === undefined) return refuse('find', 'ENOENT');
  const file = scene.absolute(path);
  if (scene.isDirectory(file)) return refuse('directory', 'EISDIR');
  if ((scene.os.stat(file).mode & 0o111) === 0) return refuse('executable', 'EACCES');
  if (!scene.may(scene.daemon, 'execute', file)) return refuse('permission', 'EACCES');
  const user = scene.programUser(process);
  if (!scene.may(user, 'execute', file)) {
    return `${refuse('permission', 'EACCES')} as ${repr(scene.nameOf(user))}`;
  }
  const { directory } = process;
  if (directory === undefined || path.startsWith('/')) return undefined;
  const folder = scene.absolute(directory);
  if (!scene.isDirectory(folder) || scene.isThere(absolutePath(path, folder))) return undefined;
  return `${refuse('find', 'ENOENT')} in ${directory}, the directory of the program`;
}
