/** Users that cannot be had. Those that do not exist are errors of the configuration. */
import { repr } from '../base/python-text.ts';
import type { User } from '../os/port.ts';
import type { Scene } from './scene.ts';

export function checkUsers(scene: Scene): void {
  const { config, uid } = scene;
  checkUser(scene, 'supervisord', config.supervisord.user, uid);
  for (const process of config.groups.flatMap(({ processes }) => processes)) {
    checkUser(scene, process.origin.section, process.user, scene.daemon.uid);
  }
}

/** @param own Who would have to become that user. */
function checkUser(scene: Scene, section: string, user: User | undefined, own: number): void {
  if (user === undefined || own === 0 || user.uid === own) return;
  const who = scene.nameOf({ uid: own, gid: -1, groups: [] });
  scene.find(
    'user',
    `user in section ${repr(section)} is ${repr(user.name)}, whom only root could become, and ` +
      `supervisord would be ${repr(who)}`,
    scene.originOf(section, 'user'),
  );
}
