/** Modules of plug-ins and result handlers: loaded as a start would, but nothing of them is called. */
import { UserError } from '../base/errors.ts';
import { eventsOf } from '../config/added-events.ts';
import type { Origin } from '../config/config.ts';
import { errorsOf } from '../config/errors.ts';
import { type Factory, loadFactory, requireFactory } from '../config/factories.ts';
import { resultHandlerOf } from '../config/result-handler.ts';
import type { Scene } from './scene.ts';

export async function checkModules(scene: Scene): Promise<void> {
  const { config, modules } = scene;
  if (modules === undefined) return;
  for (const { factory, origin } of config.rpcinterfaces) {
    if (factory.file === undefined) continue;
    await attempt(scene, origin, async () => {
      eventsOf(await loadFactory(factory, origin.section, modules.load));
    });
  }
  for (const group of config.groups) {
    const { origin } = group;
    await attempt(scene, origin, async () => {
      const handler: Factory | undefined = resultHandlerOf(group, modules);
      if (handler?.file !== undefined) requireFactory(handler, origin.section, modules.require);
    });
  }
}

async function attempt(scene: Scene, origin: Origin, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    for (const { reason, hint } of errorsOf(error)) {
      scene.find('invalid', hint === undefined ? reason : `${reason} (${hint})`, origin);
    }
  }
}
