/**
 * Where servers and fcgi-programs would listen: whether the addresses can be had. Nothing is bound
 * for it. What a supervisord with this configuration has taken is its own.
 */
import { isIP } from 'node:net';
import { isSystemError, UserError } from '../base/errors.ts';
import { repr } from '../base/python-text.ts';
import { isPathTaken, isPortTaken } from '../os/listening.ts';
import { requireOwnAddress } from '../os/own-address.ts';
import type { Scene } from './scene.ts';

const EVERYWHERE = '0.0.0.0';
const FIRST_FREE_PORT = 1024;

export async function checkAddresses(scene: Scene): Promise<void> {
  for (const server of scene.config.servers) {
    const { section } = server;
    if (server.family === 'unix') {
      checkPath(scene, { section, option: 'file', path: server.file });
    } else {
      const { host, port } = server;
      await checkPort(scene, { section, option: 'port', host, port });
    }
  }
  for (const { origin, socket } of scene.config.groups.flatMap(({ processes }) => processes)) {
    if (socket === undefined || 'path' in socket.address) continue;
    await checkPort(scene, { section: origin.section, option: 'socket', ...socket.address });
  }
}

interface Place {
  readonly section: string;
  readonly option: string;
}

interface Port extends Place {
  /** Empty for all addresses. */
  readonly host: string;
  readonly port: number;
}

function checkPath(scene: Scene, place: Place & { readonly path: string }): void {
  const { path } = place;
  if (!scene.mayRun && scene.isThere(path) && isPathTaken(path, scene.os)) {
    object(scene, place, `another program listens at ${path}`);
  }
}

async function checkPort(scene: Scene, place: Port): Promise<void> {
  const { host, port } = place;
  if (host === '') await checkOwnAddress(scene, place);
  const address = host === '' ? EVERYWHERE : await addressOf(host, scene);
  if (address === undefined) {
    object(scene, place, `${host} has no IPv4 address`);
  } else if (port < firstFreePort(scene) && !scene.isCapable('bindLowPorts')) {
    object(scene, place, `port ${port} is not to be had by ${repr(scene.nameOf(scene.daemon))}`);
  } else if (isIP(address) === 4 && !scene.mayRun && isPortTaken(address, port, scene.os)) {
    object(scene, place, `another program listens on port ${port}`);
  }
}

async function checkOwnAddress(scene: Scene, place: Place): Promise<void> {
  try {
    await requireOwnAddress([{ family: 'inet', host: '' }], scene.hostname, scene);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    object(scene, place, error.message);
  }
}

async function addressOf(host: string, scene: Scene): Promise<string | undefined> {
  if (isIP(host) !== 0) return host;
  try {
    return await scene.lookUp(host);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return undefined;
  }
}

/** Those below it are for root and who has the capability. */
function firstFreePort(scene: Scene): number {
  return scene.systemSetting('net/ipv4/ip_unprivileged_port_start') ?? FIRST_FREE_PORT;
}

function object(scene: Scene, { section, option }: Place, why: string): void {
  const text = `${option} in section ${repr(section)}: ${why}`;
  scene.find('address', text, scene.originOf(section, option));
}
