/** Whether control groups can be made where `kill_mode=cgroup` asks for them. */

import { UserError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';
import { ownCgroup } from '../os/cgroups.ts';
import type { Scene } from './scene.ts';

export function checkControlGroups(scene: Scene): void {
  const processes = scene.config.groups.flatMap(({ processes }) => processes);
  const sections = new Set(
    processes.filter(({ kill_mode }) => kill_mode === 'cgroup').map(({ origin }) => origin.section),
  );
  if (sections.size === 0) return;
  const why = objection(scene);
  if (why === undefined) return;
  for (const section of sections) {
    const text = `kill_mode in section ${repr(section)} would be tree: ${why}`;
    scene.find('kill-mode', text, scene.originOf(section, 'kill_mode'));
  }
}

/** The control group of whoever checks stands for that of the daemon, which he would start. */
function objection(scene: Scene): string | undefined {
  try {
    const folder = ownCgroup(scene.os);
    if (scene.may(scene.daemon, 'write', folder)) return undefined;
    return `${repr(scene.nameOf(scene.daemon))} may not make control groups in ${folder}`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}
