/** Servers that strangers can reach: whether they have to say who they are. */
import { repr } from '../base/python-text.ts';
import type { InetServerConfig } from '../config/config.ts';
import { isOpenToAll } from '../config/openness.ts';
import type { Scene } from './scene.ts';

export function checkOpenness(scene: Scene): void {
  for (const server of scene.config.servers) {
    if (server.family !== 'inet' || isOwn(server.host)) continue;
    const why = complaintAbout(server);
    if (why === undefined) continue;
    const text = `port in section ${repr(server.section)}: ${why}`;
    scene.find('open-server', text, scene.originOf(server.section, 'port'));
  }
}

function complaintAbout(server: InetServerConfig): string | undefined {
  if (isOpenToAll(server)) {
    return 'whoever reaches it controls the programs: give it a username and password, or users';
  }
  return server.tls === undefined
    ? 'passwords and tokens go over it in clear: give it a certificate'
    : undefined;
}

/** Whether only this machine can reach it. */
function isOwn(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}
