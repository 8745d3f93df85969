/** The directories that programs are started in. */
import { repr } from '../base/python-text.ts';
import type { Scene } from './scene.ts';

export function checkDirectories(scene: Scene): void {
  for (const process of scene.config.groups.flatMap(({ processes }) => processes)) {
    const { directory } = process;
    if (directory === undefined) continue;
    const { section } = process.origin;
    const why = objection(scene, scene.absolute(directory), process);
    if (why === undefined) continue;
    const text = `directory in section ${repr(section)}: ${directory} ${why}`;
    scene.find('directory', text, scene.originOf(section, 'directory'));
  }
}

function objection(
  scene: Scene,
  path: string,
  process: Parameters<Scene['programUser']>[0],
): string | undefined {
  if (!scene.isThere(path)) return 'does not exist';
  if (!scene.isDirectory(path)) return 'is no directory';
  const user = scene.programUser(process);
  if (!scene.may(user, 'execute', path)) return `cannot be entered by ${repr(scene.nameOf(user))}`;
  return undefined;
}
