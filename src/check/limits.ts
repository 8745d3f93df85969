/** Whether as many descriptors and processes can be had as `minfds` and `minprocs` ask for. */
import type { LimitName } from '../os/limits.ts';
import type { Scene } from './scene.ts';

export function checkLimits(scene: Scene): void {
  const { minfds, minprocs } = scene.config.supervisord;
  checkLimit(scene, 'minfds', minfds, 'openFiles');
  checkLimit(scene, 'minprocs', minprocs, 'processes');
}

function checkLimit(
  scene: Scene,
  option: 'minfds' | 'minprocs',
  wanted: number,
  name: LimitName,
): void {
  const { hard } = scene.readLimit(name);
  if (hard >= wanted) return;
  const most = scene.isCapable('raiseLimits') ? ceiling(scene, name) : hard;
  if (most >= wanted) return;
  const what = name === 'openFiles' ? 'descriptors' : 'processes';
  const text = `${option} is ${wanted}, but no more than ${most} ${what} can be had`;
  scene.find('limit', text, scene.originOf('supervisord', option));
}

/** What nobody can raise the limit above. */
function ceiling(scene: Scene, name: LimitName): number {
  const most = name === 'openFiles' ? scene.systemSetting('fs/nr_open') : undefined;
  return most ?? Number.POSITIVE_INFINITY;
}
